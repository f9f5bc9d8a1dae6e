// The ledger check over a record in memory. Invariants: every page is read, a suspect is compared twice, and the
// stored result is bounded.
import { describe, expect, it } from 'vitest'
import type { Copy, Lists } from '../../../src/domain/copy.ts'
import type { LedgerStock } from '../../../src/tiers/record/ledger.ts'
import { checkPortion } from '../../../src/worker/ledger/check.ts'
import { newPass, type Pass } from '../../../src/worker/ledger/pass.ts'
import type { LedgerPorts } from '../../../src/worker/ledger/ports.ts'
import { before } from '../../../src/worker/ledger/second-look.ts'
import { PaperShop } from './paper-shop.ts'
import { checkLedger } from './whole-check.ts'

const HONEST = {
  ...{ onHand: 5, objectOnHandInProducts: 5, heldInProducts: 0, own: 5, outside: 0, held: 0, sold: 0, received: 5 },
  ...{ updatedAt: 0, unitsSoldByOrders: 0, unitsHeldByOrders: 0 },
  moving: { units: 0, sold: 0, held: 0 },
}

function skus(count: number, fields: Partial<LedgerStock> = {}): LedgerStock[] {
  return Array.from({ length: count }, (_, place) => {
    return { ...HONEST, sku: `sku-${String(place).padStart(5, '0')}`, ...fields }
  })
}

/** @param stock sorted, and read again at each call */
function portsOf(stock: () => readonly LedgerStock[], changes: Partial<LedgerPorts> = {}) {
  const calls = { pauses: [] as number[], snapshots: 0 }
  const ports: LedgerPorts = {
    record: {
      ordersForLedger: async () => [],
      stockForLedger: async ({ limit, afterSku }) =>
        stock()
          .filter(({ sku }) => sku > afterSku)
          .slice(0, limit),
      skusWithStock: async (given) => new Set(stock().flatMap(({ sku }) => (given.includes(sku) ? [sku] : []))),
      getCopy: async () => null,
    },
    objects: {
      order: () => ({ snapshot: async () => null }),
      stock: () => ({
        async snapshot() {
          calls.snapshots++
          return null
        },
      }),
    },
    invoices: null,
    providers: {},
    signal: new AbortController().signal,
    now: () => 1_000_000,
    pause: async (ms) => void calls.pauses.push(ms),
    ...changes,
  }
  return { ports, calls }
}

function copyOf(kind: 'stock' | 'order', version: number, lists: Lists, updatedAt = 0): Copy {
  return { kind, id: 'x', epoch: 1, version, schema: 1, updatedAt, state: 'live', seal: null, lists }
}

describe('a ledger check', () => {
  it.each([0, 1, 199, 200, 201, 1_000])(
    'the check reads all of %i SKUs, and calls no object for figures that add up',
    async (count) => {
      const { ports, calls } = portsOf(() => skus(count))
      const { differences, checked, startedAt } = await checkLedger(ports)
      expect({ differences, startedAt }).toEqual({ differences: [], startedAt: 1_000_000 })
      expect(checked).toEqual({ orders: 0, skus: count, payments: 0, inFlight: 0, unanswered: 0, complete: true })
      expect(calls).toEqual({ pauses: [], snapshots: 0 })
    },
  )

  it('the check reads all orders, and finds SKUs that have no stock in the record', async () => {
    const { orders } = new PaperShop(
      500,
      0,
      Array(250).fill({ quantities: { tea: 1, cup: 1, jar: 1 }, happenings: [] }),
    )
    const ordersForLedger = async (limit: number, afterId: string) =>
      orders.filter(({ id }) => id > afterId).slice(0, limit)
    const { ports, calls } = portsOf(() => [{ ...HONEST, sku: 'tea' }])
    const { differences, checked } = await checkLedger({ ...ports, record: { ...ports.record, ordersForLedger } })
    expect(checked).toMatchObject({ orders: 250, skus: 1, inFlight: 0 })
    expect(differences.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'stock_missing sku:cup',
      'stock_missing sku:jar',
    ])
    expect(calls.pauses).toEqual([3_000, 12_000])
  })

  it('the check keeps 1,000 differences, and reports that there may be more', async () => {
    const { ports, calls } = portsOf(() => skus(3_000, { received: 6 }))
    const { differences, checked } = await checkLedger(ports)
    expect(differences).toHaveLength(1_000)
    expect(checked).toMatchObject({ complete: false })
    expect(checked.skus).toBeLessThan(1_500)
    expect(calls.snapshots).toBeLessThan(1_010)
  })

  it('the check waits only for sums over orders, and at most twice', async () => {
    const broken = portsOf(() => skus(3, { received: 6 }))
    expect((await checkLedger(broken.ports)).differences).toHaveLength(3)
    expect(broken.calls.pauses).toEqual([])
    const late = portsOf(() => skus(3, late.calls.pauses.length < 2 ? { unitsHeldByOrders: 1 } : {}))
    expect((await checkLedger(late.ports)).differences).toEqual([])
    expect(late.calls.pauses).toEqual([3_000, 12_000])
  })

  it('the check trusts an object that is ahead of its copy, and no other', async () => {
    const totals = { own: 4, outside: 0, held: 0, sold: 1, received: 5 }
    const foundWith = async (held: Copy | null, snapshot: () => Promise<Copy | null>) => {
      const { ports } = portsOf(() => skus(1, { unitsSoldByOrders: 1 }))
      const record = { ...ports.record, getCopy: async () => held }
      const objects = { ...ports.objects, stock: () => ({ snapshot }) }
      const { differences, checked } = await checkLedger({ ...ports, record, objects })
      return [differences.length, checked.inFlight]
    }
    const ahead = async () => copyOf('stock', 3, { totals: { me: totals } })
    expect(await foundWith(copyOf('stock', 2, {}), ahead)).toEqual([0, 0])
    expect(await foundWith(copyOf('stock', 3, {}), ahead)).toEqual([1, 0])
    expect(await foundWith(copyOf('stock', 4, {}), ahead)).toEqual([1, 0])
    const young = async () => copyOf('stock', 3, { totals: { me: totals } }, 995_000)
    expect(await foundWith(copyOf('stock', 2, {}), young)).toEqual([0, 1])
    expect(await foundWith(copyOf('stock', 2, {}), () => Promise.reject(new Error('overloaded')))).toEqual([1, 0])
  })

  it('fault 60: the check makes bounded calls per portion, resumes in the next, and finds the same', async () => {
    const { orders } = new PaperShop(
      5_000,
      0,
      Array(300).fill({ quantities: { tea: 1, cup: 1, jar: 1 }, happenings: ['pay'] }),
    )
    const broken = orders.map((order, place) => (place % 9 === 0 ? { ...order, capturedAmount: 1 } : order))
    const { ports } = portsOf(() => [...skus(900, { received: 6 }).slice(0, 30), ...skus(900).slice(30)])
    let [calls, most, portions, now] = [0, 0, 0, 1_000_000]
    const counted =
      <Given extends unknown[], Value>(call: (...given: Given) => Value) =>
      (...given: Given) => {
        calls++
        return call(...given)
      }
    const ordersForLedger = async (limit: number, afterId: string) =>
      broken.filter(({ id }) => id > afterId).slice(0, limit)
    const statement = counted(async () => ({ captured: 0, refunded: 0 }))
    const snapshot = counted(async () => null)
    const bounded: LedgerPorts = {
      ...ports,
      record: {
        ordersForLedger: counted(ordersForLedger),
        stockForLedger: counted(ports.record.stockForLedger),
        skusWithStock: counted(ports.record.skusWithStock),
        getCopy: counted(ports.record.getCopy),
      },
      objects: { order: () => ({ snapshot }), stock: () => ({ snapshot }) },
      providers: { other: { statement } },
      now: () => now,
    }
    const { differences, checked } = await checkLedger(bounded, 25, () => {
      most = Math.max(most, calls)
      calls = 0
      portions++
      now += 120_000
    })
    expect(checked).toMatchObject({ orders: 300, skus: 900, payments: 300, complete: true })
    const found = Map.groupBy(differences, ({ kind }) => kind)
    expect(found.get('stock_sum')).toHaveLength(30)
    expect(found.get('order_captured')).toHaveLength(34)
    expect(found.get('payment_captured')).toHaveLength(300)
    expect(most).toBeLessThan(35)
    expect(portions).toBeGreaterThan(50)
  })

  it('old payments are checked with their providers in turn: a thousand in each pass, then the next', async () => {
    const { orders } = new PaperShop(
      9_000,
      0,
      Array(1_200).fill({ quantities: { tea: 1, cup: 1, jar: 1 }, happenings: ['pay'] }),
    )
    const asked: string[] = []
    const statement = async (paymentId: string) => {
      asked.push(paymentId)
      return null
    }
    const { ports } = portsOf(() => ['cup', 'jar', 'tea'].map((sku) => ({ ...HONEST, sku })), {
      now: () => 30 * 24 * 3600_000,
      providers: { simulated: { statement } },
    })
    const ordersForLedger = async (limit: number, afterId: string) =>
      orders.filter(({ id }) => id > afterId).slice(0, limit)
    const walked = { ...ports, record: { ...ports.record, ordersForLedger } }
    const passes: number[] = []
    let before: Pass | null = null
    for (const _ of [1, 2, 3]) {
      const pass = newPass(ports.now(), before)
      while (pass.stage !== 'ended') await checkPortion(walked, pass, 100_000)
      passes.push(pass.olderAsked)
      before = pass
    }
    expect(passes).toEqual([1_000, 200, 1_000])
    expect(new Set(asked).size).toBe(1_200)
  })

  it('the check reads all documents by pages, the next pass only new ones, and reports numbers that were left out', async () => {
    const asked: number[] = []
    const check = async (after: number) => {
      asked.push(after)
      const missing = after === 500 ? ['INV-2026-000007'] : []
      return { since: 5, upTo: Math.min(1_200, after + 500), newest: 1_200, missing }
    }
    const { ports } = portsOf(() => [], { invoices: { check } })
    const pass = newPass(ports.now(), null)
    while (pass.stage !== 'ended') await checkPortion(ports, pass, 1)
    expect(pass.findings).toMatchObject([{ kind: 'invoice_missing', subject: 'invoice:INV-2026-000007', found: null }])
    const second = newPass(ports.now(), pass)
    while (second.stage !== 'ended') await checkPortion(ports, second, 1)
    expect(asked).toEqual([0, 500, 1_000, 1_200])
    expect(second).toMatchObject({ findings: [], documentsSince: 5, complete: true })
  })

  it('a paid order without its invoice is reported, unless the numbering does not answer', async () => {
    const { orders } = new PaperShop(500, 0, [{ quantities: { tea: 1, cup: 1, jar: 1 }, happenings: ['pay'] }])
    const [order] = orders
    const ordersForLedger = async (limit: number, afterId: string) =>
      orders.filter(({ id }) => id > afterId).slice(0, limit)
    const run = async (check: NonNullable<LedgerPorts['invoices']>['check']) => {
      const { ports } = portsOf(() => ['cup', 'jar', 'tea'].map((sku) => ({ ...HONEST, sku })), { invoices: { check } })
      const result = await checkLedger({ ...ports, record: { ...ports.record, ordersForLedger } })
      const kinds = result.differences.flatMap(({ kind, subject }) => (subject === `order:${order?.id}` ? [kind] : []))
      return [kinds, result.checked.unanswered]
    }
    expect(await run(async () => ({ since: 0, upTo: 1, newest: 1, missing: [] }))).toEqual([['order_invoice'], 0])
    expect(await run(async () => Promise.reject(new Error('away')))).toEqual([[], 1])
  })

  it('the check stops between two steps when its signal aborts', async () => {
    const { ports } = portsOf(() => skus(1_000))
    const controller = new AbortController()
    let pages = 0
    const stockForLedger: LedgerPorts['record']['stockForLedger'] = (query) => {
      if (++pages === 2) controller.abort(new Error('the lock is lost'))
      return ports.record.stockForLedger(query)
    }
    const record = { ...ports.record, stockForLedger }
    await expect(checkLedger({ ...ports, record, signal: controller.signal })).rejects.toThrow('the lock is lost')
    expect(pages).toBe(2)
  })
})

describe('the key before another', () => {
  it('no key lies between a key and the one computed before it', () => {
    const keys = ['a', 'tea', 'tea-', 'tea-1', 'tea-2', 'tea.z', 'teaz', 'Tea_', 'tea-1z', 'tea-1-', 'b'].sort()
    for (const key of keys) expect(keys.find((each) => each > before(key))).toBe(key)
  })
})
