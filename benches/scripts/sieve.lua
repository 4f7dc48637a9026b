function run()
  local count = 0
  for round = 1, 5 do
    local composite = {}
    for i = 1, 1000000 do composite[i] = false end
    count = 0
    for i = 2, 1000000 do
      if not composite[i] then
        count = count + 1
        for j = i + i, 1000000, i do
          composite[j] = true
        end
      end
    end
  end
  return count
end
