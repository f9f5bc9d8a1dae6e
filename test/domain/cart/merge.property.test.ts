// Merge. Invariants: no line is lost or doubled, each strategy does what the contract says, a repeat changes nothing,
// and units over a limit go to the saved list. The world ring tests crashes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Line,
  type LineEntry,
  lines,
  MAX_LINES,
  MAX_QUANTITY,
  MAX_SAVED,
  savedLines,
} from '../../../src/domain/cart/cart.ts'
import { evolve } from '../../../src/domain/cart/evolve.ts'
import { admits, decideMerge, type GuestLines } from '../../../src/domain/cart/merge.ts'
import { MERGES, type MergeStrategy, markOf, partsOf, STRATEGIES } from '../../../src/domain/cart/merge-rows.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { START_MS } from './paper.ts'

const DAY = 24 * 3600_000
const GUEST = 'gst_ann'

const quantity = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 900, max: MAX_QUANTITY }))
const fields = fc.record({ quantity, selected: fc.boolean() })
const KNOWN = ['a', 'b', 'c', 'd'].flatMap((sku) => [{}, { note: 'x' }].map((attributes) => ({ sku, attributes })))

/** The ids of two carts may be equal, because each cart mints its own. */
function lineOf(sku: string, list: string, rank: number, rest: Partial<Line> = {}): LineEntry {
  return [sku, { ...emptyLine(`${sku}~${list}-${rank}`), rank, ...rest }]
}

/** Lines of a few products, with and without attributes, so that two carts overlap; sometimes with many more lines. */
function list(name: string, prefix: string, crowd: number): fc.Arbitrary<LineEntry[]> {
  const few = fc.subarray(KNOWN)
  return fc
    .tuple(few, fc.constantFrom(0, 0, crowd), fc.array(fields, { minLength: 9, maxLength: 9 }))
    .map(([chosen, size, rest]) => [
      ...chosen.map(({ sku, attributes }, rank) => lineOf(sku, name, rank, { attributes, ...rest[rank] })),
      ...Array.from({ length: size }, (_, n) => lineOf(`${prefix}-${n}`, name, 100 + n, rest[8])),
    ])
}

const carts = fc.record({
  user: fc.record({ items: list('i', 'user', MAX_LINES - 8), saved: list('s', 'aside', 20) }),
  guest: fc.record({ items: list('i', 'guest', MAX_LINES - 8), saved: list('s', 'guest-aside', 20) }),
  strategy: fc.constantFrom(...STRATEGIES),
})

interface OwnLines {
  readonly items: readonly LineEntry[]
  readonly saved: readonly LineEntry[]
}

function cartWith({ items, saved }: OwnLines): RowSet {
  const rows = new RowSet()
  for (const [, line] of items) rows.apply(evolve(rows, { type: 'line_set', line }))
  for (const [, line] of saved) rows.apply(evolve(rows, { type: 'saved_set', line }))
  return rows
}

function merge(rows: RowSet, guest: GuestLines, strategy: MergeStrategy, guestId = GUEST, now = START_MS + 1): void {
  const command = { type: 'import', guestId, strategy, guest } as const
  for (const event of decideMerge(rows, command, { now, rank: 10_000 })) rows.apply(evolve(rows, event))
}

/** A line is identified by its SKU and attributes. */
const nameOf = ([sku, { attributes }]: LineEntry) => sku + JSON.stringify(attributes)
const of = (entries: readonly LineEntry[], name: string) => entries.find((entry) => nameOf(entry) === name)?.[1]

/** The result that the contract states for a line that both carts have in the same list. */
function expected(user: Line, guest: Line, strategy: MergeStrategy): Partial<Line> {
  if (strategy === 'keepUser') return { quantity: user.quantity, attributes: user.attributes, selected: user.selected }
  if (strategy === 'keepGuest') return { quantity: guest.quantity, attributes: guest.attributes }
  const selected = user.selected || guest.selected
  if (strategy === 'max') return { quantity: Math.max(user.quantity, guest.quantity), selected }
  return { quantity: Math.min(MAX_QUANTITY, user.quantity + guest.quantity), selected }
}

describe('a merge', () => {
  test('a merge loses no line and doubles none, for any two carts', () => {
    fc.assert(
      fc.property(carts, ({ user, guest, strategy }) => {
        const rows = cartWith(user)
        merge(rows, guest, strategy)
        const skus = (entries: readonly LineEntry[]) => entries.map(nameOf)
        const [items, saved] = [skus(lines(rows)), skus(savedLines(rows))]
        const inItems = new Set([...skus(user.items), ...skus(guest.items)])
        const inSaved = new Set([...skus(user.saved), ...skus(guest.saved)])
        const missing = (wanted: Iterable<string>, among: readonly string[]) => {
          const there = new Set(among)
          return [...wanted].filter((name) => !there.has(name))
        }
        expect(missing(skus(user.items), items)).toEqual([])
        expect(missing(skus(guest.items), [...items, ...saved])).toEqual([])
        expect(missing(inSaved, saved)).toEqual([])
        expect(missing(items, [...inItems])).toEqual([])
        expect(missing(saved, [...inSaved, ...inItems])).toEqual([])
        expect(new Set(items).size).toBe(items.length)
        const ids = [...lines(rows), ...savedLines(rows)].map(([, { lineId }]) => lineId)
        expect(new Set(ids).size).toBe(ids.length)
        const lost = [...user.items, ...user.saved].filter(([, line]) => !ids.includes(line.lineId))
        expect(lost).toEqual([])
        // A line of the cart is moved to the saved list only if it did not fit.
        const over = items.length + saved.filter((sku) => !inSaved.has(sku)).length
        expect(items.length).toBe(Math.min(MAX_LINES, inItems.size))
        expect(over).toBeLessThanOrEqual(inItems.size)
      }),
      { numRuns: 150 },
    )
  })

  test('a line in both carts is merged as its strategy says, and the user’s line stays in its place', () => {
    fc.assert(
      fc.property(carts, ({ user, guest, strategy }) => {
        const rows = cartWith(user)
        const before = lines(rows).map(nameOf)
        merge(rows, guest, strategy)
        const after = lines(rows)
        expect(after.slice(0, before.length).map(nameOf)).toEqual(before)
        for (const entry of guest.items) {
          const [name, theirs] = [nameOf(entry), entry[1]]
          const mine = of(user.items, name)
          const result = of(after, name)
          if (mine) expect(result).toMatchObject(expected(mine, theirs, strategy))
          else if (result) expect(result).toMatchObject({ quantity: theirs.quantity, attributes: theirs.attributes })
        }
        const came = after.slice(before.length).map(nameOf)
        const order = guest.items.map(nameOf).filter((name) => came.includes(name))
        expect(came).toEqual(order)
      }),
      { numRuns: 150 },
    )
  })

  test('the report names every line of the guest with its outcome', () => {
    fc.assert(
      fc.property(carts, ({ user, guest, strategy }) => {
        const rows = cartWith(user)
        merge(rows, guest, strategy)
        const report = partsOf(markOf(rows, GUEST)?.report ?? []).lines
        expect(report.map(({ sku }) => sku)).toEqual([...guest.items, ...guest.saved].map(([sku]) => sku))
        for (const [index, entry] of report.entries()) {
          const { lineId, guestQuantity, userQuantity, resultQuantity, movedToSaved, saved } = entry
          const theirs = [...guest.items, ...guest.saved][index] as LineEntry
          const name = nameOf(theirs)
          expect(guestQuantity).toBe(theirs[1].quantity)
          const where = movedToSaved || saved ? savedLines(rows) : lines(rows)
          expect(of(where, name)?.lineId).toBe(lineId)
          if (movedToSaved || saved) continue
          expect(userQuantity).toBe(of(user.items, name)?.quantity ?? 0)
          expect(resultQuantity).toBe(of(lines(rows), name)?.quantity)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a repeated merge changes nothing, also with another strategy and other lines', () => {
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

  test('several guests give the same quantities in any order under `sum` and `max`', () => {
    fc.assert(
      fc.property(carts, carts, fc.constantFrom<MergeStrategy>('sum', 'max'), ({ user, guest }, other, strategy) => {
        const small = ({ items, saved }: OwnLines): OwnLines => ({
          items: items.slice(0, 6),
          saved: saved.slice(0, 6),
        })
        const total = (order: readonly OwnLines[]) => {
          const rows = cartWith(small(user))
          for (const [index, each] of order.entries()) merge(rows, small(each), strategy, `gst_${index}`)
          return new Map(lines(rows).map((entry) => [nameOf(entry), entry[1].quantity]))
        }
        expect(total([guest, other.guest])).toEqual(total([other.guest, guest]))
      }),
      { numRuns: 80 },
    )
  })
})

describe('marks and limits', () => {
  test('a product that the guest had in both lists, and that does not fit, is in the saved list with all its units', () => {
    const full = Array.from({ length: MAX_LINES }, (_, n) => lineOf(`l-${n}`, 'i', n))
    const rows = cartWith({ items: full, saved: [lineOf('x', 's', 0)] })
    const guest = { items: [lineOf('x', 'i', 0, { quantity: 2 })], saved: [lineOf('x', 's', 0, { quantity: 4 })] }
    merge(rows, guest, 'sum')
    expect(savedLines(rows)).toMatchObject([['x', { quantity: 7 }]])
    const lineId = 'x~s-0'
    expect(markOf(rows, GUEST)?.report).toEqual([
      { sku: 'x', lineId, guestQuantity: 2, userQuantity: 1, resultQuantity: 3, movedToSaved: true },
      { sku: 'x', lineId, guestQuantity: 4, userQuantity: 3, resultQuantity: 7, saved: true },
    ])
  })

  test('a guest’s line from a cart of an earlier version gets an id in the user’s cart', () => {
    const rows = cartWith({ items: [], saved: [] })
    const { lineId: _, ...line } = emptyLine('')
    merge(rows, { items: [['x', line]], saved: [['x', line]] }, 'sum')
    const [[, item] = [], [, aside] = []] = [lines(rows)[0], savedLines(rows)[0]]
    expect(item?.lineId).toMatch(/^x~/)
    expect(aside?.lineId).toMatch(/^x~/)
    expect(item?.lineId).not.toBe(aside?.lineId)
  })

  const one: OwnLines = { items: [lineOf('a', 'i', 0, { quantity: 2 })], saved: [] }

  test('the report of a merge is kept for a day, and the mark itself for sixty days', () => {
    const rows = cartWith({ items: [], saved: [] })
    merge(rows, one, 'sum', 'gst_1', START_MS)
    merge(rows, one, 'sum', 'gst_2', START_MS + DAY)
    expect(markOf(rows, 'gst_1')).toEqual({ at: START_MS, report: null })
    merge(rows, one, 'sum', 'gst_3', START_MS + 60 * DAY)
    expect([...rows.entries(MERGES)].map(([guestId]) => guestId)).toEqual(['gst_2', 'gst_3'])
  })

  test('a cart that is over its limits from an earlier merge takes no further guest, except a repeat', () => {
    const crowded = Array.from({ length: MAX_SAVED + 1 }, (_, n) => lineOf(`s-${n}`, 's', n))
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

function emptyLine(lineId: string): Line {
  return {
    lineId,
    ...{ quantity: 1, selected: true, attributes: {}, title: 'A thing', price: 100, image: null, labels: [] },
    ...{ addedAt: START_MS, updatedAt: START_MS, rank: 0 },
  }
}
