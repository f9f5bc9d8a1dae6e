/**
 * The commands of Redis that are used here, over the HTTP client inside @upstash/redis. The package's own class has
 * three hundred of them, which no bundler can take apart: a twelfth of what a worker may weigh here.
 */
// @ts-expect-error: the package's parts have no types. A version that cuts them otherwise does not build.
import { error_exports, HttpClient } from '../../node_modules/@upstash/redis/chunk-4WQYU7T6.mjs'

export interface RedisConnection {
  /** Of the Upstash REST API. */
  readonly url: string
  readonly token: string
  /** Ends every request. */
  readonly signal: AbortSignal
}

export interface Eval {
  readonly script: string
  readonly keys: readonly string[]
  readonly args: readonly unknown[]
}

/** Of one command. Whoever reads `result` checks what it is. */
export interface Outcome {
  readonly result?: unknown
  readonly error?: string
}

interface Http {
  request(call: { readonly path?: readonly string[]; readonly body: unknown }): Promise<unknown>
}

/** Values are answered as Redis has them. A command that Redis refuses throws the package's UpstashError. */
export class RedisClient {
  readonly #http: Http

  constructor({ url, token, signal }: RedisConnection) {
    this.#http = new HttpClient({
      baseUrl: url,
      headers: { authorization: `Bearer ${token}` },
      // A function: with a bare signal the client turns an abort into an answer.
      signal: () => signal,
      // The count of retries; `retry: false` would still send twice.
      retry: { retries: 0 },
      // Values are text of this folder's own; base64 would only make them longer.
      responseEncoding: false,
      readYourWrites: false,
      keepAlive: false,
    })
  }

  ping(): Promise<unknown> {
    return this.#run(['PING'])
  }

  mget(keys: readonly string[]): Promise<unknown> {
    return this.#run(['MGET', ...keys])
  }

  hgetall(key: string): Promise<unknown> {
    return this.#run(['HGETALL', key])
  }

  scan(cursor: string, pattern: string): Promise<unknown> {
    return this.#run(['SCAN', cursor, 'MATCH', pattern, 'COUNT', 500])
  }

  /** By EVAL and not EVALSHA: a script that the server forgot would cost a second round trip. */
  eval(script: string, keys: readonly string[], args: readonly unknown[]): Promise<unknown> {
    return this.#run(commandOf({ script, keys, args }))
  }

  /** One request. Its answer should be an outcome for each, in turn. */
  evalEach(evals: readonly Eval[]): Promise<unknown> {
    return this.#http.request({ path: ['pipeline'], body: evals.map(commandOf) })
  }

  async #run(body: readonly unknown[]): Promise<unknown> {
    // What Upstash answers; a gateway in between may answer anything.
    const { result, error } = ((await this.#http.request({ body })) ?? {}) as Outcome
    if (error) throw new error_exports.UpstashError(error)
    if (result === undefined) throw new TypeError('not an answer of Redis')
    return result
  }
}

function commandOf({ script, keys, args }: Eval): readonly unknown[] {
  return ['EVAL', script, keys.length, ...keys, ...args]
}
