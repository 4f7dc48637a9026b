local function make(n, seed)
  local m = {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do
      row[j] = seed * (i - j) * (i + j)
    end
    m[i] = row
  end
  return m
end

function run()
  local n = 160
  local a = make(n, 0.01)
  local b = make(n, 0.02)
  local c = make(n, 0.0)
  for i = 0, n - 1 do
    for j = 0, n - 1 do
      local sum = 0.0
      for k = 0, n - 1 do
        sum = sum + a[i][k] * b[k][j]
      end
      c[i][j] = sum
    end
  end
  local v = c[80][80]
  return v >= 0 and math.floor(v) or math.ceil(v)
end
