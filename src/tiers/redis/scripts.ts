/**
 * The Lua scripts of L2; each runs as one atomic step. Invariants: the newer of two writes stays, in any order of
 * arrival; unreadable data counts as older than everything; only its owner changes a lock.
 */

/**
 * Writes an equal position again, because after a restore it may belong to another history. KEYS: the hash. ARGV:
 * epoch, version, TTL in seconds, then the fields of the whole hash as name and value. Returns the position held
 * afterwards, as `epoch-version`.
 */
export const PUT_COPY = `
local epoch, version = tonumber(ARGV[1]), tonumber(ARGV[2])
local meta = redis.pcall('HGET', KEYS[1], 'meta')
if type(meta) == 'string' then
  local ok, held = pcall(cjson.decode, meta)
  if ok and type(held) == 'table' and type(held.epoch) == 'number' and type(held.version) == 'number' then
    if held.epoch > epoch or (held.epoch == epoch and held.version > version) then
      return string.format('%.0f-%.0f', held.epoch, held.version)
    end
  end
end
redis.call('DEL', KEYS[1])
for i = 4, #ARGV, 1000 do
  redis.call('HSET', KEYS[1], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
return string.format('%.0f-%.0f', epoch, version)`

/**
 * KEYS: hashes. Returns for each: nothing when it is absent; `epoch version updatedAt state`; or `?` when it is not one
 * whole copy, as far as its meta and the number of its fields show.
 */
export const HELD = `
local held = {}
for i, key in ipairs(KEYS) do
  local found = '?'
  local meta = redis.pcall('HGET', key, 'meta')
  if meta == false and redis.call('EXISTS', key) == 0 then
    found = ''
  elseif type(meta) == 'string' then
    local ok, head = pcall(cjson.decode, meta)
    if ok and type(head) == 'table' and type(head.epoch) == 'number' and type(head.version) == 'number'
      and type(head.updatedAt) == 'number' and (head.state ~= 'live' or redis.call('HLEN', key) == head.rows + 1) then
      found = string.format('%.0f %.0f %.0f ', head.epoch, head.version, head.updatedAt) .. tostring(head.state)
    end
  end
  held[i] = found
end
return held`

/**
 * KEYS: the string, and perhaps a second one for the old value. ARGV: version, the encoded value, which begins with its
 * version, and the TTL of each key in seconds.
 */
export const PUT_VALUE = `
for i, key in ipairs(KEYS) do
  local held = redis.pcall('GET', key)
  local version = type(held) == 'string' and tonumber(string.match(held, '^%d+'))
  if not version or version <= tonumber(ARGV[1]) then
    redis.call('SET', key, ARGV[2], 'EX', ARGV[2 + i])
  end
end
return 1`

/**
 * The fence is max(now, last + 1), like an epoch, so that it grows even though Redis may lose its data. It is written
 * first, so that a lock never exists without one. KEYS: lock, fence. ARGV: owner, TTL and present in milliseconds.
 * Returns the fence as text, or nothing when the lock is held.
 */
export const TAKE_LOCK = `
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local last = tonumber(redis.call('GET', KEYS[2])) or 0
local fence = string.format('%.0f', math.max(tonumber(ARGV[3]), last + 1))
redis.call('SET', KEYS[2], fence)
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return fence`

/** KEYS: the lock. ARGV: owner, TTL in milliseconds. Returns 1, or 0 when the owner no longer holds it. */
export const RENEW_LOCK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

/** KEYS: the lock. ARGV: owner. Returns 1, or 0 when the owner no longer held it. */
export const RELEASE_LOCK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/**
 * Takes one unit of a window. The count expires one period after its first unit, which is at the window's end or later.
 * KEYS: the window's count. ARGV: the period in milliseconds. Returns how many units were taken, including this one.
 */
export const TAKE_UNIT = `
local taken = redis.call('INCR', KEYS[1])
if taken == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return taken`
