/**
 * A device that is connected to a live route: it keeps every message in the order in which it came, and checks it
 * against the schemas from which /asyncapi.json is made: no field is missing, and none is extra.
 */
import { SELF } from 'cloudflare:test'
import { expect, vi } from 'vitest'
import * as z from 'zod/mini'
import type { CartLineBody } from '../../../src/contract/answers/cart.ts'
import {
  ackSchema,
  cartChangeSchema,
  cartResetSchema,
  errorSchema,
  orderChangeSchema,
  orderResetSchema,
  welcomeSchema,
} from '../../../src/contract/answers/live.ts'
import type { OrderBody } from '../../../src/contract/answers/orders.ts'
import type { CartChange, CartMessage, CartReset, OrderMessage, Welcome } from '../../../src/contract/live/protocol.ts'
import type { Shopper } from './client.ts'

export interface Options {
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

const ORIGIN = 'https://pannier.test'
const LIVE_CART = '/v1/cart/live'

export function shakeHands(token: string, { path = LIVE_CART, query = '', headers = {} }: Options = {}) {
  const protocols = { upgrade: 'websocket', 'sec-websocket-protocol': `pannier.1, bearer.${token}` }
  return SELF.fetch(`${ORIGIN}${path}${query && `?${query}`}`, { headers: { ...protocols, ...headers } })
}

function socketIn(response: Response): WebSocket {
  expect(response.status).toBe(101)
  expect(response.headers.get('sec-websocket-protocol')).toBe('pannier.1')
  if (!response.webSocket) throw new Error('no socket')
  return response.webSocket
}

abstract class Connection<Message extends CartMessage | OrderMessage> {
  readonly messages: Message[] = []
  readonly pongs: string[] = []
  /** The messages as the contract describes them. */
  readonly #described: unknown[] = []
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly #socket: WebSocket

  constructor(socket: WebSocket, schema: z.ZodMiniType) {
    this.#socket = socket
    socket.accept()
    socket.addEventListener('message', ({ data }) => {
      if (data === 'pong') return void this.pongs.push(data)
      const message: unknown = JSON.parse(String(data))
      const parsed = z.safeParse(schema, message)
      this.#described.push(parsed.success ? parsed.data : parsed.error.issues)
      // The cast: it is checked in `next`.
      this.messages.push(message as Message)
    })
    socket.addEventListener('close', ({ code, reason }) => {
      this.closed = { code, reason }
    })
  }

  of<T extends Message['t']>(t: T): readonly Extract<Message, { readonly t: T }>[] {
    return this.messages.filter((message): message is Extract<Message, { readonly t: T }> => message.t === t)
  }

  /** The message of this kind that comes as number `count`, from 1. */
  async next<T extends Message['t']>(t: T, count = 1): Promise<Extract<Message, { readonly t: T }>> {
    await vi
      .waitUntil(() => this.of(t).length >= count, { timeout: 5_000, interval: 5 })
      .catch(() => {
        throw new Error(`no ${t} ${count}: ${JSON.stringify([this.messages, this.closed]).slice(0, 2000)}`)
      })
    expect(this.messages).toEqual(this.#described)
    // The cast: it was awaited.
    return this.of(t)[count - 1] as Extract<Message, { readonly t: T }>
  }

  send(message: unknown): void {
    this.#socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message))
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

  get position(): string {
    const positions = this.messages.filter((message) => message.t !== 'ack' && message.t !== 'error')
    // The cast: every connection begins with a welcome.
    const { epoch, version } = positions.at(-1) as Welcome
    return `${epoch}-${version}`
  }

  /** Versions that the stream covers, each once. */
  get versions(): readonly number[] {
    return this.messages.flatMap((message) => {
      if (message.t !== 'change') return []
      const { from = message.version, version } = message
      return Array.from({ length: version - from + 1 }, (_, place) => from + place)
    })
  }
}

const CART_MESSAGE = z.discriminatedUnion('t', [
  welcomeSchema,
  cartChangeSchema,
  cartResetSchema,
  ackSchema,
  errorSchema,
])

export class Device extends Connection<CartMessage> {
  static async connect(token: string, options: Options = {}): Promise<Device> {
    return Device.over(await shakeHands(token, options))
  }

  static over(handshake: Response): Device {
    return new Device(socketIn(handshake), CART_MESSAGE)
  }

  /** One operation, which adds a unit. */
  add(seq: number, sku = 'tea'): void {
    this.send({ t: 'ops', ops: [{ seq, type: 'add', sku, quantity: 1 }] })
  }

  get welcome(): Promise<Welcome> {
    return this.next('welcome')
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

const ORDER_MESSAGE = z.discriminatedUnion('t', [welcomeSchema, orderChangeSchema, orderResetSchema, errorSchema])

export class OrderDevice extends Connection<OrderMessage> {
  static async connect(token: string, orderId: string, options: Options = {}): Promise<OrderDevice> {
    const handshake = await shakeHands(token, { path: `/v1/orders/${orderId}/live`, ...options })
    return new OrderDevice(socketIn(handshake), ORDER_MESSAGE)
  }

  /** The order as the messages tell it. */
  get order(): OrderBody {
    let order: OrderBody | undefined
    for (const message of this.messages) {
      if (message.t === 'reset') order = message.order
      // The cast: a field of a change is never undefined.
      if (message.t === 'change' && order) order = { ...order, ...message.order } as OrderBody
    }
    if (!order) throw new Error('no order')
    return order
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

/** A device that has been welcomed. */
export async function connected(shopper: Shopper, query = 'client=phone'): Promise<Device> {
  const device = await Device.connect(shopper.token, { query })
  await device.welcome
  return device
}

/** `updatedAt` is not sent with a change. */
export async function expectInSync(device: Device, shopper: Shopper): Promise<void> {
  const { updatedAt: _, ...cart } = (await shopper.cart()).cart
  const { updatedAt: __, ...seen } = device.cart
  expect(seen).toEqual(cart)
}
