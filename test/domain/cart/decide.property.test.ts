// Invariants, after any commands in any order: no limit is exceeded, no SKU is in two places, the order of lines is
// stable, and undo restores exactly.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ITEMS,
  type Line,
  lines,
  MAX_LENGTH,
  MAX_LINES,
  MAX_QUANTITY,
  MAX_REMOVED,
  REMOVED,
  type RemovedLine,
  removedLines,
} from '../../../src/domain/cart/cart.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import { lineById, linesNamed } from '../../../src/domain/cart/line-rows.ts'
import { openCart } from '../aggregate/bench.ts'
import { CartOnPaper } from './paper.ts'

const sku = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') },
  fc.nat(300).map((n) => `sku-${n}`),
)
const attributes = fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 20 }), { maxKeys: 3 })

const command: fc.Arbitrary<CartCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('add' as const), sku, quantity: fc.integer({ min: 1, max: 600 }) }),
  },
  fc.record({ type: fc.constant('add' as const), sku, quantity: fc.constant(1), attributes }),
  fc.record(
    {
      type: fc.constant('set' as const),
      sku,
      quantity: fc.integer({ min: 0, max: 1_100 }),
      selected: fc.boolean(),
      attributes,
    },
    { requiredKeys: ['type', 'sku'] },
  ),
  fc.record({ type: fc.constant('remove' as const), sku }),
  fc.record({ type: fc.constant('restore' as const), sku }),
  fc.record({ type: fc.constant('select' as const), selected: fc.boolean(), skus: fc.array(sku, { maxLength: 3 }) }),
  fc.constantFrom<CartCommand>({ type: 'select', selected: true }, { type: 'clear' }, { type: 'forget' }),
)

/** Commands, and the shopper's pause before each. */
const session = fc.array(fc.tuple(command, fc.oneof(fc.nat(5_000), fc.integer({ min: 0, max: 30 * 3600_000 }))), {
  maxLength: 80,
})

describe('a cart, after any commands', () => {
  test('after any commands, a cart is within its limits and holds no SKU with the same attributes twice', () => {
    fc.assert(
      fc.property(session, fc.boolean(), (commands, crowded) => {
        const cart = new CartOnPaper()
        if (crowded)
          for (let line = 0; line < MAX_LINES - 2; line++) cart.does({ type: 'add', sku: `full-${line}`, quantity: 1 })
        for (const [each, pause] of commands) {
          cart.now += pause
          cart.try(each)
          expect(cart.rows.size(ITEMS)).toBeLessThanOrEqual(MAX_LINES)
          expect(cart.rows.size(REMOVED)).toBeLessThanOrEqual(MAX_REMOVED)
          for (const [, line] of lines(cart.rows)) {
            expect(line.quantity).toBeGreaterThanOrEqual(1)
            expect(line.quantity).toBeLessThanOrEqual(MAX_QUANTITY)
          }
          const all = [...lines(cart.rows), ...removedLines(cart.rows)].map(([sku, line]) => nameOf(sku, line))
          expect(new Set(all).size).toBe(all.length)
          expect(cart.rows.length).toBeLessThanOrEqual(MAX_LENGTH)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('after any commands, a cart shows its lines in the order in which they were first added', () => {
    fc.assert(
      fc.property(session, (commands) => {
        const cart = new CartOnPaper()
        let before: readonly string[] = []
        for (const [each, pause] of commands) {
          cart.now += pause
          const gone = removedLines(cart.rows).map(([, { lineId }]) => lineId)
          cart.try(each)
          const after = lines(cart.rows).map(([, { lineId }]) => lineId)
          const stayed = after.filter((key) => before.includes(key))
          expect(stayed).toEqual(before.filter((key) => after.includes(key)))
          const added = after.filter((key) => !before.includes(key) && !gone.includes(key))
          expect(after.slice(after.length - added.length)).toEqual(added)
          before = after
        }
      }),
      { numRuns: 80 },
    )
  })

  test('a refused command leaves the cart unchanged', () => {
    fc.assert(
      fc.property(session, (commands) => {
        const cart = new CartOnPaper()
        for (const [each, pause] of commands) {
          cart.now += pause
          const before = JSON.stringify(cart.rows.lists())
          if (cart.try(each)) expect(JSON.stringify(cart.rows.lists())).toBe(before)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a removed line is stored unchanged, with the time of its removal', () => {
    fc.assert(
      fc.property(session, (commands) => {
        const cart = new CartOnPaper()
        for (const [each, pause] of commands) {
          cart.now += pause
          const before = each.type === 'remove' ? linesNamed(cart.rows, ITEMS, each.sku) : []
          const refused = cart.try(each)
          if (each.type !== 'remove' || refused) continue
          const { removedAt, ...line } = lineById(cart.rows, REMOVED, before[0]?.lineId ?? '') as RemovedLine
          expect([[line], removedAt]).toEqual([before, cart.now])
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('undo', () => {
  test('undo restores the exact state before the last write, once', async () => {
    await fc.assert(
      fc.asyncProperty(session, fc.array(command, { minLength: 1, maxLength: 5 }), async (commands, last) => {
        const bench = await openCart()
        for (const [each, pause] of commands) {
          bench.now += pause
          await bench.write([each])
        }
        const before = contents(bench.cart.rows)
        const { version } = bench.cart.position
        await bench.write(last)
        if (bench.cart.position.version === version) return
        const envelope = { requestId: 'undo', key: null, ifMatch: null }
        const undone = await bench.cart.undo(envelope)
        // A command that a shopper cannot send cannot be undone either.
        if (last.some(({ type }) => type === 'forget')) {
          expect(undone.status).toBe('refused')
          return
        }
        expect(undone.status).toBe('accepted')
        expect(contents(bench.cart.rows)).toEqual(before)
        expect(bench.cart.position.version).toBe(version + 2)
        expect(await bench.cart.undo(envelope)).toMatchObject({ refusal: { code: 'nothing_to_undo' } })
        bench.disk.close()
      }),
      { numRuns: 40 },
    )
  })

  test('undo is refused after ten minutes', async () => {
    const bench = await openCart()
    await bench.write([{ type: 'add', sku: 'a', quantity: 1 }])
    bench.now += 10 * 60_000
    const undone = await bench.cart.undo({ requestId: 'undo', key: null, ifMatch: null })
    expect(undone).toMatchObject({ status: 'refused', refusal: { code: 'nothing_to_undo' } })
  })
})

function nameOf(sku: string, { attributes }: Line): string {
  return JSON.stringify([sku, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))])
}

function contents(rows: { entries(list: string): Iterable<readonly [string, unknown]> }) {
  return { items: new Map(rows.entries(ITEMS)), removed: new Map(rows.entries(REMOVED)) }
}
