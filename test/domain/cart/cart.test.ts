// The effect of each command on a cart, and its refusals.
import { describe, expect, test } from 'vitest'
import {
  ITEMS,
  type Line,
  lines,
  MAX_LINES,
  MAX_QUANTITY,
  MAX_REMOVED,
  REMOVED,
  RESTORABLE_MS,
  removedLines,
} from '../../../src/domain/cart/cart.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import { linesNamed } from '../../../src/domain/cart/line-rows.ts'
import type { RowsView } from '../../../src/domain/rows.ts'
import { CartOnPaper, START_MS } from './paper.ts'

const lineOf = (rows: RowsView, sku: string) => linesNamed(rows, ITEMS, sku)[0]
const removedLineOf = (rows: RowsView, sku: string) => linesNamed(rows, REMOVED, sku)[0]

const add = (sku: string, quantity = 1): CartCommand => ({ type: 'add', sku, quantity })

describe('adding', () => {
  test('adding makes one line per SKU, with the catalogue’s title and price at that time', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea', 2))
    cart.prices.set('tea', { title: 'Dearer tea', price: 900, image: null, labels: [] })
    cart.does(add('tea', 3))
    expect(lines(cart.rows)).toHaveLength(1)
    expect(lineOf(cart.rows, 'tea')).toMatchObject({ quantity: 5, title: 'The tea', price: 100, selected: true })
  })

  test('adding keeps SKUs apart that differ only by case', () => {
    const cart = new CartOnPaper()
    cart.does(add('Tea'), add('tea'))
    expect(lines(cart.rows).map(([sku]) => sku)).toEqual(['Tea', 'tea'])
  })

  test('adding a product that is not for sale is refused', () => {
    const cart = new CartOnPaper()
    cart.prices.set('tea', null)
    expect(cart.refusal(add('tea'))).toBe('unknown_sku')
  })

  test('adding more than 999 units of a line or more than 200 lines is refused', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea', MAX_QUANTITY))
    expect(cart.refusal(add('tea'))).toBe('quantity_limit')
    expect(cart.refusal(add('pot', Number.MAX_SAFE_INTEGER))).toBe('quantity_limit')
    for (let line = 1; line < MAX_LINES; line++) cart.does(add(`sku-${line}`))
    expect(cart.refusal(add('one-more'))).toBe('line_limit')
    expect(cart.refusal(add('sku-1'))).toBeNull()
  })

  test('adding a SKU removes it from the removed lines', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea', 5), { type: 'remove', sku: 'tea' }, add('tea'))
    expect(removedLineOf(cart.rows, 'tea')).toBeUndefined()
    expect(lineOf(cart.rows, 'tea')?.quantity).toBe(1)
  })
})

describe('setting', () => {
  test('setting changes only the named fields, and zero removes the line', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea', 5), { type: 'set', sku: 'tea', selected: false })
    expect(lineOf(cart.rows, 'tea')).toMatchObject({ quantity: 5, selected: false })
    cart.does({ type: 'set', sku: 'tea', attributes: { wrap: 'yes' } })
    expect(lineOf(cart.rows, 'tea')).toMatchObject({ quantity: 5, selected: false, attributes: { wrap: 'yes' } })
    cart.does({ type: 'set', sku: 'tea', quantity: 0 })
    expect(lineOf(cart.rows, 'tea')).toBeUndefined()
    expect(removedLineOf(cart.rows, 'tea')).toMatchObject({ quantity: 5 })
  })

  test('setting a line that is not in the cart is refused', () => {
    expect(new CartOnPaper().refusal({ type: 'set', sku: 'tea', quantity: 1 })).toBe('line_not_found')
  })

  test('selecting a product that is no longer for sale is refused, and deselecting it is allowed', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea'))
    cart.prices.set('tea', null)
    expect(cart.refusal({ type: 'set', sku: 'tea', selected: true })).toBe('not_selectable')
    expect(cart.refusal({ type: 'set', sku: 'tea', selected: false })).toBeNull()
  })
})

describe('removing and restoring', () => {
  test('restoring brings a line back as it was, in its place', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea', 2), add('pot'), { type: 'set', sku: 'tea', selected: false })
    const before = lineOf(cart.rows, 'tea') as Line
    cart.does({ type: 'remove', sku: 'tea' }, { type: 'restore', sku: 'tea' })
    const { updatedAt: _, ...restored } = lineOf(cart.rows, 'tea') as Line
    expect(before).toMatchObject(restored)
    expect(lines(cart.rows).map(([sku]) => sku)).toEqual(['tea', 'pot'])
  })

  test('restoring is possible for exactly 24 hours', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea'), { type: 'remove', sku: 'tea' })
    const removedAt = cart.now
    cart.now = removedAt + RESTORABLE_MS - 1
    expect(cart.refusal({ type: 'restore', sku: 'tea' })).toBeNull()
    cart.now = removedAt + RESTORABLE_MS
    expect(cart.refusal({ type: 'restore', sku: 'tea' })).toBe('not_restorable')
  })

  test('a removed line is forgotten at its time, and the next due time is that of the next one', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea'), add('pot'), { type: 'remove', sku: 'tea' })
    cart.now = START_MS + 60_000
    cart.does({ type: 'remove', sku: 'pot' })
    cart.now = START_MS + RESTORABLE_MS
    cart.does({ type: 'forget' })
    expect(removedLines(cart.rows).map(([sku]) => sku)).toEqual(['pot'])
  })

  test('clearing a full cart keeps the newest 50 lines restorable, and forgets lines that were removed before', () => {
    const cart = new CartOnPaper()
    cart.does(add('older'), { type: 'remove', sku: 'older' })
    for (let line = 0; line < MAX_LINES; line++) cart.does(add(`sku-${line}`))
    cart.does({ type: 'clear' })
    expect(lines(cart.rows)).toEqual([])
    const kept = removedLines(cart.rows).map(([sku]) => sku)
    expect(kept).toHaveLength(MAX_REMOVED)
    expect(kept).toContain(`sku-${MAX_LINES - 1}`)
    expect(kept).not.toContain('older')
    expect(cart.refusal({ type: 'restore', sku: 'sku-0' })).toBe('not_restorable')
  })
})

describe('selecting', () => {
  test('selecting works on some lines or on all, and refuses a line that is not in the cart', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea'), add('pot'), { type: 'select', selected: false })
    expect(lines(cart.rows).map(([, line]) => line.selected)).toEqual([false, false])
    cart.does({ type: 'select', selected: true, skus: ['pot', 'pot'] })
    expect(lines(cart.rows).map(([, line]) => line.selected)).toEqual([false, true])
    expect(cart.refusal({ type: 'select', selected: true, skus: ['tea', 'ghost'] })).toBe('line_not_found')
  })
})
