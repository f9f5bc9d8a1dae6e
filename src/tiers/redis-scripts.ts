/**
 * The Lua of L2, each script one step that nothing comes between. Of two writers the newer one stays, in whatever order
 * they come; what cannot be read counts as older than everything. A lock is changed by its owner alone.
 */

/**
 * An equal position is written again: after a restore it may stand for another history. KEYS: the hash. ARGV: epoch, version, TTL in seconds, then the fields of the whole hash as name and value.
 * Returns the position held afterwards, as `epoch-version`.
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

/** KEYS: the string. ARGV: version, TTL in seconds, the encoded value, which begins with its version. */
export const PUT_VALUE = `
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' then
  local version = tonumber(string.match(held, '^%d+'))
  if version and version > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[2])
return 1`

/**
 * The fence is minted as max(now, last + 1), like an epoch: it grows although Redis may lose its data. It is written
 * first, so that a lock never stands without one. KEYS: lock, fence. ARGV: owner, TTL and present in milliseconds.
 * Returns the fence as text, or nothing when the lock is held.
 */
export const TAKE_LOCK = `
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local last = tonumber(redis.call('GET', KEYS[2])) or 0
local fence = string.format('%.0f', math.max(tonumber(ARGV[3]), last + 1))
redis.call('SET', KEYS[2], fence)
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return fence`

/** KEYS: the lock. ARGV: owner, TTL in milliseconds. Returns 1, or 0 when the owner holds it no more. */
export const RENEW_LOCK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

/** KEYS: the lock. ARGV: owner. Returns 1, or 0 when the owner held it no more. */
export const RELEASE_LOCK = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

/**
 * One unit of a window. It is forgotten one period after its first unit, which is at its end or later. KEYS: the
 * window's count. ARGV: the period in milliseconds. Returns how many units were taken, this one included.
 */
export const TAKE_UNIT = `
local taken = redis.call('INCR', KEYS[1])
if taken == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return taken`
