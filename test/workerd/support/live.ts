/** A device that is connected to a live route: it keeps every message in the order in which it came. */
import { SELF } from 'cloudflare:test'
import { expect, vi } from 'vitest'
import type { CartLineBody } from '../../../src/contract/answers/cart.ts'
import type { CartChange, CartReset, ServerMessage, Welcome } from '../../../src/contract/live/protocol.ts'

type Message<T extends ServerMessage['t']> = Extract<ServerMessage, { readonly t: T }>

export interface Options {
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

export function shakeHands(token: string, { path = '/v1/cart/live', query = '', headers = {} }: Options = {}) {
  const protocols = { upgrade: 'websocket', 'sec-websocket-protocol': `pannier.1, bearer.${token}` }
  return SELF.fetch(`https://pannier.test${path}${query && `?${query}`}`, { headers: { ...protocols, ...headers } })
}

export class Device {
  readonly messages: ServerMessage[] = []
  readonly pongs: string[] = []
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.accept()
    socket.addEventListener('message', ({ data }) => {
      if (data === 'pong') this.pongs.push(data)
      else this.messages.push(JSON.parse(String(data)) as ServerMessage)
    })
    socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason }
    })
  }

  static async connect(token: string, options: Options = {}): Promise<Device> {
    const response = await shakeHands(token, options)
    expect(response.status, await (response.webSocket ? '' : response.text())).toBe(101)
    expect(response.headers.get('sec-websocket-protocol')).toBe('pannier.1')
    if (!response.webSocket) throw new Error('no socket')
    return new Device(response.webSocket)
  }

  of<T extends ServerMessage['t']>(t: T): readonly Message<T>[] {
    return this.messages.filter((message): message is Message<T> => message.t === t)
  }

  /** The message of this kind that comes as number `count`, from 1. */
  async next<T extends ServerMessage['t']>(t: T, count = 1): Promise<Message<T>> {
    await vi
      .waitUntil(() => this.of(t).length >= count, { timeout: 5_000, interval: 5 })
      .catch(() => {
        throw new Error(`no ${t} ${count}: ${JSON.stringify([this.messages, this.closed]).slice(0, 2000)}`)
      })
    // The cast: it was awaited.
    return this.of(t)[count - 1] as Message<T>
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message))
  }

  add(seq: number, sku = 'tea', quantity = 1): void {
    this.send({ t: 'ops', ops: [{ seq, type: 'add', sku, quantity }] })
  }

  ping(): void {
    this.#socket.send('ping')
  }

  close(): void {
    this.#socket.close(1000, 'done')
  }

  async end(): Promise<number> {
    await vi
      .waitUntil(() => this.closed !== null, { timeout: 5_000, interval: 5 })
      .catch(() => {
        throw new Error(`not closed: ${JSON.stringify(this.messages).slice(0, 2000)}`)
      })
    return this.closed?.code ?? 0
  }

  get welcome(): Promise<Welcome> {
    return this.next('welcome')
  }

  get position(): string {
    const { epoch, version } = this.messages.findLast((message) => 'epoch' in message) as Welcome
    return `${epoch}-${version}`
  }

  /** The cart as the messages tell it. */
  get cart(): CartReset['cart'] {
    let cart: CartReset['cart'] | undefined
    for (const message of this.messages) {
      if (message.t === 'reset') cart = message.cart
      if (message.t === 'change' && cart) cart = changed(cart, message)
    }
    if (!cart) throw new Error('no cart')
    return cart
  }
}

/** The rule of docs/live.md for a client. */
function changed(cart: CartReset['cart'], change: CartChange): CartReset['cart'] {
  const { items, gone, order, saved, removed, coupons, inCheckout, totals, notices, version } = change
  const lines = new Map(cart.items.map((line) => [line.lineId, line]))
  for (const lineId of gone) lines.delete(lineId)
  for (const line of items) lines.set(line.lineId, line)
  const lineIds = order ?? cart.items.map(({ lineId }) => lineId)
  return {
    ...cart,
    ...{ version, totals, notices, items: lineIds.map((lineId) => lines.get(lineId) as CartLineBody) },
    ...(saved && { saved }),
    ...(removed && { removed }),
    ...(coupons && { coupons }),
    ...(inCheckout && { inCheckout }),
  }
}

/** Versions that the stream covers, each once. */
export function versionsIn(device: Device): readonly number[] {
  return device.of('change').flatMap(({ from, version }) => {
    const first = from ?? version
    return Array.from({ length: version - first + 1 }, (_, place) => first + place)
  })
}
