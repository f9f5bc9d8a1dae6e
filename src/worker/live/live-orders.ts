/**
 * The orders of a shopper that may have live connections, noted in the shopper's own object, so that these connections
 * end with the sign-in. Invariant: an order is noted before its connection opens, until the connection must have ended.
 */
import type { EndedSignIns, LiveObject } from '../../contract/rpc/live.ts'

const KEY = 'live-orders'
/** The connections of orders beyond this number end before their next change. */
const MAX_NOTED = 50

type Noted = readonly (readonly [orderId: string, until: number])[]

export class LiveOrders {
  readonly #storage: Pick<SyncKvStorage, 'get' | 'put' | 'delete'>
  readonly #order: (orderId: string) => Pick<LiveObject, 'closeSockets'>

  constructor(storage: Pick<SyncKvStorage, 'get' | 'put' | 'delete'>, order: (orderId: string) => LiveObject) {
    this.#storage = storage
    this.#order = order
  }

  note(orderId: string, until: number): void {
    const now = Date.now()
    const others = this.#noted().filter(([id, end]) => id !== orderId && end > now)
    this.#storage.put<Noted>(KEY, [...others, [orderId, until] as const].slice(-MAX_NOTED))
  }

  /** Throws if an order could not be reached; the connections of all others are closed. */
  async closeSockets(ended: EndedSignIns): Promise<void> {
    const noted = this.#noted()
    if (ended === 'erased') this.#storage.delete(KEY)
    const closing = await Promise.allSettled(noted.map(([orderId]) => this.#order(orderId).closeSockets(ended)))
    for (const outcome of closing) if (outcome.status === 'rejected') throw outcome.reason
  }

  #noted(): Noted {
    return this.#storage.get<Noted>(KEY) ?? []
  }
}
