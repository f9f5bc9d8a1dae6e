/**
 * L2 in Redis over the Upstash REST API. Invariant: a key moves to a greater position or version only.
 * Every call fails closed, with a TierError; what a caller does without L2 is its own matter.
 */
import { Redis } from '@upstash/redis/cloudflare'
import type { Copy, Kind } from '../domain/copy.ts'
import { type Position, parsePosition } from '../domain/position.ts'
import type { BreakerState } from './breaker.ts'
import { type CallOptions, type Failure, GuardedCalls } from './guarded-calls.ts'
import type { L2, ValueWrite, Versioned } from './l2.ts'
import { copyFromFields, copyToFields } from './redis-copy.ts'
import { redisHeat } from './redis-heat.ts'
import { redisLimits } from './redis-limits.ts'
import { redisLocks } from './redis-lock.ts'
import { PUT_COPY, PUT_VALUE } from './redis-scripts.ts'
import { TierError } from './tier-error.ts'

export interface RedisOptions extends CallOptions {
  /** Of the Upstash REST API. */
  readonly url: string
  readonly token: string
  /** Before every key, for a Redis shared with others. */
  readonly prefix?: string
  /** For reads, single writes, limits and locks, in milliseconds. */
  readonly deadlineMs?: number
  /** For pipelines of copies, in milliseconds. */
  readonly pipelineDeadlineMs?: number
}

export interface GuardedL2 extends L2 {
  readonly breaker: BreakerState
}

const COPY_TTL_SECONDS = 30 * 24 * 60 * 60

export function createRedisL2(options: RedisOptions): GuardedL2 {
  const { prefix = '', deadlineMs = 500, pipelineDeadlineMs = 1_500 } = options
  const calls = new GuardedCalls('l2', Math.max(deadlineMs, pipelineDeadlineMs), explain, options)
  const run = <Value>(ms: number, use: (redis: Redis) => Promise<Value>) =>
    calls.run(ms, (signal) => use(open(options, signal)))
  const runShort = <Value>(use: (redis: Redis) => Promise<Value>) => run(deadlineMs, use)
  const runLong = <Value>(use: (redis: Redis) => Promise<Value>) => run(pipelineDeadlineMs, use)
  const copyKey = (kind: Kind, id: string) => `${prefix}${kind}:${id}`

  return {
    get breaker() {
      return calls.breaker
    },
    ping: () =>
      run(deadlineMs, async (redis) => {
        if ((await redis.ping()) !== 'PONG') throw new TierError('l2', 'down', 'not an answer of Redis')
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

    getValues: async (keys) => {
      if (keys.length === 0) return []
      const found = await run(deadlineMs, async (redis) => {
        const values: unknown = await redis.mget(keys.map((key) => prefix + key))
        return answerOf(values, keys.length)
      })
      return found.map(decodeValue)
    },
    putValues: async (writes) => {
      if (writes.length > 0) await run(pipelineDeadlineMs, (redis) => putValues(redis, writes, prefix))
    },

    ...redisLimits(runShort, prefix),
    ...redisLocks(runShort, prefix),
    ...redisHeat(runShort, runLong, prefix),
  }
}

/** A client for one call: its signal ends the request. It costs microseconds; connections are the platform's. */
function open({ url, token }: RedisOptions, signal: AbortSignal): Redis {
  return new Redis({
    url,
    token,
    // A function: with a bare signal the client turns an abort into an answer.
    signal: () => signal,
    // The count of retries; `retry: false` would still send twice.
    retry: { retries: 0 },
    // Values are this file's own text; base64 would only make them longer.
    automaticDeserialization: false,
    responseEncoding: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    readYourWrites: false,
    keepAlive: false,
  })
}

async function putCopies(
  redis: Redis,
  copies: readonly Copy[],
  keyOf: (kind: Kind, id: string) => string,
): Promise<readonly (Position | null)[]> {
  const pipeline = redis.pipeline()
  for (const copy of copies) {
    const args = [copy.epoch, copy.version, COPY_TTL_SECONDS].map(String)
    // EVAL and not EVALSHA: a script that the server forgot would cost a second round trip.
    pipeline.eval(PUT_COPY, [keyOf(copy.kind, copy.id)], [...args, ...copyToFields(copy).flat()])
  }
  const results = await resultsOf(pipeline, copies.length)
  return results.map((result) => (typeof result === 'string' ? parsePosition(result) : null))
}

async function putValues(redis: Redis, writes: readonly ValueWrite[], prefix: string): Promise<void> {
  const pipeline = redis.pipeline()
  for (const write of writes) {
    pipeline.eval(PUT_VALUE, [prefix + write.key], [write.version, write.ttlSeconds, encodeValue(write)].map(String))
  }
  await resultsOf(pipeline, writes.length)
}

/** Each command's result, or undefined when it failed. When not one went through, Redis is full, read-only, loading. */
async function resultsOf(pipeline: ReturnType<Redis['pipeline']>, length: number): Promise<readonly unknown[]> {
  const outcomes = await pipeline.exec<unknown[]>({ keepErrors: true })
  const results = answerOf(outcomes, length).map((outcome) => (outcome as { readonly result?: unknown }).result)
  if (results.every((result) => result === undefined)) throw new TierError('l2', 'down', 'every command failed')
  return results
}

/** Null when the key is absent or no hash. */
async function hashOf(redis: Redis, key: string): Promise<ReadonlyMap<string, string> | null> {
  // The client's types speak of a deserialized object, which is switched off: field and value come in turn.
  const found: unknown = await redis.hgetall(key).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return null
    throw error
  })
  if (found === null) return null
  const flat = answerOf(found)
  const fields = new Map<string, string>()
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(String(flat[i]), String(flat[i + 1]))
  return fields.size > 0 ? fields : null
}

/** An answer that is not the expected list is a fault, never an empty list. */
function answerOf(value: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) {
    throw new TierError('l2', 'down', 'not an answer of Redis')
  }
  return value
}

function encodeValue({ version, value }: Versioned): string {
  return value === null ? String(version) : `${version} ${value}`
}

const VALUE = /^(\d{1,16})(?: ([\s\S]*))?$/

function decodeValue(text: unknown): Versioned | null {
  const match = typeof text === 'string' ? VALUE.exec(text) : null
  return match && { version: Number(match[1]), value: match[2] ?? null }
}

/** The client's messages repeat the whole command, so nothing is taken of them. */
function explain(error: unknown): Failure {
  return { outcome: 'down', reason: error instanceof Error ? error.name : 'unknown fault' }
}
