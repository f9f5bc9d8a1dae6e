// Units of one SKU. Invariant: hold, commit, release and restock count once, in any order and any number of times.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change, RowsView } from '../../../src/domain/rows.ts'
import { decide, type StockCommand } from '../../../src/domain/stock/decide.ts'
import {
  availableOf,
  HOLDS,
  holdOf,
  onHandOf,
  SETTLED_MS,
  settledOf,
  totalsOf,
} from '../../../src/domain/stock/stock.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

const NOW = Date.UTC(2026, 10, 24)

class Paper {
  readonly rows = new RowSet()
  now = NOW

  /** Returns the code of the refusal, or null. */
  try(command: StockCommand): string | null {
    const decision = decide(this.rows, command, { now: this.now })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value as readonly Change[])
    return null
  }
}

const orderId = fc.constantFrom('ord_a', 'ord_b', 'ord_c', 'ord_d')
/** Each order always asks for the same number of units. */
const QUANTITY: Readonly<Record<string, number>> = { ord_a: 1, ord_b: 3, ord_c: 5, ord_d: 2 }

const command: fc.Arbitrary<StockCommand> = fc.oneof(
  orderId.map((id): StockCommand => ({ type: 'hold', orderId: id, quantity: QUANTITY[id] ?? 1, until: NOW })),
  orderId.map((id): StockCommand => ({ type: 'release', orderId: id })),
  orderId.map((id): StockCommand => ({ type: 'restock', orderId: id, quantity: 0 })),
  fc.integer({ min: -4, max: 6 }).map((by): StockCommand => ({ type: 'adjust', by })),
  fc.integer({ min: 0, max: 9 }).map((onHand): StockCommand => ({ type: 'count', onHand })),
  fc.integer({ min: 0, max: 5 }).map((outside): StockCommand => ({ type: 'read_outside', outside })),
)

function heldIn(rows: RowsView): number {
  return [...rows.entries(HOLDS)].reduce((sum, [, hold]) => sum + (hold as { quantity: number }).quantity, 0)
}

test('totals always equal the sums of the accepted commands, and a refused command changes nothing', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const paper = new Paper()
      for (const each of commands) {
        const before = JSON.stringify(paper.rows.lists())
        const code = paper.try(each)
        if (code !== null) expect(JSON.stringify(paper.rows.lists())).toBe(before)
        const totals = totalsOf(paper.rows)
        expect(totals.held).toBe(heldIn(paper.rows))
        expect(totals.own).toBe(totals.received - totals.sold)
        expect(availableOf(totals)).toBe(Math.max(0, onHandOf(totals) - totals.held))
      }
    }),
  )
})

test('no unit is held that does not exist, unless others removed it from the record', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const paper = new Paper()
      paper.try({ type: 'adjust', by: 6 })
      for (const each of commands) {
        if (each.type === 'read_outside') continue
        paper.try(each)
        const totals = totalsOf(paper.rows)
        expect(totals.held).toBeLessThanOrEqual(onHandOf(totals))
      }
    }),
  )
})

test('a command of an order counts once, also when it is repeated or late', () => {
  const told = fc.array(fc.constantFrom('hold', 'commit', 'release', 'restock'), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(told, (types) => {
      const paper = new Paper()
      paper.try({ type: 'adjust', by: 10 })
      let ended = false
      for (const type of types) {
        // An order asks for its units back only after their sale was answered.
        if (type === 'restock' && !holdOf(paper.rows, 'ord_a') && !ended) continue
        const base = { orderId: 'ord_a', quantity: 2, until: NOW } as const
        paper.try({ type, ...base } as StockCommand)
        const [hold, settled] = [holdOf(paper.rows, 'ord_a'), settledOf(paper.rows, 'ord_a')]
        expect(hold && settled).toBeUndefined()
        if (settled) ended = true
        // A hold that comes after its order ended is always refused.
        if (ended) expect(hold).toBeUndefined()
        const sold = settled?.state === 'sold' ? 2 : 0
        expect(totalsOf(paper.rows)).toMatchObject({ held: hold ? 2 : 0, sold, own: 10 - sold })
      }
    }),
  )
})

test('an overdue hold stays until its order has answered', () => {
  const paper = new Paper()
  paper.try({ type: 'adjust', by: 2 })
  paper.try({ type: 'hold', orderId: 'ord_a', quantity: 2, until: NOW })
  paper.now = NOW + SETTLED_MS
  expect(paper.try({ type: 'hold', orderId: 'ord_b', quantity: 1, until: NOW })).toBe('insufficient_stock')
  paper.try({ type: 'extend', orderId: 'ord_a', until: paper.now + 1 })
  expect(holdOf(paper.rows, 'ord_a')).toMatchObject({ quantity: 2, until: paper.now + 1 })
})

test('the outside share is replaced by the value that was read, never added to it', () => {
  const paper = new Paper()
  for (const outside of [5, 5, 3]) paper.try({ type: 'read_outside', outside })
  paper.try({ type: 'adjust', by: 4 })
  expect(totalsOf(paper.rows)).toMatchObject({ own: 4, outside: 3 })
  expect(onHandOf(totalsOf(paper.rows))).toBe(7)
})

test('uses of a coupon are limited in total and per user, and an unsuccessful use comes back', () => {
  const paper = new Paper()
  paper.try({ type: 'read_outside', outside: 3 })
  const hold = (orderId: string, user: string) =>
    paper.try({ type: 'hold', orderId, quantity: 1, until: NOW, use: { user, perUser: 2 } })
  expect([hold('ord_a', 'lin'), hold('ord_b', 'lin'), hold('ord_c', 'lin')]).toEqual([null, null, 'user_limit'])
  expect([hold('ord_d', 'mei'), hold('ord_e', 'wu')]).toEqual([null, 'insufficient_stock'])
  paper.try({ type: 'release', orderId: 'ord_a' })
  paper.try({ type: 'release', orderId: 'ord_a' })
  expect([hold('ord_f', 'lin'), hold('ord_g', 'wu')]).toEqual([null, 'insufficient_stock'])
  paper.try({ type: 'commit', orderId: 'ord_b', quantity: 1 })
  paper.try({ type: 'read_outside', outside: 9 })
  expect(hold('ord_h', 'lin')).toBe('user_limit')
  paper.try({ type: 'restock', orderId: 'ord_b', quantity: 1 })
  expect(hold('ord_h', 'lin')).toBe(null)
})
