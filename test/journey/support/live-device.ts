/**
 * A device with a live connection, as an adopter's client would be: it numbers its operations, remembers its position,
 * and after a lost connection goes on from both.
 */
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { CartMessage } from '../../../src/contract/live/protocol.ts'

interface Position {
  readonly epoch: number
  readonly version: number
}

export class LiveDevice {
  readonly #client: string
  readonly #token: string
  #socket: WebSocket | null = null
  #position: Position | null = null
  #next = 1
  /** Decided at the server, as its messages say. */
  #last = 0
  #isWelcome = false
  resets = 0
  /** Each version that a change has brought, in the order in which they came. */
  readonly versions: number[] = []
  /** How often each number was accepted. */
  readonly accepted = new Map<number, number>()
  readonly faults: string[] = []

  constructor(client: string, token: string) {
    this.#client = client
    this.#token = token
  }

  get last(): number {
    return this.#last
  }

  get version(): number {
    return this.#position?.version ?? 0
  }

  /** Connects, with its position, and sends again what the server has not decided. */
  async connect(url: string): Promise<void> {
    const address = new URL('/v1/cart/live', url.replace('http', 'ws'))
    address.searchParams.set('client', this.#client)
    if (this.#position) address.searchParams.set('since', `${this.#position.epoch}-${this.#position.version}`)
    this.#isWelcome = false
    const socket = new WebSocket(address, ['pannier.1', `bearer.${this.#token}`])
    this.#socket = socket
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as CartMessage))
    // The server is killed on purpose.
    socket.on('error', () => {})
    await vi.waitUntil(() => this.#isWelcome && this.#position !== null, 10_000)
    for (let seq = this.#last + 1; seq < this.#next; seq++) this.#send(seq)
  }

  /** Whether the connection has ended. */
  get isCut(): boolean {
    return this.#socket?.readyState !== WebSocket.OPEN
  }

  /** One more unit of the product. While there is no connection, the operation waits. */
  add(): void {
    const seq = this.#next++
    if (!this.isCut) this.#send(seq)
  }

  async untilDecided(): Promise<void> {
    await vi.waitUntil(() => this.#last === this.#next - 1, 20_000)
  }

  close(): void {
    this.#socket?.close()
  }

  #send(seq: number): void {
    const ops = [{ seq, type: 'add', sku: 'iphone-15', quantity: 1, attributes: { of: this.#client } }]
    this.#socket?.send(JSON.stringify({ t: 'ops', ops }))
  }

  #take(message: CartMessage): void {
    switch (message.t) {
      case 'welcome':
        // A state that was shown before must not be lost by the kill.
        if (this.#position && message.epoch === this.#position.epoch && message.version < this.#position.version) {
          this.faults.push(`welcome at ${message.version}, but ${this.#position.version} was sent before`)
        }
        this.#last = message.client?.last ?? 0
        this.#isWelcome = true
        return
      case 'reset':
        this.resets += 1
        this.#position = message
        return
      case 'change':
        this.#follow(message)
        return
      case 'ack':
        for (const { seq = 0, status } of message.results) {
          if (status === 'accepted') this.accepted.set(seq, (this.accepted.get(seq) ?? 0) + 1)
        }
        this.#last = message.last
        return
      default:
        this.faults.push(JSON.stringify(message))
    }
  }

  #follow({ epoch, version, from = version }: CartMessage & { readonly t: 'change' }): void {
    if (!this.#position || epoch !== this.#position.epoch || from !== this.#position.version + 1) {
      this.faults.push(`${from} to ${version} follows ${JSON.stringify(this.#position)}`)
    }
    for (let one = from; one <= version; one++) this.versions.push(one)
    this.#position = { epoch, version }
  }
}

/** A guest of this deployment. */
export async function guestToken(url: string): Promise<string> {
  const answer = await fetch(`${url}/v1/auth/guest`, { method: 'POST' })
  expect(answer.status).toBe(201)
  // The cast: the contract says so.
  return ((await answer.json()) as { readonly accessToken: string }).accessToken
}
