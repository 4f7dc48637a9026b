local Up = {}
Up.__index = Up
function Up:next(k) self.at = self.at + k; return self.at end
local Down = {}
Down.__index = Down
function Down:next(k) self.at = self.at - k; return self.at end

function run()
  local a = setmetatable({ at = 0 }, Up)
  local b = setmetatable({ at = 0 }, Down)
  local sum = 0
  for i = 0, 4999999 do
    sum = (sum + a:next(i % 8)) % 65536
    sum = (sum + b:next(1)) % 65536
  end
  return sum
end
