// The saved list. Invariants: a saved line comes back whole, and neither list exceeds its limits through a move.
import { describe, expect, test } from 'vitest'
import { ITEMS, lines, MAX_LINES, MAX_QUANTITY, MAX_SAVED, savedLines } from '../../../src/domain/cart/cart.ts'
import { CartOnPaper } from './paper.ts'

const add = (sku: string, quantity = 1) => ({ type: 'add', sku, quantity }) as const
const skus = (entries: readonly (readonly [string, unknown])[]) => entries.map(([sku]) => sku)

describe('the saved list', () => {
  test('the saved list takes a line with all its fields, and gives it back unchanged', () => {
    const cart = new CartOnPaper()
    cart.does({ ...add('tea', 3), attributes: { note: 'for Lin' } }, add('pot'))
    cart.does({ type: 'save', sku: 'tea' })
    expect(skus(lines(cart.rows))).toEqual(['pot'])
    expect(savedLines(cart.rows)).toMatchObject([['tea', { quantity: 3, attributes: { note: 'for Lin' }, price: 100 }]])
    cart.does({ type: 'move', sku: 'tea' })
    expect(lines(cart.rows)).toMatchObject([
      ['pot', {}],
      ['tea', { quantity: 3, attributes: { note: 'for Lin' } }],
    ])
    expect(savedLines(cart.rows)).toEqual([])
  })

  test('units of one product are joined in both directions', () => {
    const cart = new CartOnPaper()
    cart.does(add('tea', 3), { type: 'save', sku: 'tea' }, add('tea', 2), { type: 'save', sku: 'tea' })
    expect(savedLines(cart.rows)).toMatchObject([['tea', { quantity: 5 }]])
    cart.does(add('tea', 4), { type: 'move', sku: 'tea' })
    expect(lines(cart.rows)).toMatchObject([['tea', { quantity: 9 }]])
  })

  test('saved lines are shown in the order in which they were saved', () => {
    const cart = new CartOnPaper()
    cart.does(add('a'), add('b'), { type: 'save', sku: 'b' }, { type: 'save', sku: 'a' })
    expect(skus(savedLines(cart.rows))).toEqual(['b', 'a'])
  })

  test('moving a line is refused when the line does not exist or a limit would be exceeded', () => {
    const cart = new CartOnPaper()
    for (const type of ['save', 'move', 'unsave'] as const)
      expect(cart.try({ type, sku: 'tea' })).toBe('line_not_found')
    for (let n = 0; n < MAX_SAVED; n++) cart.does(add(`s-${n}`), { type: 'save', sku: `s-${n}` })
    cart.does(add('tea', MAX_QUANTITY))
    expect(cart.try({ type: 'save', sku: 'tea' })).toBe('saved_limit')
    cart.does({ type: 'unsave', sku: 's-0' }, { type: 'save', sku: 'tea' }, add('tea', 1))
    expect(cart.try({ type: 'move', sku: 'tea' })).toBe('quantity_limit')
    expect(cart.try({ type: 'save', sku: 'tea' })).toBe('quantity_limit')
    for (let n = cart.rows.size(ITEMS); n < MAX_LINES; n++) cart.does(add(`l-${n}`))
    expect(cart.try({ type: 'move', sku: 's-1' })).toBe('line_limit')
    expect(skus(savedLines(cart.rows))).toContain('s-1')
  })
})
