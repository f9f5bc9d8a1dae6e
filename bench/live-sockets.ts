/** Clients of live connections for load: each has a socket of its own, and knows when its operations are acknowledged. */
import { WebSocket } from 'ws'
import type { CartMessage } from '../src/contract/live/protocol.ts'
import type { Guest } from './shop.ts'

const CLIENT = 'bench'

export class LiveSocket {
  readonly #guest: Guest
  readonly #url: string
  #socket: WebSocket | null = null
  #position = ''
  #seq = 0
  #heard: ((message: CartMessage) => void) | null = null
  #lost: ((error: Error) => void) | null = null

  constructor(url: string, guest: Guest) {
    this.#guest = guest
    this.#url = `${url.replace('http', 'ws')}/v1/cart/live?client=${CLIENT}`
  }

  /** Resolves when the server has welcomed it; on the first connection, when the whole cart has come. */
  async connect(): Promise<void> {
    const since = this.#position && `&since=${this.#position}`
    const socket = new WebSocket(`${this.#url}${since}`, ['pannier.1', `bearer.${this.#guest.token}`], {
      perMessageDeflate: false,
    })
    this.#socket = socket
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (data) => {
        const text = String(data)
        if (text === 'pong') return
        // The cast: the contract's messages.
        const message = JSON.parse(text) as CartMessage
        if ('epoch' in message) {
          if (message.t !== 'welcome') this.#position = `${message.epoch}-${message.version}`
          if (message.t === 'welcome') this.#seq = message.client?.last ?? 0
          if (this.#position !== '') resolve()
        }
        if (message.t === 'error') throw new Error(`${message.code}: ${message.detail}`)
        this.#heard?.(message)
      })
      socket.once('error', reject)
      this.#lost = reject
      socket.once('close', (code) => this.#lost?.(new Error(`closed with ${code}`)))
    })
  }

  /** One message with this many additions. Resolves with the acknowledgement. */
  async add(operations: number): Promise<void> {
    const heard = this.next('ack')
    this.send(operations)
    await heard
  }

  send(operations: number): void {
    const ops = Array.from({ length: operations }, () => {
      return { seq: ++this.#seq, type: 'add', sku: 'sku-0', quantity: 1 }
    })
    this.#socket?.send(JSON.stringify({ t: 'ops', ops }))
  }

  /** Resolves with the next message of this kind; rejects when the connection ends before it. */
  next(t: CartMessage['t']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#lost = reject
      this.#heard = (message) => {
        if (message.t !== t) return
        this.#heard = null
        resolve()
      }
    })
  }

  ping(): void {
    this.#socket?.send('ping')
  }

  /** Without a closing handshake, as a lost network. */
  cut(): void {
    this.#socket?.removeAllListeners('close')
    this.#socket?.terminate()
  }
}

/** Runs the work for each, some at a time. */
export async function eachOf<Item>(items: readonly Item[], atOnce: number, work: (item: Item) => Promise<void>) {
  let next = 0
  const worker = async () => {
    while (next < items.length) await work(items[next++] as Item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}
