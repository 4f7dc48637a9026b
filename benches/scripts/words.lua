function run()
  local names = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"}
  local parts = {}
  local seed = 1
  for i = 0, 299999 do
    seed = (seed * 1664525 + 1013904223) % 4294967296
    local a, b = math.floor(seed / 16777216), math.floor(seed / 65536)
    parts[#parts + 1] = names[a % 10 + 1]
    parts[#parts + 1] = string.format("%d", b % 100)
    parts[#parts + 1] = " "
  end
  local text = table.concat(parts)
  local counts = {}
  local start, total = 1, 0
  while true do
    local stop = string.find(text, " ", start, true)
    if not stop then break end
    local word = string.sub(text, start, stop - 1)
    counts[word] = (counts[word] or 0) + 1
    counts["all"] = (counts["all"] or 0) + 1
    start = stop + 1
  end
  local most = 0
  for k, n in pairs(counts) do
    total = total + n
    if n > most and k ~= "all" then most = n end
  end
  return total + most
end
