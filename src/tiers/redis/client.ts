/** The Upstash REST client, configured so that one call is one request that a signal can abort. */
import { Redis as Client } from '@upstash/redis/cloudflare'
import { TierError } from '../calls/tier-error.ts'
import type { Redis } from './commands.ts'

export interface RedisConnection {
  /** URL of the Upstash REST API. */
  readonly url: string
  readonly token: string
  /** Aborts every request. */
  readonly signal: AbortSignal
}

/** Scripts run by EVAL, not EVALSHA, because a script that the server has evicted would cost a second round trip. */
export interface Eval {
  readonly script: string
  readonly keys: readonly string[]
  readonly args: readonly string[]
}

/** Returns values as Redis has them. A command that Redis refuses throws the package's UpstashError. */
export function openRedis({ url, token, signal }: RedisConnection): Redis {
  return new Client({
    url,
    token,
    // A function, because the client turns an abort into an answer when it gets a bare signal.
    signal: () => signal,
    // `retries: 0`, because `retry: false` would still send twice.
    retry: { retries: 0 },
    // Off, because all values are text written by these files; base64 would only make them longer.
    responseEncoding: false,
    automaticDeserialization: false,
    readYourWrites: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    keepAlive: false,
  })
}

/**
 * Runs all scripts in one request: each script's result, or undefined where it failed. If every script fails, Redis is
 * full, read-only or loading, and the call throws.
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
