local Vec = {}
Vec.__index = Vec
local function vec(x, y) return setmetatable({ x = x, y = y }, Vec) end
function Vec.__add(a, b) return vec(a.x + b.x, a.y + b.y) end
function Vec.__mul(a, f) return vec(a.x * f, a.y * f) end

local Entity = {}
Entity.__index = Entity
local function entity(x, y)
  return setmetatable({ at = vec(x, y), speed = vec(1, 0.5), health = 100 }, Entity)
end
function Entity:update(dt)
  self.at = self.at + self.speed * dt
  local at, speed = self.at, self.speed
  if at.x > 100 then speed.x = -speed.x
  elseif at.x < 0 then speed.x = -speed.x end
  if at.y > 100 or at.y < 0 then speed.y = -speed.y end
  self.health = self.health - 1
  if self.health <= 0 then self.health = 100 end
end

function run()
  local all = {}
  for i = 0, 9999 do all[i + 1] = entity(i % 100, i % 50) end
  for frame = 1, 50 do
    for i = 1, #all do all[i]:update(0.5) end
  end
  local sum = 0
  for i = 1, #all do
    local e = all[i]
    sum = sum + math.floor(e.at.x < 0 and -e.at.x or e.at.x) * (e.at.x < 0 and -1 or 1)
    sum = sum + math.floor(e.at.y < 0 and -e.at.y or e.at.y) * (e.at.y < 0 and -1 or 1) + e.health
  end
  return sum
end
