local Counter = {}
Counter.__index = Counter
local function counter(start) return setmetatable({ total = start }, Counter) end
function Counter:add(by)
  self.total = self.total + by
  return self.total
end
local function bind(object) return function(x) return object:add(x) end end

local function twice(x) return x * 2 end

function run()
  local a, b = counter(1), counter(2)
  local band, xor
  if math.type then
    band = load("return function(a, b) return a & b end")()
    xor = load("return function(a, b) return a ~ b end")()
  else
    band, xor = bit.band, bit.bxor
  end
  local steps = { bind(a), twice, bind(b), function(x) return xor(x, 5) end }
  local sum = 0
  for i = 0, 999999 do
    local x = i % 16
    for k = 1, 4 do sum = (sum + steps[k](x)) % 16777216 end
  end
  for i = 0, 999999 do
    local step = bind(a)
    sum = (sum + step(1)) % 16777216
  end
  return sum
end
