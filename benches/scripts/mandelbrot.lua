function run()
  local size = 400
  local inside = 0
  for y = 0, size - 1 do
    local ci = 2.0 * y / size - 1.0
    for x = 0, size - 1 do
      local cr = 2.0 * x / size - 1.5
      local zr = 0.0
      local zi = 0.0
      local n = 0
      while n < 50 do
        local r2 = zr * zr
        local i2 = zi * zi
        if r2 + i2 > 4.0 then break end
        zi = 2.0 * zr * zi + ci
        zr = r2 - i2 + cr
        n = n + 1
      end
      inside = inside + n
    end
  end
  return inside
end
