/**
 * The Upstash Redis REST API over a real Redis, for development and tests. Each request is one round trip on one
 * connection: a pipeline keeps its order, a transaction is never split.
 */
import { randomBytes } from 'node:crypto'
import { Redis, ReplyError } from 'ioredis'
import {
  type GatewayAnswer,
  type GatewayOptions,
  type GatewayRequest,
  type Intercept,
  json,
  startHttpGateway,
} from './http-gateway.ts'

export interface UpstashGatewayOptions extends GatewayOptions {
  /** `redis://host:port/database` */
  readonly redisUrl: string
  readonly token?: string
}

export interface UpstashGateway {
  readonly url: string
  readonly token: string
  setIntercept(intercept: Intercept | null): void
  close(): Promise<void>
}

type Command = readonly [name: string, ...values: string[]]
type Item = { readonly result: unknown } | { readonly error: string }

const maxBodyBytes = 10 * 1024 * 1024

// These commands change or block the shared connection; the hosted service does not offer them over REST either.
const unavailable = new Set(
  'AUTH BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT DISCARD EXEC HELLO MONITOR MULTI PSUBSCRIBE PSYNC QUIT RESET SELECT SHUTDOWN SSUBSCRIBE SUBSCRIBE SYNC UNWATCH WAIT WATCH'.split(
    ' ',
  ),
)

export async function startUpstashGateway(options: UpstashGatewayOptions): Promise<UpstashGateway> {
  const token = options.token ?? randomBytes(24).toString('base64url')
  // No offline queue and no retries: while Redis is down, requests fail at once as unavailable.
  const redis = new Redis(options.redisUrl, {
    protocol: 2,
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  })
  // Each command reports its own failure; without a listener a lost connection would end the process.
  redis.on('error', () => {})
  try {
    await redis.connect()
  } catch (error) {
    redis.disconnect()
    throw error
  }

  async function handle(request: GatewayRequest): Promise<GatewayAnswer> {
    if (request.headers.authorization !== `Bearer ${token}`) {
      return failure(401, 'WRONGPASS invalid or missing auth token')
    }
    if (request.method !== 'POST') return failure(405, 'ERR only POST')
    const encode = request.headers['upstash-encoding'] === 'base64' ? encodeBase64 : encodeText
    const syncToken = request.headers['upstash-sync-token']
    const headers = typeof syncToken === 'string' && syncToken !== '' ? { 'upstash-sync-token': syncToken } : {}
    try {
      return { ...(await route(request, encode)), headers }
    } catch (error) {
      // A refused EXEC is the answer to a whole transaction; every other error here means that Redis cannot be reached.
      return isReplyError(error) ? failure(400, error.message) : failure(503, 'ERR the database does not answer')
    }
  }

  async function route(request: GatewayRequest, encode: (buffer: Buffer) => string): Promise<GatewayAnswer> {
    const body = parse(request.body)
    if (request.path === '/') {
      const command = readCommand(body)
      if (typeof command === 'string') return failure(400, command)
      const item = await settle(send(command), encode)
      return json('error' in item ? 400 : 200, item)
    }
    if (request.path !== '/pipeline' && request.path !== '/multi-exec') return failure(404, 'ERR not found')
    if (!Array.isArray(body) || body.length === 0) return failure(400, 'ERR a list of commands is expected')
    const commands = body.map(readCommand)
    if (request.path === '/pipeline') {
      const items = commands.map((command) =>
        typeof command === 'string' ? { error: command } : settle(send(command), encode),
      )
      return json(200, await Promise.all(items))
    }
    const refused = commands.find((command) => typeof command === 'string')
    if (refused !== undefined) return failure(400, refused)
    return json(
      200,
      await transact(
        commands.filter((command) => typeof command !== 'string'),
        encode,
      ),
    )
  }

  function send([name, ...values]: Command): Promise<unknown> {
    return redis.callBuffer(name, ...values)
  }

  /** Writes all commands in one turn of the event loop on one connection, so nothing comes between MULTI and EXEC. */
  async function transact(commands: readonly Command[], encode: (buffer: Buffer) => string): Promise<Item[]> {
    const sent: readonly Command[] = [['MULTI'], ...commands, ['EXEC']]
    const outcomes = await Promise.allSettled(sent.map(send))
    // A command that cannot be queued makes EXEC refuse the transaction; the first error says more than EXEC's own.
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    if (refused !== undefined) throw refused.reason
    const executed = outcomes.at(-1)
    const results: unknown = executed?.status === 'fulfilled' ? executed.value : null
    if (!Array.isArray(results)) throw new Error('EXEC without results')
    return results.map((result) => asItem(result, encode))
  }

  const tooLarge = (bytes: number) =>
    failure(413, `ERR max request size exceeded. Limit: ${maxBodyBytes} bytes, Actual: ${bytes} bytes`)
  const gateway = await startHttpGateway({ ...options, maxBodyBytes, handle, tooLarge })
  return {
    url: `http://${gateway.host}:${gateway.port}`,
    token,
    setIntercept: gateway.setIntercept,
    async close() {
      await gateway.close()
      redis.disconnect()
    },
  }
}

function failure(status: number, error: string): GatewayAnswer {
  return json(status, { error })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** @returns the command, or the reason why the value is not a command */
function readCommand(value: unknown): Command | string {
  if (!Array.isArray(value) || value.length === 0) return 'ERR failed to parse command'
  const words: string[] = []
  for (const word of value) {
    if (typeof word !== 'string' && typeof word !== 'number' && typeof word !== 'boolean') {
      return 'ERR failed to parse command'
    }
    words.push(String(word))
  }
  const [name = '', ...values] = words
  const upper = name.toUpperCase()
  if (unavailable.has(upper)) return `ERR Command is not available: '${upper}'`
  // Upper case, because ioredis reshapes the replies of some commands, which it finds by their lower-case names.
  return [upper, ...values]
}

async function settle(reply: Promise<unknown>, encode: (buffer: Buffer) => string): Promise<Item> {
  try {
    return asItem(await reply, encode)
  } catch (error) {
    if (isReplyError(error)) return { error: error.message }
    throw error
  }
}

/** A check by name, because ioredis exports the class without a type. */
function isReplyError(error: unknown): error is Error {
  return error instanceof ReplyError
}

function asItem(reply: unknown, encode: (buffer: Buffer) => string): Item {
  return reply instanceof Error ? { error: reply.message } : { result: encodeReply(reply, encode) }
}

function encodeReply(reply: unknown, encode: (buffer: Buffer) => string): unknown {
  if (Buffer.isBuffer(reply)) return encode(reply)
  if (typeof reply === 'string') return encode(Buffer.from(reply))
  if (Array.isArray(reply)) return reply.map((entry) => encodeReply(entry, encode))
  return reply instanceof Error ? reply.message : reply
}

function encodeText(buffer: Buffer): string {
  return buffer.toString('utf8')
}

/** Leaves "OK" unencoded, because the client expects it so. */
function encodeBase64(buffer: Buffer): string {
  const isOk = buffer.length === 2 && buffer.toString('latin1') === 'OK'
  return isOk ? 'OK' : buffer.toString('base64')
}
