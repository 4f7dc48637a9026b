local function a(i, j)
  return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)
end

local function times(v, out, n, transposed)
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do
      sum = sum + (transposed and a(j, i) or a(i, j)) * v[j]
    end
    out[i] = sum
  end
end

function run()
  local n = 200
  local u, v, t = {}, {}, {}
  for i = 0, n - 1 do u[i] = 1.0; v[i] = 0.0; t[i] = 0.0 end
  for k = 1, 10 do
    times(u, t, n, false)
    times(t, v, n, true)
    times(v, t, n, false)
    times(t, u, n, true)
  end
  local uv, vv = 0.0, 0.0
  for i = 0, n - 1 do
    uv = uv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  return math.floor(math.sqrt(uv / vv) * 1000)
end
