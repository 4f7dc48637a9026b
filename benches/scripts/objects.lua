local Pair = {}
Pair.__index = Pair
local function new(x, y)
  return setmetatable({ a = x, b = y }, Pair)
end

function run()
  local sum = 0
  for i = 0, 2999999 do
    local p = new(i, 1)
    sum = (sum + p.a + p.b) % 16777216
  end
  return sum
end
