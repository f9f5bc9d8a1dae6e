/**
 * The shipped objects of a few shoppers over real disks. They call each other directly, so that a test controls what
 * happens in between: `before` is awaited ahead of every call, and may act, wait, or throw.
 */
import type { WriteMessage } from '../../../src/contract/message.ts'
import type { PaymentRequest } from '../../../src/contract/payment.ts'
import type { Copy, Kind, LiveCopy } from '../../../src/domain/copy.ts'
import { newId } from '../../../src/domain/id.ts'
import type { Contact, Quote } from '../../../src/domain/order/order.ts'
import { isAtOrPast } from '../../../src/domain/position.ts'
import { Disk, type Image, storageOf } from '../object-storage.ts'
import { MAKE, nameOf, type Objects } from '../objects.ts'
import { townPorts } from './town-ports.ts'

const MAX_RINGS = 2_000
export const HOUR_MS = 3600_000
export const DAY_MS = 24 * HOUR_MS

export const CONTACT: Contact = {
  address: { name: 'Ada Secret', line1: 'Hidden Lane 7', city: 'Shanghai', postalCode: '200000', country: 'CN' },
  email: 'ada@secret.example',
  note: 'ring twice',
}
const ENGRAVING = 'For Ada'
/** Personal texts: each one that is found after an erasure was left behind. */
export const PERSONAL = ['Ada', 'Secret', 'Hidden', 'secret.example', 'ring twice', '/back?']

/** One unit of tea. */
export const QUOTE: Quote = {
  currency: 'CNY',
  lines: [
    {
      ...{ sku: 'tea', title: 'Tea', image: null, quantity: 1, unitPrice: 500, lineTotal: 500 },
      attributes: { engraving: ENGRAVING },
    },
  ],
  totals: { subtotal: 500, discount: 0, shipping: 0, tax: 0, total: 500 },
  shippingOption: 'standard',
}

const PRODUCTS = new Map([['tea', { title: 'Tea', price: 500, image: null, labels: [] }]])

export class Town {
  now = Date.UTC(2026, 10, 28)
  before: (call: string) => unknown = () => {}
  tiersAreDown = false
  streamIsDown = false
  readonly record = new Map<string, Copy>()
  readonly payments = new Map<string, PaymentRequest>()
  /** The security events and dead letters of the record, by the id that they are about. */
  readonly notices = new Map<string, string>()
  readonly logs: string[] = []
  /** The types and subjects of the public stream. */
  readonly reported: string[] = []
  readonly #disks = new Map<string, Disk>()
  readonly #objects = new Map<string, Objects[Kind]>()
  #orders = 0

  async get<K extends Kind>(kind: K, id: string): Promise<Objects[K]> {
    const name = nameOf(kind, id)
    const known = this.#objects.get(name)
    // The file is stored under the name of its kind.
    if (known) return known as Objects[K]
    const disk = this.#disks.get(name) ?? new Disk()
    this.#disks.set(name, disk)
    const life = {
      isAlive: () => true,
      beforeStatement: () => {},
      afterCommit: () => {},
      alarmSet: () => {},
      aborted: () => {},
    }
    const object = MAKE[kind](id, storageOf(disk, life), townPorts(this, kind))
    this.#objects.set(name, object)
    await object.aggregate.wake()
    return object
  }

  /** Advances time and rings every alarm when it is due. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    for (let rings = 0; ; rings++) {
      if (rings > MAX_RINGS) throw new Error('an alarm rings without end')
      const due = [...this.#disks]
        .flatMap(([name, { alarm }]) => (alarm !== null && alarm <= until ? [{ name, alarm }] : []))
        .sort((a, b) => a.alarm - b.alarm)[0]
      if (!due) break
      this.now = Math.max(this.now, due.alarm)
      const disk = this.#disks.get(due.name)
      if (disk) disk.alarm = null
      await this.#objects.get(due.name)?.aggregate.alarm()
    }
    this.now = until
  }

  async add(userId: string, quantity = 1): Promise<void> {
    const { aggregate } = await this.get('cart', userId)
    const command = { type: 'add', sku: 'tea', quantity, attributes: { engraving: ENGRAVING } } as const
    const steps = [{ command, key: null }]
    const facts = { products: PRODUCTS }
    await aggregate.write({ requestId: 'r', key: null, ifMatch: null, name: 'add', steps, atomic: true, facts })
  }

  newOrderId(): string {
    return newId('ord', this.now + ++this.#orders, () => 0.5)
  }

  /** Begins an order for the cart's only line. */
  async checkout(userId: string) {
    const { checkouts } = await this.get('cart', userId)
    const orderId = this.newOrderId()
    const start = { quote: QUOTE, contact: CONTACT, requestId: 'r' }
    const reply = checkouts.checkout({ orderId, key: `key-${orderId}`, hash: 'h', start })
    return { orderId, reply }
  }

  async erase(userId: string): Promise<void> {
    await (await this.get('account', userId)).eraseByOperator('r')
  }

  async isErased(kind: Kind, id: string): Promise<boolean> {
    return (await this.get(kind, id)).aggregate.erased
  }

  async order(orderId: string): Promise<LiveCopy> {
    const copy = (await this.get('order', orderId)).aggregate.snapshot()
    if (copy?.state !== 'live') throw new Error(`${orderId} is ${copy?.state}`)
    return copy
  }

  /** Everything on all disks, in the record with its notices, at the provider, and in the logs. */
  dump(): string {
    const disks = [...this.#disks].map(([name, disk]) => [name, disk.image().tables.map(({ rows }) => rows)])
    return JSON.stringify([disks, [...this.record], [...this.payments], [...this.notices], this.logs])
  }

  /** Rows that contain this id, except the tombstones of the id itself. */
  mentions(id: string): readonly string[] {
    const own = new Set([nameOf('cart', id), nameOf('account', id)])
    const rows = [...this.#disks].flatMap(([name, disk]) =>
      disk
        .image()
        .tables.flatMap((table) =>
          table.rows
            .filter((row) => !(own.has(name) && row.state === 'erased'))
            .map((row) => `${name}: ${JSON.stringify(row)}`),
        ),
    )
    const copies = [...this.record]
      .filter(([name]) => !own.has(name))
      .map(([name, copy]) => `record of ${name}: ${JSON.stringify(copy)}`)
    return [
      ...rows.filter((row) => row.slice(row.indexOf(':')).includes(id)),
      ...copies.filter((copy) => copy.includes(id)),
    ]
  }

  /** An object whose rows are in no tier any more. */
  lose(kind: Kind, id: string): void {
    this.record.delete(nameOf(kind, id))
  }

  image(kind: Kind, id: string): Image {
    return (this.#disks.get(nameOf(kind, id)) ?? new Disk()).image()
  }

  /** The platform drops the object's alarm, and the object sleeps. */
  loseAlarm(kind: Kind, id: string): void {
    const disk = this.#disks.get(nameOf(kind, id))
    if (!disk) throw new Error(`there is no ${kind} ${id}`)
    disk.alarm = null
    this.#objects.delete(nameOf(kind, id))
  }

  /** The object starts again with an older state of its storage. */
  putBack(kind: Kind, id: string, image: Image): void {
    this.#objects.delete(nameOf(kind, id))
    this.#disks.get(nameOf(kind, id))?.restore(image)
  }

  /** The message reaches the tiers at once, and its object receives the confirm. */
  async send({ kind, id, copy }: WriteMessage): Promise<void> {
    if (this.tiersAreDown || !copy) return
    const name = nameOf(kind, id)
    const held = this.record.get(name)
    if (!held || isAtOrPast(copy, held)) this.record.set(name, copy)
    const { epoch, version, state, updatedAt } = this.record.get(name) ?? copy
    const { aggregate } = await this.get(kind, id)
    aggregate.confirm({ epoch, version, state, updatedAt })
  }
}
