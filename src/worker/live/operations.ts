/**
 * The operations that clients send to a cart over their connections.
 * Invariant: all operations that have arrived when a write begins commit together, each exactly once and in the order
 * of its client. Each sender gets the results of its own operations before the change that they made.
 */
import type * as z from 'zod/mini'
import { batchSchema } from '../../contract/http/cart.ts'
import { CLOSE, MAX_AT_ONCE, MAX_MESSAGE_BYTES, MESSAGES_PER_SECOND } from '../../contract/live/protocol.ts'
import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import type { CartStepResult, CartWrite, ObjectRefusal } from '../../contract/rpc/cart.ts'
import type { Watermark } from '../../domain/cart/clients.ts'
import { isOfSequence } from '../../domain/cart/sequence.ts'
import { type Operation, operationOf } from '../cart/command.ts'
import { type Facts, factsFor, noteAdds } from '../cart/facts.ts'
import { resultOf } from '../cart/write.ts'
import { unsafeIn } from '../guard/body.ts'
import type { Ports } from '../ports.ts'
import { closeCodeOf } from './pushes.ts'
import { attachedTo, type Sockets } from './sockets.ts'

/** Steps of one write: fewer than the ranks that a write may use. */
const MAX_STEPS = 100

/** The cart that the operations change. */
export interface Changed {
  write(steps: CartWrite['steps'], products: Facts): Promise<OperationsReply>
  watermark(clientId: string): Watermark
  version(): number
  /** Sends the changes to all connections. */
  push(): Promise<void>
}

export type OperationsReply =
  | { readonly status: 'decided'; readonly results: readonly CartStepResult[] }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

interface Message {
  readonly socket: WebSocket
  readonly client: string
  readonly operations: readonly Operation[]
  readonly locales: readonly string[]
}

export class CartOperations {
  readonly #sockets: Sockets
  readonly #cart: Changed
  readonly #ports: Pick<Ports, 'catalogue' | 'heat' | 'log' | 'metrics' | 'policies'>
  /** Messages that each connection may still send at once. Losing it with the memory is harmless: it refills sooner. */
  readonly #allowances = new WeakMap<WebSocket, { readonly left: number; readonly at: number }>()
  #waiting: Message[] = []
  #isRunning = false

  constructor(
    sockets: Sockets,
    cart: Changed,
    ports: Pick<Ports, 'catalogue' | 'heat' | 'log' | 'metrics' | 'policies'>,
  ) {
    this.#sockets = sockets
    this.#cart = cart
    this.#ports = ports
  }

  receive(socket: WebSocket, message: string | ArrayBuffer): void {
    const read = this.#read(socket, message)
    const outcome = read ? 'accepted' : 'refused'
    this.#ports.metrics.counter('socket_messages_total', { outcome }).add()
    if (!read) return
    this.#waiting.push(read)
    if (this.#isRunning) return
    this.#isRunning = true
    // Wait a turn, so that messages that arrived together are written together.
    setTimeout(() => void this.#run(), 0)
  }

  /** Null when the message was refused. */
  #read(socket: WebSocket, message: string | ArrayBuffer): Message | null {
    if (!this.#sockets.isValid(socket)) return null
    const refuse = this.#refusing(socket)
    if (!this.#isAllowed(socket)) {
      const detail = `A client can send at most ${MESSAGES_PER_SECOND} messages a second.`
      return refuse({ code: 'rate_limited', detail }, CLOSE.too_many)
    }
    if (typeof message !== 'string') {
      return refuse({ code: 'invalid_request', detail: 'Messages are JSON text.' }, CLOSE.malformed)
    }
    if (isTooLarge(message)) {
      const detail = `A message can have at most ${MAX_MESSAGE_BYTES} bytes.`
      return refuse({ code: 'payload_too_large', detail }, CLOSE.too_large)
    }
    const ops = operationsIn(message)
    if (ops === null) {
      const detail = 'A message is the text ping, or {"t":"ops","ops":[…]}.'
      return refuse({ code: 'invalid_request', detail }, CLOSE.malformed)
    }
    const { client, locales } = attachedTo(socket)
    if (client === null) {
      return refuse({ code: 'invalid_request', detail: 'Connect with ?client= to send operations.' })
    }
    const checked = batchSchema.safeParse({ client, operations: ops })
    if (!checked.success) return refuse({ code: 'invalid_request', detail: faultIn(checked.error) })
    return { socket, client, locales, operations: checked.data.operations.map(operationOf) }
  }

  #refusing(socket: WebSocket) {
    return (...refusal: Parameters<Sockets['refuse']> extends [WebSocket, ...infer Rest] ? Rest : never): null => {
      this.#sockets.refuse(socket, ...refusal)
      return null
    }
  }

  #isAllowed(socket: WebSocket): boolean {
    const at = Date.now()
    const known = this.#allowances.get(socket) ?? { left: MAX_AT_ONCE, at }
    const left = Math.min(MAX_AT_ONCE, known.left + (Math.max(0, at - known.at) / 1000) * MESSAGES_PER_SECOND) - 1
    this.#allowances.set(socket, { left: Math.max(left, 0), at })
    return left >= 0
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeTogether(this.#take())
    } catch (error) {
      // The write may or may not have been made; a client that connects again gets its watermark.
      this.#ports.log('error', 'live.operations_failed', { alert: true, reason: describeError(error) })
      this.#waiting = []
      this.#sockets.closeAll(CLOSE.unavailable, 'Connect again.')
    } finally {
      this.#isRunning = false
    }
  }

  /** Takes waiting messages from the front, as many as one write may hold. */
  #take(): readonly Message[] {
    let steps = 0
    const past = this.#waiting.findIndex(({ operations }) => {
      steps += operations.length
      return steps > MAX_STEPS
    })
    return this.#waiting.splice(0, past === -1 ? this.#waiting.length : Math.max(past, 1))
  }

  async #writeTogether(messages: readonly Message[]): Promise<void> {
    if (await this.#isPaused(messages)) return
    const [known, products] = await this.#withFacts(messages)
    if (known.length === 0) return
    const steps = known.flatMap(({ client, operations }) =>
      operations.map(({ command, seq = 0 }) => ({
        command: { type: 'sequenced' as const, client, seq, command },
        key: null,
      })),
    )
    const reply = await this.#cart.write(steps, products)
    if (reply.status === 'refused') {
      return this.#sockets.closeAll(closeCodeOf(reply.refusal), reply.refusal.detail)
    }
    let place = 0
    for (const message of known) {
      const results = reply.results.slice(place, place + message.operations.length)
      place += message.operations.length
      this.#acknowledge(message, results)
    }
    await this.#cart.push()
  }

  /** While an operator has switched carts off, the senders get a refusal and try again. */
  async #isPaused(messages: readonly Message[]): Promise<boolean> {
    try {
      await this.#ports.policies.admit('cart', 'POST', '/v1/cart/batch')
      return false
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const { code, message: detail } = error
      for (const { socket } of messages) this.#sockets.refuse(socket, { code, detail })
      return true
    }
  }

  /** The messages whose products were read, and the products; the senders of the others get a refusal. */
  async #withFacts(messages: readonly Message[]): Promise<readonly [readonly Message[], Facts]> {
    const found = new Map<string, Facts extends ReadonlyMap<string, infer Fact> ? Fact : never>()
    const known: Message[] = []
    for (const message of messages) {
      try {
        const facts = factsFor(this.#ports.catalogue, message.operations, message.locales)
        for (const [sku, fact] of facts instanceof Promise ? await facts : facts) found.set(sku, fact)
        known.push(message)
      } catch (error) {
        this.#ports.log('warn', 'live.no_catalogue', { reason: describeError(error) })
        const detail = 'The catalogue cannot be read right now. Send the operations again.'
        this.#sockets.refuse(message.socket, { code: 'unavailable', detail })
      }
    }
    return [known, found]
  }

  #acknowledge({ socket, client, operations }: Message, results: readonly CartStepResult[]): void {
    noteAdds(this.#ports.heat, operations, results)
    const [first] = results
    // The numbers are consecutive, so none of the others was decided either.
    if (first?.status === 'refused' && isOfSequence(first.refusal.code)) {
      const { code, detail, expected } = first.refusal
      this.#sockets.refuse(socket, { code, detail, ...(expected !== undefined && { expected }) })
      return
    }
    const numbered = results.map((result, place) => ({ seq: operations[place]?.seq, ...resultOf(result) }))
    const { last } = this.#cart.watermark(client)
    this.#sockets.send(socket, { t: 'ack', client, last, version: this.#cart.version(), results: numbered })
  }
}

/** UTF-8 has at least one byte for each unit of the text, and at most three. */
function isTooLarge(text: string): boolean {
  if (text.length > MAX_MESSAGE_BYTES) return true
  return text.length * 3 > MAX_MESSAGE_BYTES && new TextEncoder().encode(text).byteLength > MAX_MESSAGE_BYTES
}

/** Null when the text is not a message of the protocol. */
function operationsIn(text: string): unknown {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof message !== 'object' || message === null || unsafeIn(message) !== null) return null
  const { t, ops, ...rest } = message as { readonly t?: unknown; readonly ops?: unknown }
  return t === 'ops' && Array.isArray(ops) && Object.keys(rest).length === 0 ? ops : null
}

function faultIn({ issues }: z.core.$ZodError): string {
  const { path = [], message = 'is not valid' } = issues[0] ?? {}
  return `${path.map(String).join('.')} ${message}.`.trimStart()
}
