// Merge: no line is lost, none is doubled, each strategy does what the contract says, a repeat changes nothing, and what
// is over a limit goes to the saved list. Any crash is the simulated world's matter (test/world).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ITEMS,
  type Line,
  type LineEntry,
  lines,
  MAX_LINES,
  MAX_QUANTITY,
  MAX_SAVED,
  SAVED,
  savedLines,
} from '../../../src/domain/cart/cart.ts'
import { evolve } from '../../../src/domain/cart/evolve.ts'
import { admits, decideMerge, type GuestLines } from '../../../src/domain/cart/merge.ts'
import { MERGES, type MergeStrategy, markOf, STRATEGIES } from '../../../src/domain/cart/merge-rows.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { START_MS } from './paper.ts'

const DAY = 24 * 3600_000
const GUEST = 'gst_ann'

const quantity = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 900, max: MAX_QUANTITY }))
const attributes = fc.oneof(fc.constant({}), fc.record({ note: fc.string({ maxLength: 5 }) }))
const line = (rank: number) =>
  fc.record({ quantity, attributes, selected: fc.boolean() }).map(
    (fields): Line => ({
      ...fields,
      ...{ title: 'A thing', price: 100, image: null, labels: [], addedAt: START_MS, updatedAt: START_MS, rank },
    }),
  )

/** Lines of distinct products out of a few, so that two carts meet; sometimes a crowd besides. */
function list(prefix: string, crowd: number): fc.Arbitrary<LineEntry[]> {
  const few = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'])
  return fc
    .tuple(few, fc.constantFrom(0, 0, crowd), line(0))
    .chain(([skus, size, filler]) =>
      fc
        .tuple(...skus.map((_, index) => line(index)))
        .map((chosen) => [
          ...skus.map((sku, index): LineEntry => [sku, chosen[index] ?? filler]),
          ...Array.from({ length: size }, (_, n): LineEntry => [`${prefix}-${n}`, { ...filler, rank: 100 + n }]),
        ]),
    )
}

const carts = fc.record({
  user: fc.record({ items: list('user', MAX_LINES - 6), saved: list('aside', 20) }),
  guest: fc.record({ items: list('guest', MAX_LINES - 6), saved: list('guest-aside', 20) }),
  strategy: fc.constantFrom(...STRATEGIES),
})

function cartWith({ items, saved }: GuestLines): RowSet {
  const rows = new RowSet()
  rows.install({ [ITEMS]: Object.fromEntries(items), [SAVED]: Object.fromEntries(saved) })
  return rows
}

function merge(rows: RowSet, guest: GuestLines, strategy: MergeStrategy, guestId = GUEST, now = START_MS + 1): void {
  const command = { type: 'import', guestId, strategy, guest } as const
  for (const event of decideMerge(rows, command, { now, rank: 10_000 })) rows.apply(evolve(rows, event))
}

const of = (entries: readonly LineEntry[], sku: string) => entries.find(([key]) => key === sku)?.[1]

/** What the contract says of a product that both have in the same list. */
function expected(user: Line, guest: Line, strategy: MergeStrategy): Partial<Line> {
  if (strategy === 'keepUser') return { quantity: user.quantity, attributes: user.attributes, selected: user.selected }
  if (strategy === 'keepGuest') return { quantity: guest.quantity, attributes: guest.attributes }
  const selected = user.selected || guest.selected
  if (strategy === 'max') return { quantity: Math.max(user.quantity, guest.quantity), selected }
  return { quantity: Math.min(MAX_QUANTITY, user.quantity + guest.quantity), selected }
}

describe('a merge', () => {
  test('loses no line and doubles none, whatever the two carts hold', () => {
    fc.assert(
      fc.property(carts, ({ user, guest, strategy }) => {
        const rows = cartWith(user)
        merge(rows, guest, strategy)
        const skus = (entries: readonly LineEntry[]) => entries.map(([sku]) => sku)
        const [items, saved] = [skus(lines(rows)), skus(savedLines(rows))]
        for (const sku of skus(user.items)) expect(items).toContain(sku)
        for (const sku of skus(guest.items)) expect([...items, ...saved]).toContain(sku)
        for (const sku of [...skus(user.saved), ...skus(guest.saved)]) expect(saved).toContain(sku)
        const inItems = new Set([...skus(user.items), ...skus(guest.items)])
        const inSaved = new Set([...skus(user.saved), ...skus(guest.saved)])
        for (const sku of items) expect(inItems).toContain(sku)
        for (const sku of saved) expect([...inSaved, ...inItems]).toContain(sku)
        // What did not fit is aside, and only then.
        const over = items.length + saved.filter((sku) => !inSaved.has(sku)).length
        expect(items.length).toBe(Math.min(MAX_LINES, inItems.size))
        expect(over).toBeLessThanOrEqual(inItems.size)
      }),
      { numRuns: 150 },
    )
  })

  test('does with a product in both carts what its strategy says, and leaves the user’s line in its place', () => {
    fc.assert(
      fc.property(carts, ({ user, guest, strategy }) => {
        const rows = cartWith(user)
        const before = lines(rows).map(([sku]) => sku)
        merge(rows, guest, strategy)
        const after = lines(rows)
        expect(after.slice(0, before.length).map(([sku]) => sku)).toEqual(before)
        for (const [sku, theirs] of guest.items) {
          const mine = of(user.items, sku)
          const result = of(after, sku)
          if (mine) expect(result).toMatchObject(expected(mine, theirs, strategy))
          else if (result) expect(result).toMatchObject({ quantity: theirs.quantity, attributes: theirs.attributes })
        }
        const came = after.slice(before.length).map(([sku]) => sku)
        const order = guest.items.map(([sku]) => sku).filter((sku) => came.includes(sku))
        expect(came).toEqual(order)
      }),
      { numRuns: 150 },
    )
  })

  test('reports every line of the guest with what became of it', () => {
    fc.assert(
      fc.property(carts, ({ user, guest, strategy }) => {
        const rows = cartWith(user)
        merge(rows, guest, strategy)
        const report = markOf(rows, GUEST)?.report ?? []
        expect(report.map(({ sku }) => sku)).toEqual([...guest.items, ...guest.saved].map(([sku]) => sku))
        for (const { sku, guestQuantity, userQuantity, resultQuantity, movedToSaved, saved } of report) {
          if (movedToSaved || saved) {
            expect(of(savedLines(rows), sku)).toBeDefined()
            continue
          }
          expect(guestQuantity).toBe(of(guest.items, sku)?.quantity)
          expect(userQuantity).toBe(of(user.items, sku)?.quantity ?? 0)
          expect(resultQuantity).toBe(of(lines(rows), sku)?.quantity)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('that comes again changes nothing, with another strategy and other lines neither', () => {
    fc.assert(
      fc.property(carts, carts, ({ user, guest, strategy }, again) => {
        const rows = cartWith(user)
        merge(rows, guest, strategy)
        const once = JSON.stringify(rows.lists())
        merge(rows, again.guest, again.strategy)
        expect(JSON.stringify(rows.lists())).toBe(once)
      }),
      { numRuns: 80 },
    )
  })

  test('of several guests gives the same quantities in any order when they are summed or the greater counts', () => {
    fc.assert(
      fc.property(carts, carts, fc.constantFrom<MergeStrategy>('sum', 'max'), ({ user, guest }, other, strategy) => {
        const small = ({ items, saved }: GuestLines): GuestLines => ({
          items: items.slice(0, 6),
          saved: saved.slice(0, 6),
        })
        const total = (order: readonly GuestLines[]) => {
          const rows = cartWith(small(user))
          for (const [index, each] of order.entries()) merge(rows, small(each), strategy, `gst_${index}`)
          return new Map(lines(rows).map(([sku, { quantity: units }]) => [sku, units]))
        }
        expect(total([guest, other.guest])).toEqual(total([other.guest, guest]))
      }),
      { numRuns: 80 },
    )
  })
})

describe('marks and limits', () => {
  test('a product that the guest had in both lists, and that does not fit, is in the saved list with all its units', () => {
    const full = Array.from({ length: MAX_LINES }, (_, n): LineEntry => [`l-${n}`, emptyLine()])
    const rows = cartWith({ items: full, saved: [['x', { ...emptyLine(), quantity: 1 }]] })
    const guest = { ...emptyLine(), quantity: 2 }
    merge(rows, { items: [['x', guest]], saved: [['x', { ...guest, quantity: 4 }]] }, 'sum')
    expect(savedLines(rows)).toMatchObject([['x', { quantity: 7 }]])
    expect(markOf(rows, GUEST)?.report).toEqual([
      { sku: 'x', guestQuantity: 2, userQuantity: 1, resultQuantity: 3, movedToSaved: true },
      { sku: 'x', guestQuantity: 4, userQuantity: 3, resultQuantity: 7, saved: true },
    ])
  })

  const one: GuestLines = { items: [['a', { ...emptyLine(), quantity: 2 }]], saved: [] }

  test('a mark’s report goes after a day, the mark itself after sixty', () => {
    const rows = cartWith({ items: [], saved: [] })
    merge(rows, one, 'sum', 'gst_1', START_MS)
    merge(rows, one, 'sum', 'gst_2', START_MS + DAY)
    expect(markOf(rows, 'gst_1')).toEqual({ at: START_MS, report: null })
    merge(rows, one, 'sum', 'gst_3', START_MS + 60 * DAY)
    expect([...rows.entries(MERGES)].map(([guestId]) => guestId)).toEqual(['gst_2', 'gst_3'])
  })

  test('a cart that is over its limits from an earlier merge takes no further guest, but a repeat of one', () => {
    const crowded = Array.from({ length: MAX_SAVED + 1 }, (_, n): LineEntry => [`s-${n}`, emptyLine()])
    const rows = cartWith({ items: [], saved: crowded })
    expect(admits(rows, 'gst_1', START_MS)).toMatchObject({ refusal: { code: 'saved_limit' } })
    merge(rows, one, 'sum', 'gst_1', START_MS)
    expect(admits(rows, 'gst_1', START_MS).ok).toBe(true)
  })

  test('a cart takes a hundred guests within sixty days', () => {
    const rows = cartWith({ items: [], saved: [] })
    for (let n = 0; n < 100; n++) {
      expect(admits(rows, `gst_${n}`, START_MS).ok).toBe(true)
      merge(rows, one, 'max', `gst_${n}`, START_MS)
    }
    expect(admits(rows, 'gst_more', START_MS)).toMatchObject({ refusal: { code: 'merge_limit' } })
    expect(admits(rows, 'gst_more', START_MS + 60 * DAY).ok).toBe(true)
  })
})

function emptyLine(): Line {
  return {
    ...{ quantity: 1, selected: true, attributes: {}, title: 'A thing', price: 100, image: null, labels: [] },
    ...{ addedAt: START_MS, updatedAt: START_MS, rank: 0 },
  }
}
