// A line is a SKU and attributes. Invariants, after any commands: equal lines are one, a command on one line changes
// no other line of its SKU, and an id stands for one line in all lists for as long as the line exists.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Attributes,
  ITEMS,
  type Line,
  lines,
  MAX_QUANTITY,
  REMOVED,
  removedLines,
  SAVED,
  savedLines,
} from '../../../src/domain/cart/cart.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import { skuOf } from '../../../src/domain/cart/line-id.ts'
import { CartOnPaper } from './paper.ts'

const SKUS = ['tea', 'tea-2', 'cup'] as const
const ENGRAVINGS: readonly Attributes[] = [{}, { text: 'Lin' }, { text: 'Lin', font: 'serif' }, { text: 'Bo' }]

const sku = fc.constantFrom(...SKUS)
const attributes = fc.constantFrom(...ENGRAVINGS)
const addition = fc.record({
  type: fc.constant('add' as const),
  sku,
  attributes,
  quantity: fc.integer({ min: 1, max: 9 }),
})

/** A SKU, or the index of a line among those that exist at that time. */
type Name = string | number
const name: fc.Arbitrary<Name> = fc.oneof(sku, fc.nat(12), fc.nat(12), fc.nat(12))
type Wish =
  | Extract<CartCommand, { type: 'add' | 'clear' }>
  | { readonly type: 'remove' | 'restore' | 'save' | 'move' | 'unsave'; readonly name: Name }
  | { readonly type: 'set'; readonly name: Name; readonly attributes?: Attributes; readonly quantity?: number }
  | { readonly type: 'select'; readonly name: Name }

const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 5, arbitrary: addition },
  fc.record({ type: fc.constantFrom('remove', 'restore', 'save', 'move', 'unsave'), name }),
  fc.record(
    { type: fc.constant('set' as const), name, attributes, quantity: fc.integer({ min: 0, max: 600 }) },
    { requiredKeys: ['type', 'name'] },
  ),
  fc.record({ type: fc.constant('select' as const), name }),
  fc.constant({ type: 'clear' as const }),
)

function listFor(type: Wish['type']): string {
  if (type === 'restore') return REMOVED
  return type === 'move' || type === 'unsave' ? SAVED : ITEMS
}

const LISTS: { readonly [list: string]: typeof lines } = {
  [ITEMS]: lines,
  [SAVED]: savedLines,
  [REMOVED]: removedLines,
}

function commandOf(cart: CartOnPaper, wanted: Wish): CartCommand {
  if (!('name' in wanted)) return wanted
  const all = LISTS[listFor(wanted.type)]?.(cart.rows) ?? []
  const { name: named, ...rest } = wanted
  const place = typeof named === 'number' ? named % Math.max(1, all.length) : -1
  const called = typeof named === 'string' ? named : (all[place]?.[1].lineId ?? 'tea~none')
  if (rest.type === 'select') return { type: 'select', selected: false, skus: [called] }
  return { ...rest, sku: called }
}

/** All lines with their list, by id. */
function everything(cart: CartOnPaper): ReadonlyMap<string, { readonly list: string; readonly line: Line }> {
  const all = Object.entries(LISTS).flatMap(([list, read]) => read(cart.rows).map(([, line]) => ({ list, line })))
  const byId = new Map(all.map((each) => [each.line.lineId, each]))
  expect(byId.size).toBe(all.length)
  return byId
}

function textOf({ attributes: its }: Line): string {
  return JSON.stringify(Object.entries(its).sort(([a], [b]) => (a < b ? -1 : 1)))
}

describe('lines of one SKU', () => {
  test('lines are the same for any order of additions and of attribute keys', () => {
    fc.assert(
      fc.property(fc.array(addition, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (additions, places) => {
        const shuffled = additions
          .map((each) => ({ each, place: places.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ each }) => {
            const turned = Object.fromEntries(Object.entries(each.attributes).reverse())
            return { ...each, attributes: turned }
          })
        const contents = (commands: readonly CartCommand[]) => {
          const cart = new CartOnPaper()
          cart.does(...commands)
          return lines(cart.rows)
            .map(([of, line]) => `${of} ${textOf(line)} ${line.quantity}`)
            .sort()
        }
        expect(contents(shuffled)).toEqual(contents(additions))
      }),
    )
  })

  test('a command on one line changes another line of its SKU only when the two become equal', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), (wishes) => {
        const cart = new CartOnPaper()
        for (const wanted of wishes) {
          const before = everything(cart)
          const command = commandOf(cart, wanted)
          const refused = cart.try(command) !== null
          const after = everything(cart)
          const changed = [...before].filter(([id, each]) => JSON.stringify(after.get(id)) !== JSON.stringify(each))
          if (refused) expect(changed).toEqual([])
          if (refused || command.type === 'clear') continue
          // The named line, and the line that it is joined with.
          const born = [...after.keys()].filter((id) => !before.has(id))
          expect(changed.length + born.length).toBeLessThanOrEqual(2)
          const meant = [...new Set([...changed.map(([id]) => id), ...born].map(skuOf))]
          expect(meant.length).toBeLessThanOrEqual(1)
          if (changed.length + born.length < 2) continue
          const texts = [
            ...changed.map(([id, { line }]) => textOf(after.get(id)?.line ?? line)),
            ...born.map((id) => textOf(after.get(id)?.line as Line)),
          ]
          expect(new Set(texts).size).toBe(1)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('lines lose no unit when they are saved, moved, or made equal', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), (wishes) => {
        const cart = new CartOnPaper()
        const units = () => {
          return [...lines(cart.rows), ...savedLines(cart.rows)].reduce((sum, [, { quantity }]) => sum + quantity, 0)
        }
        for (const wanted of wishes) {
          const before = units()
          const command = commandOf(cart, wanted)
          const keeps =
            ['save', 'move', 'select'].includes(command.type) ||
            (command.type === 'set' && command.quantity === undefined)
          if (cart.try(command) === null && keeps) expect(units()).toBe(before)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('the first line of a SKU is stored under the SKU, and there are no further ones without a first', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), (wishes) => {
        const cart = new CartOnPaper()
        for (const wanted of wishes) {
          cart.try(commandOf(cart, wanted))
          for (const list of [ITEMS, SAVED, REMOVED]) {
            for (const [key, row] of cart.rows.entries(list)) {
              const { lineId } = row as Line
              expect([skuOf(lineId), `${skuOf(lineId)}#${lineId}`]).toContain(key)
              expect(cart.rows.get(list, skuOf(lineId))).toBeDefined()
            }
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a line', () => {
  const tea = (its: Attributes, quantity = 1): CartCommand => ({ type: 'add', sku: 'tea', quantity, attributes: its })
  const idOf = (cart: CartOnPaper, its: Attributes) =>
    lines(cart.rows).find(([, line]) => textOf(line) === textOf({ attributes: its } as Line))?.[1].lineId ?? ''

  test('a line with another engraving, or without one, is a line of its own', () => {
    const cart = new CartOnPaper()
    cart.does(tea({ text: 'Lin' }, 2), tea({ text: 'Bo' }), { type: 'add', sku: 'tea', quantity: 4 })
    cart.does(tea({}, 1))
    expect(lines(cart.rows).map(([, { attributes: its, quantity }]) => [its, quantity])).toEqual([
      [{ text: 'Lin' }, 2],
      [{ text: 'Bo' }, 1],
      [{}, 5],
    ])
  })

  test('a line cannot be named by its SKU where the SKU has several lines', () => {
    const cart = new CartOnPaper()
    cart.does(tea({ text: 'Lin' }), tea({ text: 'Bo' }))
    for (const type of ['remove', 'save'] as const) expect(cart.refusal({ type, sku: 'tea' })).toBe('ambiguous_line')
    expect(cart.refusal({ type: 'set', sku: 'tea', quantity: 3 })).toBe('ambiguous_line')
    expect(cart.refusal({ type: 'select', selected: false, skus: ['tea'] })).toBe('ambiguous_line')
    cart.does({ type: 'remove', sku: idOf(cart, { text: 'Lin' }) })
    cart.does({ type: 'set', sku: 'tea', quantity: 3 })
    cart.does({ type: 'remove', sku: 'tea' })
    expect(cart.refusal({ type: 'restore', sku: 'tea' })).toBe('ambiguous_line')
  })

  test('a line that becomes equal to another takes its units within the limit, and keeps its id and place', () => {
    const cart = new CartOnPaper()
    cart.does(tea({}, 2), { type: 'add', sku: 'cup', quantity: 1 }, tea({ text: 'Lin' }, 3))
    const lineId = idOf(cart, {})
    const other = idOf(cart, { text: 'Lin' })
    cart.does({ type: 'set', sku: lineId, attributes: { text: 'Lin' }, quantity: 5 })
    expect(lines(cart.rows)).toMatchObject([
      ['tea', { lineId, quantity: 8, attributes: { text: 'Lin' } }],
      ['cup', {}],
    ])
    expect(cart.refusal({ type: 'remove', sku: other })).toBe('line_not_found')
    cart.does(tea({}, MAX_QUANTITY))
    expect(cart.refusal({ type: 'set', sku: lineId, attributes: {} })).toBe('quantity_limit')
  })

  test('a line keeps its id in every list, and so does an equal one that is already there', () => {
    const cart = new CartOnPaper()
    cart.does(tea({ text: 'Lin' }))
    const first = idOf(cart, { text: 'Lin' })
    cart.does({ type: 'save', sku: 'tea' }, { type: 'move', sku: first }, { type: 'remove', sku: first })
    cart.does({ type: 'restore', sku: first }, { type: 'save', sku: first })
    expect(savedLines(cart.rows)).toMatchObject([['tea', { lineId: first }]])
    cart.does(tea({ text: 'Lin' }))
    const second = idOf(cart, { text: 'Lin' })
    expect(second).not.toBe(first)
    cart.does({ type: 'move', sku: 'tea' })
    expect(lines(cart.rows)).toMatchObject([['tea', { lineId: second, quantity: 2 }]])
  })
})
