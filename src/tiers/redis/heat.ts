/**
 * Heat in Redis: a sorted set of points per day, and for a few seconds their weighted union per window. The braces put
 * all keys into one slot of a Redis Cluster. Invariant: a batch's id is written in the same step as its points.
 */
import { GUARD_DAYS, type HeatBatch, type HeatWindow, pointsOf, roundedScore, weightsOf } from '../../domain/heat.ts'
import { TierError } from '../calls/tier-error.ts'
import type { HeatTier } from '../heat.ts'
import { type Eval, evalEach } from './client.ts'
import type { Redis } from './commands.ts'

type Run = <Value>(use: (redis: Redis) => Promise<Value>) => Promise<Value>

const GUARD_SECONDS = GUARD_DAYS * 24 * 3600
const UNION_SECONDS = 5

/**
 * Points first: a day that is not a sorted set fails the script before anything is written. KEYS: the batch's id, its
 * day. ARGV: TTL in seconds, then points and SKU of each. Returns 1, or 0 when the batch was counted before.
 */
const COUNT_BATCH = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for i = 2, #ARGV, 2 do redis.call('ZINCRBY', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[2], ARGV[1])
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
return 1`

const UNION = `
if redis.call('EXISTS', KEYS[1]) == 0 then
  local union = {'ZUNIONSTORE', KEYS[1], #KEYS - 1}
  for i = 2, #KEYS do union[#union + 1] = KEYS[i] end
  union[#union + 1] = 'WEIGHTS'
  for i = 2, #KEYS do union[#union + 1] = ARGV[i + 1] end
  redis.call(unpack(union))
  redis.call('EXPIRE', KEYS[1], ARGV[1])
end`

/** KEYS: the union, the days. ARGV: TTL in seconds, the limit, the weights. Returns SKUs and scores alternately. */
const HOTTEST = `${UNION}
return redis.call('ZREVRANGE', KEYS[1], 0, ARGV[2] - 1, 'WITHSCORES')`

/** KEYS: the union, the days. ARGV: TTL in seconds, the SKU, the weights. Returns rank from 0 and score, or nothing. */
const RANK = `${UNION}
local place = redis.call('ZREVRANK', KEYS[1], ARGV[2])
if not place then return {} end
return {tostring(place), redis.call('ZSCORE', KEYS[1], ARGV[2])}`

/**
 * @param run one call through the tier's deadline and breaker
 * @param runLong the same for pipelines, with their longer deadline
 */
export function redisHeat(run: Run, runLong: Run, prefix: string): HeatTier {
  const dayKey = (day: number) => `${prefix}{heat}:day:${day}`
  const unionOf = (script: string, window: HeatWindow, now: number, what: string) =>
    run(async (redis) => {
      const weights = weightsOf(window, now)
      const days = weights.map(({ day }) => dayKey(day))
      const keys = [`${prefix}{heat}:hot:${window}:${weights[0].day}`, ...days]
      const args = [String(UNION_SECONDS), what, ...weights.map(({ weight }) => String(weight))]
      return pairsOf(await redis.eval(script, keys, args))
    })

  return {
    countHeat: (batches) =>
      runLong(async (redis) => {
        const evals = batches.map((batch): Eval => {
          const keys = [`${prefix}{heat}:batch:${batch.id}`, dayKey(batch.day)]
          return { script: COUNT_BATCH, keys, args: argsOf(batch) }
        })
        const results = await evalEach(redis, evals)
        const counted = batches.filter((_, place) => results[place] === 0 || results[place] === 1)
        if (counted.length === 0) throw new TierError('l2', 'down', 'every command failed')
        return new Set(counted.map(({ id }) => id))
      }),
    async hottest(window, now, limit) {
      const pairs = await unionOf(HOTTEST, window, now, String(limit))
      return pairs.map(([sku, score]) => ({ sku, score: scoreOf(score) }))
    },
    async heatRank(window, now, sku) {
      const [found] = await unionOf(RANK, window, now, sku)
      return found ? { rank: Number(found[0]) + 1, score: scoreOf(found[1]) } : null
    },
  }
}

function argsOf({ counts }: HeatBatch): string[] {
  return [String(GUARD_SECONDS), ...counts.flatMap((count) => [String(pointsOf(count)), count.sku])]
}

function pairsOf(answer: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(answer) || answer.length % 2 !== 0) throw unreadable()
  return Array.from({ length: answer.length / 2 }, (_, place) => [
    String(answer[2 * place]),
    String(answer[2 * place + 1]),
  ])
}

function scoreOf(text: string): number {
  const score = Number(text)
  if (!Number.isFinite(score)) throw unreadable()
  return roundedScore(score)
}

function unreadable(): TierError {
  return new TierError('l2', 'down', 'not an answer of Redis')
}
