/**
 * The Lua scripts of the classic design. A cart is the hash `cart:{id}`, with a field `sku:{sku}` per line and `meta`.
 * Invariant: a script applies as a whole or not at all, and Redis logs it to disk before it answers (`appendfsync
 * always`).
 */

/** The first element of both scripts' answers: `ok` and `replayed` precede the cart's fields, others are refusals. */
export type ScriptCode = 'ok' | 'replayed' | 'idempotency_key_reused' | 'line_limit' | 'quantity_limit'

const KEYS_SECONDS = 24 * 60 * 60
const MAX_LINES = 200
const MAX_UNITS = 999

/**
 * KEYS: cart, keys of the cart. ARGV: idempotency key or '', digest of the request, then SKU, quantity and facts (JSON
 * with title and price) of each operation. Applies all operations, or none.
 */
export const ADD = `
if ARGV[1] ~= '' then
  local before = redis.call('HGET', KEYS[2], ARGV[1])
  if before == ARGV[2] then return {'replayed', redis.call('HGETALL', KEYS[1])} end
  if before then return {'idempotency_key_reused'} end
end
local lines = {}
local count = redis.call('HLEN', KEYS[1])
for i = 3, #ARGV, 3 do
  local field = 'sku:' .. ARGV[i]
  local line = lines[field]
  if not line then
    local stored = redis.call('HGET', KEYS[1], field)
    if stored then
      line = cjson.decode(stored)
    else
      count = count + 1
      line = cjson.decode(ARGV[i + 2])
      line.quantity = 0
    end
  end
  line.quantity = line.quantity + tonumber(ARGV[i + 1])
  if line.quantity > ${MAX_UNITS} then return {'quantity_limit'} end
  lines[field] = line
end
if count > ${MAX_LINES} + 1 then return {'line_limit'} end
for field, line in pairs(lines) do redis.call('HSET', KEYS[1], field, cjson.encode(line)) end
local meta = redis.call('HGET', KEYS[1], 'meta')
local version = (meta and cjson.decode(meta).version or 0) + 1
redis.call('HSET', KEYS[1], 'meta', cjson.encode({version = version}))
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ${KEYS_SECONDS})
end
return {'ok', redis.call('HGETALL', KEYS[1])}
`

/**
 * KEYS: cart, checkout keys of the cart, order. ARGV: idempotency key, order id, owner. Takes units of `stock:{sku}`
 * for all lines, or for none. Returns `ok` or `replayed` with the order as JSON and the cart's fields, or a refusal.
 */
export const CHECKOUT = `
local before = redis.call('HGET', KEYS[2], ARGV[1])
if before then return {'replayed', redis.call('GET', 'order:' .. before), redis.call('HGETALL', KEYS[1])} end
local fields = redis.call('HGETALL', KEYS[1])
local lines = {}
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 4) == 'sku:' then
    local line = cjson.decode(fields[i + 1])
    line.sku = string.sub(fields[i], 5)
    lines[#lines + 1] = line
  end
end
if #lines == 0 then return {'cart_empty'} end
for _, line in ipairs(lines) do
  local units = tonumber(redis.call('GET', 'stock:' .. line.sku) or '0')
  if units < line.quantity then return {'insufficient_stock', line.sku} end
end
for _, line in ipairs(lines) do
  line.left = redis.call('DECRBY', 'stock:' .. line.sku, line.quantity)
  redis.call('HDEL', KEYS[1], 'sku:' .. line.sku)
end
local meta = redis.call('HGET', KEYS[1], 'meta')
redis.call('HSET', KEYS[1], 'meta', cjson.encode({version = cjson.decode(meta).version + 1}))
local order = cjson.encode({id = ARGV[2], owner = ARGV[3], status = 'pending_payment', lines = lines})
redis.call('SET', KEYS[3], order)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ${KEYS_SECONDS})
return {'ok', order, redis.call('HGETALL', KEYS[1])}
`
