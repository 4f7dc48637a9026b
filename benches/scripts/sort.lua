local function before(a, b) return a < b end

function run()
  local list = {}
  local seed = 1
  for i = 1, 1000000 do
    seed = (seed * 1664525 + 1013904223) % 4294967296
    list[i] = math.floor(seed / 256)
  end
  table.sort(list, before)
  local sum = 0
  for i = 1, 999999 do
    if list[i] > list[i + 1] then return -1 end
    sum = sum + (list[i + 1] % 256) * (i % 8)
  end
  return sum
end
