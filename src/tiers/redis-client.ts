/** Redis over the Upstash REST API: the package's client, set up so that one call is one request that can be ended. */
import { Redis } from '@upstash/redis/cloudflare'
import { TierError } from './tier-error.ts'

export interface RedisConnection {
  /** Of the Upstash REST API. */
  readonly url: string
  readonly token: string
  /** Ends every request. */
  readonly signal: AbortSignal
}

/** By EVAL and not EVALSHA: a script that the server forgot would cost a second round trip. */
export interface Eval {
  readonly script: string
  readonly keys: readonly string[]
  readonly args: readonly string[]
}

/** Values are answered as Redis has them. A command that Redis refuses throws the package's UpstashError. */
export function openRedis({ url, token, signal }: RedisConnection): Redis {
  return new Redis({
    url,
    token,
    // A function: with a bare signal the client turns an abort into an answer.
    signal: () => signal,
    // The count of retries; `retry: false` would still send twice.
    retry: { retries: 0 },
    // Values are text of this folder's own; base64 would only make them longer.
    responseEncoding: false,
    automaticDeserialization: false,
    readYourWrites: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    keepAlive: false,
  })
}

/**
 * All in one request: each script's result, or undefined where it failed. When not one went through, Redis is full,
 * read-only or loading.
 */
export async function evalEach(redis: Redis, evals: readonly Eval[]): Promise<readonly unknown[]> {
  const pipeline = redis.pipeline()
  for (const { script, keys, args } of evals) pipeline.eval(script, [...keys], [...args])
  const outcomes = await pipeline.exec({ keepErrors: true })
  if (outcomes.length !== evals.length) throw new TierError('l2', 'down', 'not an answer of Redis')
  const results = outcomes.map(({ result }) => result)
  if (results.every((result) => result === undefined)) throw new TierError('l2', 'down', 'every command failed')
  return results
}
