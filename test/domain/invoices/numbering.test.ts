// The numbering and its copy. Invariants: a key keeps its number; no number belongs to two keys; the numbers of a series
// are consecutive in the order of their dates, even if any object dies at any step, or one of the two storages is lost.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InvoiceTerms } from '../../../src/contract/invoice-variables.ts'
import type { IssuedDocuments } from '../../../src/contract/rpc/invoices.ts'
import type { Content, Sale, SaleRefund } from '../../../src/domain/invoices/document.ts'
import { numberOf } from '../../../src/domain/invoices/series.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Numbering } from '../../../src/objects/invoices/numbering.ts'
import { Disk, storageOf } from '../../world/object-storage.ts'

const NEW_YEAR = Date.UTC(2026, 11, 31, 23, 59)
const TERMS: InvoiceTerms = {
  seller: { name: 'Tea House', address: ['1 Bund'], taxId: 'DE1' },
  timeZone: 'UTC',
  keepYears: 10,
  after: [],
}
const line = {
  sku: 'tea',
  title: 'Tea',
  quantity: 3,
  unitPrice: 119,
  discount: 0,
  ratePpm: 190_000,
  tax: 57,
  gross: 357,
}

function sale(order: number, refunds: readonly SaleRefund[] = [], known: Sale['known'] = {}): Sale {
  return {
    ...{
      orderId: `ord_${order}`,
      orderNumber: `n${order}`,
      currency: 'EUR',
      locale: 'en',
      paidAt: NEW_YEAR,
      refunds,
      known,
    },
    buyer: { address: { name: 'Lin', line1: '1', country: 'DE' }, vatNumber: null },
    ...{ lines: [line], shipping: null },
  }
}
const refund = (id: string, amount = 100): SaleRefund => ({ id, amount, at: NEW_YEAR, lines: [] })

type Part = 'numbers' | 'copy'

class Bench {
  readonly disks = { numbers: new Disk(), copy: new Disk() }
  readonly alerts: string[] = []
  clock = NEW_YEAR
  terms = TERMS
  /** The object of this part dies before so many further statements. */
  dieAt: { readonly part: Part; left: number } | null = null
  #lives = { numbers: 0, copy: 0 }
  #begun: { [P in Part]?: Numbering } = {}

  /** The object, in another life after it died. */
  of(part: Part): Numbering {
    this.#begun[part] ??= this.#begin(part)
    return this.#begun[part]
  }

  /** Rejects if the object dies, also while it begins. */
  async issue(request: Sale): Promise<IssuedDocuments> {
    return this.of('numbers').issue(request)
  }

  restart(part: Part): void {
    this.#lives[part]++
    delete this.#begun[part]
  }

  lose(part: Part): void {
    this.disks[part].close()
    this.disks[part] = new Disk()
    this.restart(part)
  }

  stored() {
    return this.of('numbers').stored(0, 1_000)
  }

  #begin(part: Part): Numbering {
    const life = this.#lives[part]
    const isAlive = () => life === this.#lives[part]
    const storage = storageOf(this.disks[part], {
      isAlive,
      beforeStatement: () => {
        if (this.dieAt?.part !== part || this.dieAt.left-- > 0) return
        this.dieAt = null
        this.restart(part)
      },
      alarmSet() {},
      afterCommit() {},
      aborted() {},
    })
    const call = async <Value>(work: () => Value): Promise<Value> => {
      await Promise.resolve()
      const value = structuredClone(work())
      if (!isAlive()) throw new Error('dead')
      return value
    }
    return new Numbering(storage, {
      now: () => this.clock,
      log: (_level, event) => void this.alerts.push(event),
      metrics: new Registry(),
      terms: this.terms,
      copy: {
        append: (documents) => call(() => this.of('copy').append(documents)),
        stored: (after, limit) => call(() => this.of('copy').stored(after, limit)),
      },
    })
  }
}

/** Throws unless the numbers of each series are consecutive, in the order of their dates. */
function checkSeries(bench: Bench): void {
  const next = new Map<string, number>()
  let last = 0
  for (const [index, { position, kind, year, seq, issuedAt }] of bench.stored().entries()) {
    expect(position).toBe(index + 1)
    expect(seq).toBe(next.get(`${kind} ${year}`) ?? 1)
    expect(issuedAt).toBeGreaterThanOrEqual(last)
    next.set(`${kind} ${year}`, seq + 1)
    last = issuedAt
  }
}

const step = fc.record({
  order: fc.nat(4),
  refunds: fc.nat(3),
  /** Milliseconds; a clock may go back. */
  later: fc.integer({ min: -60_000, max: 90_000 }),
  death: fc.option(fc.record({ part: fc.constantFrom<Part>('numbers', 'copy'), left: fc.nat(25) })),
  loss: fc.option(fc.constantFrom<Part>('numbers', 'copy'), { freq: 6 }),
  isBeside: fc.boolean(),
})

describe('the numbering', () => {
  test('numbers stay consecutive and unique while objects die at any statement and lose their storage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const bench = new Bench()
        const answered = new Map<string, string>()
        const beside: Promise<void>[] = []
        const issue = async (request: Sale) => {
          const issued = await bench.issue(request).catch(() => ({}))
          for (const [key, { number }] of Object.entries(issued)) {
            expect(number).toBe(answered.get(key) ?? number)
            answered.set(key, number)
          }
        }
        for (const { order, refunds, later, death, loss, isBeside } of steps) {
          bench.clock += later
          // One loss at a time: the next new number fills the lost part again before the other may be lost.
          if (loss) {
            await Promise.all(beside.splice(0))
            bench.dieAt = null
            await issue(sale(100 + answered.size))
            bench.lose(loss)
          }
          bench.dieAt = death && { ...death }
          const call = issue(
            sale(
              order,
              Array.from({ length: refunds }, (_, at) => refund(`ref_${order}_${at}`)),
            ),
          )
          if (isBeside) beside.push(call)
          else await call
        }
        await Promise.all(beside)
        bench.dieAt = null
        for (const order of [0, 1, 2, 3, 4, 999]) await issue(sale(order))
        checkSeries(bench)
        expect(new Set(answered.values()).size).toBe(answered.size)
        const stored = new Map(bench.stored().map((document) => [document.key, numberOf(document)]))
        for (const [key, number] of answered) expect(stored.get(key)).toBe(number)
        expect(bench.of('copy').stored(0, 1_000)).toEqual(bench.stored())
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  test('an object that dies at each statement of a call has numbered all of it or nothing', async () => {
    for (let left = 0; ; left++) {
      const bench = new Bench()
      bench.dieAt = { part: 'numbers', left }
      await bench.issue(sale(1, [refund('ref_a')])).catch(() => {})
      const isDone = bench.dieAt !== null
      bench.dieAt = null
      expect([0, 2]).toContain(bench.stored().length)
      const issued = await bench.issue(sale(1, [refund('ref_a')]))
      expect(issued).toMatchObject({ ord_1: { number: 'INV-2026-000001' }, ref_a: { number: 'CN-2026-000001' } })
      checkSeries(bench)
      if (isDone) return
    }
  })

  test('a number that the copy does not have is not shown', async () => {
    const bench = new Bench()
    await bench.issue(sale(1))
    bench.dieAt = { part: 'copy', left: 0 }
    await expect(bench.issue(sale(2))).rejects.toThrow()
    expect(bench.stored()).toHaveLength(2)
    expect(await bench.of('numbers').find('ord_2')).toBeNull()
    expect((await bench.of('numbers').list({ after: 0, limit: 10, from: 0, to: Infinity })).items).toHaveLength(1)
    await bench.issue(sale(2))
    expect((await bench.of('numbers').find('ord_2'))?.number).toBe('INV-2026-000002')
  })

  test('a storage that was lost or put back is restored from the copy before the next number', async () => {
    const bench = new Bench()
    for (const order of [1, 2, 3]) await bench.issue(sale(order))
    bench.lose('numbers')
    expect(await bench.issue(sale(4))).toMatchObject({ ord_4: { number: 'INV-2026-000004' } })
    expect(bench.alerts).toEqual(['invoices.restored'])
    bench.lose('copy')
    expect(await bench.issue(sale(5))).toMatchObject({ ord_5: { number: 'INV-2026-000005' } })
    expect(bench.of('copy').stored(0, 10)).toHaveLength(5)
  })

  test('an order gets its number again when both storages were lost, and never the number of another', async () => {
    const bench = new Bench()
    bench.terms = { ...TERMS, after: [{ kind: 'invoice', year: 2026, seq: 7 }] }
    expect(await bench.issue(sale(9))).toMatchObject({ ord_9: { number: 'INV-2026-000008' } })
    const known = { ord_1: 'INV-2026-000005' }
    expect(await bench.issue(sale(1, [], known))).toMatchObject({ ord_1: { number: 'INV-2026-000005' } })
    await expect(bench.issue(sale(2, [], { ord_2: 'INV-2026-000008' }))).rejects.toThrow('belongs to')
    expect(bench.alerts).toEqual(['invoices.number_returned', 'invoices.number_conflict'])
    expect(await bench.issue(sale(3))).toMatchObject({ ord_3: { number: 'INV-2026-000009' } })
  })

  test('a series begins at 1 with each year of the seller, and a clock that goes back keeps year and date', async () => {
    const bench = new Bench()
    await bench.issue(sale(1))
    bench.clock += 120_000
    await bench.issue(sale(2))
    bench.clock -= 120_000
    await bench.issue(sale(3))
    expect(bench.stored().map(numberOf)).toEqual(['INV-2026-000001', 'INV-2027-000001', 'INV-2027-000002'])
    checkSeries(bench)
  })

  test('the buyer is deleted from both storages after the term, and amounts stay', async () => {
    const bench = new Bench()
    await bench.issue(sale(1))
    bench.clock += 11 * 366 * 24 * 3600_000
    await bench.issue(sale(2))
    for (const part of ['numbers', 'copy'] as const) {
      const [old, young] = bench.of(part).stored(0, 10)
      expect([old?.buyer, young?.buyer]).toEqual([null, expect.stringContaining('Lin')])
      expect((JSON.parse(old?.content ?? '{}') as Content).total).toBe(357)
    }
  })
})

test('a check names the numbers that were left out, and accepts a series that begins above 1', async () => {
  const bench = new Bench()
  bench.terms = { ...TERMS, after: [{ kind: 'invoice', year: 2026, seq: 40 }] }
  expect(await bench.of('numbers').check(0)).toEqual({ since: null, upTo: 0, newest: 0, missing: [] })
  await bench.issue(sale(1, [refund('ref_1')]))
  await bench.issue(sale(2))
  expect(await bench.of('numbers').check(0)).toEqual({ since: NEW_YEAR, upTo: 3, newest: 3, missing: [] })
  const [last] = bench.stored().slice(-1)
  if (!last) throw new Error('no document was stored')
  const further = [
    { ...last, position: 4, key: 'ord_4', seq: 45 },
    { ...last, position: 5, key: 'ord_5', seq: 46 },
    { ...last, position: 6, key: 'ord_6', kind: 'credit_note' as const, seq: 3 },
  ]
  bench.of('numbers').append(further)
  const { missing } = await bench.of('numbers').check(0)
  expect(missing).toEqual(['INV-2026-000044', 'CN-2026-000002'])
  expect(await bench.of('numbers').check(4)).toMatchObject({ missing: ['CN-2026-000002'], upTo: 6 })
})
