local function quicksort(a, lo, hi)
  while lo < hi do
    local pivot = a[math.floor((lo + hi) / 2)]
    local i = lo
    local j = hi
    while i <= j do
      while a[i] < pivot do i = i + 1 end
      while a[j] > pivot do j = j - 1 end
      if i <= j then
        a[i], a[j] = a[j], a[i]
        i = i + 1
        j = j - 1
      end
    end
    quicksort(a, lo, j)
    lo = i
  end
end

function run()
  local n = 500000
  local a = {}
  local seed = 42
  for i = 1, n do
    seed = (seed * 1103 + 12345) % 65536
    a[i] = seed
  end
  quicksort(a, 1, n)
  local sum = 0
  for i = 2, n do
    if a[i] < a[i - 1] then return -1 end
    sum = (sum * 31 + a[i]) % 65536
  end
  return sum
end
