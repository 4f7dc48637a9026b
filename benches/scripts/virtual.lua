local Square = {}
Square.__index = Square
function Square:area(k) return self.side * self.side + k end
local Box = {}
Box.__index = Box
function Box:area(k) return self.w * self.h - k end

function run()
  local a = setmetatable({ side = 3 }, Square)
  local b = setmetatable({ w = 2, h = 5 }, Box)
  local sum = 0
  for i = 0, 4999999 do
    sum = sum + a:area(i % 8)
    sum = sum + b:area(i % 4)
  end
  return sum
end
