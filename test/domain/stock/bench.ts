/** One SKU's stock over SQLite in memory. The test controls its clock, record and orders. */

import type { WriteMessage } from '../../../src/contract/message.ts'
import type { HoldKeeper } from '../../../src/contract/rpc/order.ts'
import type { StockChange } from '../../../src/contract/rpc/stock.ts'
import type { Copy } from '../../../src/domain/copy.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import type { PublicEvent } from '../../../src/domain/outbox.ts'
import type { Migration } from '../../../src/objects/aggregate/schema.ts'
import type { Storage } from '../../../src/objects/aggregate/storage.ts'
import { Stock, type StockPorts } from '../../../src/objects/stock/stock.ts'
import { Disk } from '../../world/object-storage.ts'
import { storageOn } from '../aggregate/bench.ts'

export interface StockBench {
  readonly stock: Stock
  readonly disk: Disk
  readonly sent: WriteMessage[]
  /** The alerts that an operator gets. */
  readonly alerts: string[]
  /** The stream. */
  readonly events: PublicEvent[]
  now: number
  /** The copy that the record returns. */
  held: Copy | null
  outside: number
  order(orderId: string): HoldKeeper
}

interface StockOptions {
  readonly disk?: Disk
  readonly sku?: string
  readonly now?: number
  readonly held?: Copy | null
  readonly outside?: number
  readonly migrations?: readonly Migration[]
  readonly ports?: Partial<StockPorts>
  /** Called with each statement and the number of rows that it returned. */
  readonly onStatement?: (query: string, rows: number) => void
}

export async function openStock({
  disk = new Disk(),
  sku = 'tea',
  now = Date.UTC(2026, 10, 24),
  held = null,
  outside = 0,
  migrations,
  ports = {},
  onStatement = () => {},
}: StockOptions = {}): Promise<StockBench> {
  const sent: WriteMessage[] = []
  const alerts: string[] = []
  let drawn = 1_234_567
  const all: StockPorts = {
    now: () => bench.now,
    // Ids that differ although the clock stands.
    random() {
      drawn = (drawn * 16_807) % 2_147_483_647
      return drawn / 2_147_483_647
    },
    send: async (message) => void sent.push(message),
    metrics: new Registry(),
    copyFromL2: async () => null,
    copyFromRecord: async () => bench.held,
    deadline: (promise) => promise,
    log(_level, event, fields) {
      if (typeof fields === 'object' && fields.alert) alerts.push(event)
    },
    outside: async () => bench.outside,
    order: (orderId) => bench.order(orderId),
    events: { accept: async (events) => void bench.events.push(...events) },
    lowUnits: 5,
    ...ports,
  }
  const storage = storageOn(disk)
  const watched: Storage = {
    ...storage,
    sql(query, ...parameters) {
      const rows = storage.sql(query, ...parameters)
      onStatement(query, rows.length)
      return rows
    },
  }
  const stock = new Stock(sku, watched, all, migrations)
  const bench: StockBench = {
    stock,
    disk,
    sent,
    alerts,
    events: [],
    now,
    held,
    outside,
    order: () => ({ goodsOf: async () => ({ goods: 'none' }) }),
  }
  await stock.aggregate.wake()
  return bench
}

/** An operator's change of the units on hand. */
export function edit(bench: StockBench, change: StockChange, key: string | null = null) {
  return bench.stock.edit({
    change,
    requestId: 'request',
    key: key === null ? null : { key, hash: 'hash' },
    ifVersion: null,
  })
}

/** Holds and sells one unit for each order. */
export async function sell(bench: StockBench, ...orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    await bench.stock.hold({ orderId, quantity: 1, until: bench.now + 30 * 60_000 })
    await bench.stock.commit(orderId, 1)
  }
}
