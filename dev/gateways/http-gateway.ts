/**
 * The HTTP side that both gateways share: it reads a request completely, applies a test's fault if there is one, and
 * answers. Invariant: without a fault the gateway's handler answers every request exactly once.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export interface GatewayRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface GatewayAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * The fault of one request. With only `delayMs` the real answer comes late. With `status`, a `body` string or `drop`
 * the request does not reach the database, unless `execute` is set (for example, to lose the answer of a COMMIT).
 */
export interface Fault {
  /** Milliseconds before the answer, or before the drop. */
  readonly delayMs?: number
  readonly status?: number
  /** The whole body; or a function of the real body, which implies `execute` (for example, to truncate it). */
  readonly body?: string | ((answer: string) => string)
  readonly headers?: Readonly<Record<string, string>>
  /** Cuts the connection instead of answering. */
  readonly drop?: boolean
  readonly execute?: boolean
}

export type Intercept = (request: GatewayRequest) => Fault | null | Promise<Fault | null>

export interface GatewayOptions {
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly host?: string
  readonly intercept?: Intercept
}

export interface HttpGateway {
  readonly host: string
  readonly port: number
  /** Replaces the hook; null removes it. */
  setIntercept(intercept: Intercept | null): void
  close(): Promise<void>
}

interface Handling extends GatewayOptions {
  readonly maxBodyBytes: number
  handle(request: GatewayRequest): Promise<GatewayAnswer>
  tooLarge(actualBytes: number): GatewayAnswer
}

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): GatewayAnswer {
  return { status, body: JSON.stringify(value), ...(headers === undefined ? {} : { headers }) }
}

export async function startHttpGateway(options: Handling): Promise<HttpGateway> {
  let intercept = options.intercept ?? null
  const closing = new AbortController()

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { body, bytes } = await readBody(message, options.maxBodyBytes)
    const path = new URL(message.url ?? '/', 'http://gateway').pathname
    const request = { method: message.method ?? 'GET', path, headers: message.headers, body }
    const real = () =>
      bytes > options.maxBodyBytes ? Promise.resolve(options.tooLarge(bytes)) : options.handle(request)

    const fault = intercept === null ? null : await intercept(request)
    const replaces = fault !== null && (fault.status !== undefined || fault.body !== undefined || fault.drop === true)
    const executes = !replaces || fault.execute === true || typeof fault.body === 'function'
    const executed = executes ? await real() : null
    if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { signal: closing.signal })
    if (fault?.drop === true) {
      message.socket.destroy()
      return
    }
    const plain = executed?.body ?? ''
    const text = typeof fault?.body === 'function' ? fault.body(plain) : (fault?.body ?? plain)
    const headers = { 'content-type': 'application/json', ...executed?.headers, ...fault?.headers }
    response.writeHead(fault?.status ?? executed?.status ?? 200, headers)
    response.end(text)
  }

  const server = createServer((message, response) => {
    // When the client is gone, the handler threw, or the gateway is closing: cut the connection, never answer 2xx.
    answer(message, response).catch(() => message.socket.destroy())
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  // The cast: a TCP server that listens always has an AddressInfo; the string is for pipes.
  const { port } = server.address() as AddressInfo

  return {
    host,
    port,
    setIntercept(next) {
      intercept = next
    },
    async close() {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/**
 * Reads past the limit without keeping the bytes, so that the refusal can state the size and the client can read it.
 */
async function readBody(message: IncomingMessage, maxBytes: number): Promise<{ body: string; bytes: number }> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of message) {
    // The cast: without setEncoding a request's chunks are Buffers.
    const buffer = chunk as Buffer
    bytes += buffer.length
    if (bytes <= maxBytes) chunks.push(buffer)
  }
  return { body: bytes > maxBytes ? '' : Buffer.concat(chunks).toString('utf8'), bytes }
}
