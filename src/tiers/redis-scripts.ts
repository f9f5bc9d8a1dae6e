/**
 * The Lua that guards L2's writes: each compares and replaces in one step, so of two writers the newer one stays,
 * in whatever order they come. What cannot be read counts as older than everything.
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
