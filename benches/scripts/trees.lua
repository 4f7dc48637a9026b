local Tree = {}
Tree.__index = Tree
local function new(depth)
  local t = setmetatable({}, Tree)
  if depth > 0 then
    t.left = new(depth - 1)
    t.right = new(depth - 1)
  end
  return t
end
function Tree:check()
  if self.left == nil then return 1 end
  return 1 + self.left:check() + self.right:check()
end

function run()
  local sum = 0
  for i = 1, 60 do
    local t = new(13)
    sum = sum + t:check()
  end
  return sum
end
