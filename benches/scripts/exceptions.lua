local function guard(level) return { level = level } end

local function divide(a, b)
  local g = guard(a)
  if b == 0 then error("Divide by zero") end
  return (a - a % b) / b + g.level
end

local function deep(depth, a, b)
  if depth == 0 then return divide(a, b) end
  return deep(depth - 1, a, b) + 1
end

function run()
  local sum = 0
  for i = 0, 299999 do
    local good, value = pcall(deep, 3, i % 256, i % 4)
    if good then sum = sum + value else sum = sum + 7 end
  end
  return sum
end
