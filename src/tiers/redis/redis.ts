/**
 * L2 in Redis over the Upstash REST API. Every call fails closed, with a TierError; callers decide how to continue.
 * Invariant: a key moves to a greater position or version only.
 */
import { type Copy, type Kind, L2_TTL_MS } from '../../domain/copy.ts'
import { type Position, parsePosition } from '../../domain/position.ts'
import { type CallOptions, type Failure, GuardedCalls } from '../calls/guarded-calls.ts'
import { TierError } from '../calls/tier-error.ts'
import type { BreakerState } from '../calls/tier-metrics.ts'
import type { L2, ValueWrite, Versioned } from '../l2.ts'
import { type Eval, evalEach, openRedis } from './client.ts'
import type { Redis } from './commands.ts'
import { copyFromFields, copyToFields, heldFrom } from './copy.ts'
import { redisHeat } from './heat.ts'
import { redisLimits } from './limits.ts'
import { redisLocks } from './lock.ts'
import { HELD, PUT_COPY, PUT_VALUE } from './scripts.ts'

export interface RedisOptions extends CallOptions {
  /** URL of the Upstash REST API. */
  readonly url: string
  readonly token: string
  /** Prefix of every key, for a Redis that others share. */
  readonly prefix?: string
  /** Deadline of reads, single writes, limits and locks, in milliseconds. */
  readonly deadlineMs?: number
  /** Deadline of pipelines, in milliseconds. */
  readonly pipelineDeadlineMs?: number
}

export interface GuardedL2 extends L2 {
  readonly breaker: BreakerState
}

export function createRedisL2(options: RedisOptions): GuardedL2 {
  const { url, token, prefix = '', deadlineMs = 500, pipelineDeadlineMs = 1_500 } = options
  const calls = new GuardedCalls('l2', Math.max(deadlineMs, pipelineDeadlineMs), explain, options)
  // One client per call, because its signal ends the request; it costs about 10 µs. The platform pools the connections.
  const run = <Value>(ms: number, use: (redis: Redis) => Promise<Value>) =>
    calls.run(ms, (signal) => use(openRedis({ url, token, signal })))
  const runShort = <Value>(use: (redis: Redis) => Promise<Value>) => run(deadlineMs, use)
  const runLong = <Value>(use: (redis: Redis) => Promise<Value>) => run(pipelineDeadlineMs, use)
  const copyKey = (kind: Kind, id: string) => `${prefix}${kind}:${id}`
  const getValues = async (keys: readonly string[]) => {
    if (keys.length === 0) return []
    return (await runShort(async (redis) => answerOf(await redis.mget([...keys]), keys.length))).map(decodeValue)
  }

  return {
    get breaker() {
      return calls.breaker
    },
    ping: () =>
      run(deadlineMs, async (redis) => {
        if ((await redis.ping()) !== 'PONG') throw new TierError('l2', 'down', 'not an answer of Redis')
      }),

    info: () =>
      run(deadlineMs, async (redis) => {
        const info = await redis.exec<unknown>(['INFO'])
        if (typeof info !== 'string') throw new TierError('l2', 'down', 'not an answer of Redis')
        return info
      }),

    putCopies: async (copies) => {
      if (copies.length === 0) return []
      return run(pipelineDeadlineMs, (redis) => putCopies(redis, copies, copyKey))
    },
    getCopy: (kind, id) =>
      run(deadlineMs, async (redis) => {
        const fields = await hashOf(redis, copyKey(kind, id))
        return fields && copyFromFields(kind, id, fields)
      }),

    heldOf: (kind, ids) =>
      runLong(async (redis) => {
        if (ids.length === 0) return []
        const keys = ids.map((id) => copyKey(kind, id))
        return answerOf(await redis.eval(HELD, keys, []), ids.length).map(heldFrom)
      }),

    scanIds: (kind, cursor) =>
      run(deadlineMs, async (redis) => {
        const start = copyKey(kind, '')
        const match = `${start.replace(/[\\*?[\]]/g, '\\$&')}*`
        const [next, keys] = answerOf(await redis.scan(cursor || '0', { match, count: 500 }), 2)
        const ids = answerOf(keys).map((key) => String(key).slice(start.length))
        return { ids, next: String(next) === '0' ? null : String(next) }
      }),

    getValues: (keys) => getValues(keys.map((key) => prefix + key)),
    getOldValues: (keys) => getValues(keys.map((key) => oldKey(prefix, key))),
    putValues: async (writes) => {
      if (writes.length > 0) await run(pipelineDeadlineMs, (redis) => putValues(redis, writes, prefix))
    },

    ...redisLimits(runShort, prefix),
    ...redisLocks(runShort, prefix),
    ...redisHeat(runShort, runLong, prefix),
  }
}

async function putCopies(
  redis: Redis,
  copies: readonly Copy[],
  keyOf: (kind: Kind, id: string) => string,
): Promise<readonly (Position | null)[]> {
  const evals = copies.map((copy): Eval => {
    const position = [copy.epoch, copy.version, L2_TTL_MS / 1000].map(String)
    const args = [...position, ...copyToFields(copy).flat()]
    return { script: PUT_COPY, keys: [keyOf(copy.kind, copy.id)], args }
  })
  const results = await evalEach(redis, evals)
  return results.map((result) => (typeof result === 'string' ? parsePosition(result) : null))
}

async function putValues(redis: Redis, writes: readonly ValueWrite[], prefix: string): Promise<void> {
  const evals = writes.map((write): Eval => {
    const { key, version, ttlSeconds, oldSeconds } = write
    const args = [String(version), encodeValue(write), String(ttlSeconds)]
    if (oldSeconds === undefined) return { script: PUT_VALUE, keys: [prefix + key], args }
    return { script: PUT_VALUE, keys: [prefix + key, oldKey(prefix, key)], args: [...args, String(oldSeconds)] }
  })
  await evalEach(redis, evals)
}

/** Returns null when the key is absent or not a hash. */
async function hashOf(redis: Redis, key: string): Promise<ReadonlyMap<string, string> | null> {
  // The answer lists field and value alternately.
  const found = await redis.hgetall(key).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return null
    throw error
  })
  if (found === null) return null
  const flat = answerOf(found)
  const fields = new Map<string, string>()
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(String(flat[i]), String(flat[i + 1]))
  return fields.size > 0 ? fields : null
}

/** Throws when the answer is not the expected list: such an answer is a fault, never an empty list. */
function answerOf(value: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new TierError('l2', 'down', 'not an answer of Redis')
  }
  return value
}

function oldKey(prefix: string, key: string): string {
  return `${prefix}old:${key}`
}

function encodeValue({ version, value }: Versioned): string {
  return value === null ? String(version) : `${version} ${value}`
}

const VALUE = /^(\d{1,16})(?: ([\s\S]*))?$/

function decodeValue(text: unknown): Versioned | null {
  const match = typeof text === 'string' ? VALUE.exec(text) : null
  return match && { version: Number(match[1]), value: match[2] ?? null }
}

/** Takes no text from the client's messages, because they repeat the whole command. */
function explain(error: unknown): Failure {
  return { outcome: 'down', reason: error instanceof Error ? error.name : 'unknown fault' }
}
