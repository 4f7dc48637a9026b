function run()
  local pieces = {}
  for i = 0, 199999 do
    if i > 0 then pieces[#pieces + 1] = "," end
    pieces[#pieces + 1] = string.format("%d", i * 7 % 10007)
    pieces[#pieces + 1] = "="
    pieces[#pieces + 1] = string.format("%d", i % 13)
  end
  local text = table.concat(pieces)
  local parts, start = {}, 1
  while true do
    local stop = string.find(text, ",", start, true)
    if not stop then
      parts[#parts + 1] = string.sub(text, start)
      break
    end
    parts[#parts + 1] = string.sub(text, start, stop - 1)
    start = stop + 1
  end
  local total = 0
  for i = 1, #parts do
    local part = parts[i]
    local at = string.find(part, "=", 1, true)
    total = total + tonumber(string.sub(part, 1, at - 1)) + tonumber(string.sub(part, at + 1))
  end
  return total
end
