/**
 * A light HTTP/1.1 client for load: raw keep-alive connections with one request at a time each, so that the driver
 * costs little beside the worker that it measures. An unexpected answer ends the run, except in figures about refusals.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /**
   * The call may be sent again: the driver repeats it once when its connection breaks, and when an overloaded worker
   * says when to try again, as any client would.
   */
  readonly repeatable?: true
}

export interface Answer {
  readonly status: number
  /** The status line and the header fields, as received. */
  readonly head: string
  readonly body: string
}

const CONNECTIONS = 8
/** Attempts at a repeatable call while the worker is overloaded. */
const TRIES = 10
/** Below five seconds, after which the worker closes an idle connection, perhaps during a write to it. */
const IDLE_MS = 1_000

export class Driver {
  readonly #url: URL
  readonly #idle: Connection[] = []
  /** Idle times, in milliseconds, of connections that broke under a repeatable call. */
  readonly brokeAfterMs: number[] = []

  /** @param url of the worker, `http://127.0.0.1:<port>` */
  constructor(url: string) {
    this.#url = new URL(url)
  }

  /** Returns a 2xx answer; throws an error with any other answer. */
  async call(call: Call): Promise<Answer> {
    const answer = await this.ask(call)
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${call.method} ${call.path} answered ${answer.status}: ${answer.body.slice(0, 200)}`)
    }
    return answer
  }

  /** Returns any answer, for figures about refusals. */
  async ask(call: Call): Promise<Answer> {
    for (let left = call.repeatable ? TRIES : 1; ; left--) {
      const answer = await this.#ask(call)
      const retryAfter =
        answer.status === 503 && left > 1 ? /\r\nretry-after: (\d+)/i.exec(answer.head)?.[1] : undefined
      if (retryAfter === undefined) return answer
      await wait(Number(retryAfter) * 1000)
    }
  }

  async #ask(call: Call): Promise<Answer> {
    const askedAt = performance.now()
    try {
      return await this.#send(call)
    } catch (error) {
      if (!call.repeatable) throw error
      this.brokeAfterMs.push(Math.round(performance.now() - askedAt))
      return this.#send(call)
    }
  }

  async #send(call: Call): Promise<Answer> {
    const connection = this.#open()
    const answer = await connection.send(textOf(this.#url, call))
    this.#idle.push(connection)
    return answer
  }

  /** Makes calls 0 to `count` − 1 over several connections, each as soon as the one before it is answered. */
  async drive(count: number, callOf: (index: number) => Call, connections = CONNECTIONS): Promise<void> {
    let next = 0
    const worker = async () => {
      while (next < count) await this.call(callOf(next++))
    }
    await Promise.all(Array.from({ length: Math.min(connections, count) }, worker))
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close()
  }

  #open(): Connection {
    let connection = this.#idle.pop()
    while (connection && !connection.isFresh()) {
      connection.close()
      connection = this.#idle.pop()
    }
    return connection ?? new Connection(this.#url)
  }
}

/** The request as it is sent. */
export function textOf(url: URL, { method, path, token, body, headers }: Call): string {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${url.host}`]
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`)
  for (const [name, value] of Object.entries(headers ?? {})) lines.push(`${name}: ${value}`)
  if (body === undefined) return `${lines.join('\r\n')}\r\n\r\n`
  const text = JSON.stringify(body)
  lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`)
  return `${lines.join('\r\n')}\r\n\r\n${text}`
}

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

export class Connection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: Waiting | null = null
  #closed = false
  #usedAt = performance.now()

  constructor({ hostname, port }: URL) {
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('data', (chunk) => this.#receive(chunk))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('close', () => this.#fail(new Error('the worker closed the connection')))
  }

  /** @param idleMs idle time after which the worker may be about to close the connection */
  isFresh(idleMs = IDLE_MS): boolean {
    return !this.#closed && performance.now() - this.#usedAt < idleMs
  }

  send(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(text)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const answer = answerIn(this.#received)
    if (answer === null) return
    this.#received = Buffer.alloc(0)
    this.#usedAt = performance.now()
    this.#waiting?.resolve(answer)
    this.#waiting = null
  }

  #fail(error: Error): void {
    this.#closed = true
    this.#waiting?.reject(error)
    this.#waiting = null
  }
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/** Returns null while the answer is incomplete. A body has a length or is chunked; 204 has no body. */
function answerIn(bytes: Buffer): Answer | null {
  const headEnd = bytes.indexOf(END_OF_HEAD)
  if (headEnd < 0) return null
  const head = bytes.toString('latin1', 0, headEnd)
  const status = Number(head.slice(9, 12))
  const from = headEnd + END_OF_HEAD.length
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const to = from + Number(length)
    return bytes.length < to ? null : { status, head, body: bytes.toString('utf8', from, to) }
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, head, body: '' }
  return bytes.subarray(from).includes('0\r\n\r\n') ? { status, head, body: bytes.toString('utf8', from) } : null
}
