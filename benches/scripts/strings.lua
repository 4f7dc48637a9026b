function run()
  local total = 0
  for i = 0, 299999 do
    local s = "item" .. i
    s = s .. ("," .. (i % 10))
    s = s .. "!"
    if s == "item77,7!" then total = total + 1000 end
    total = total + #s
  end
  return total
end
