/** The cart's page and its forms, used as a browser without scripts does. */
import { beforeAll, describe, expect, it } from 'vitest'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

beforeAll(() => stock(product('cup'), product('pot'), product('gone', { onHand: 0 })))

/** A visitor whose cart has one line of each. */
async function withCart(...skus: string[]): Promise<Visitor> {
  const visitor = new Visitor()
  for (const sku of skus) await visitor.post(`/en/products/${sku}`, { quantity: '2', back: '/en' })
  return visitor
}

async function lineOf(visitor: Visitor, sku: string): Promise<string> {
  const { text } = await visitor.page('/en/cart')
  return new RegExp(`id="(${sku}~[^"]+)"`).exec(text)?.[1] ?? ''
}

describe('the cart', () => {
  it('a stranger sees an empty cart with products that others buy', async () => {
    const { text } = await new Visitor().page('/en/cart')
    expect(text).toContain('Your cart is empty')
    expect(text).toContain('class="tile"')
  })

  it('the buttons beside the quantity set it, and so does a typed number', async () => {
    const visitor = await withCart('cup')
    const line = await lineOf(visitor, 'cup')
    const answer = await visitor.post(`/en/cart/lines/${line}/quantity`, { quantity: '2', step: '1' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/en/cart#${line}`)
    expect((await visitor.page('/en/cart')).text).toContain('maxlength="3" value="3"')
    await visitor.post(`/en/cart/lines/${line}/quantity`, { quantity: '7' })
    expect((await visitor.page('/en/cart')).text).toContain('maxlength="3" value="7"')
  })

  it('a form that another site sends is refused, and changes nothing', async () => {
    const visitor = await withCart('cup')
    const line = await lineOf(visitor, 'cup')
    const before = (await visitor.page('/en/cart')).text
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    for (const path of [`lines/${line}/quantity`, `lines/${line}/remove`, `lines/${line}/save`, 'coupon']) {
      const answer = await visitor.post(`/en/cart/${path}`, { quantity: '9', code: 'X' }, foreign)
      expect([path, answer.status]).toEqual([path, 403])
    }
    expect((await visitor.post('/en/products/pot', { quantity: '1' }, foreign)).status).toBe(403)
    expect((await visitor.page('/en/cart')).text).toBe(before)
  })

  it('a refused change is said at its line', async () => {
    const visitor = await withCart('cup', 'pot')
    const line = await lineOf(visitor, 'pot')
    const answer = await visitor.post(`/en/cart/lines/${line}/quantity`, { quantity: '999', step: '1' })
    expect(answer.status).toBe(409)
    const at = answer.text.indexOf(`id="${line}"`)
    expect(answer.text.indexOf('cannot hold more units')).toBeGreaterThan(at)
  })

  it('a removed line leaves a strip where it was, whose button brings it back', async () => {
    const visitor = await withCart('cup', 'pot')
    const line = await lineOf(visitor, 'cup')
    const answer = await visitor.post(`/en/cart/lines/${line}/remove`, { place: '0' })
    const path = answer.headers.get('location') ?? ''
    const { text } = await visitor.page(path.replace(/#.*/, ''))
    expect(text).toContain('Removed Product cup')
    expect(text).not.toContain(`id="${line}"`)
    await visitor.post(`/en/cart/lines/${line}/restore`, {})
    expect((await visitor.page('/en/cart')).text).toContain(`id="${line}"`)
  })

  it('a line goes to the saved list and comes back', async () => {
    const visitor = await withCart('cup', 'pot')
    const line = await lineOf(visitor, 'cup')
    await visitor.post(`/en/cart/lines/${line}/save`, {})
    expect((await visitor.page('/en/cart')).text).toContain('<h2>Saved for later</h2>')
    await visitor.post(`/en/cart/lines/${line}/move`, {})
    expect((await visitor.page('/en/cart')).text).not.toContain('<h2>Saved for later</h2>')
  })

  it('a line that is not selected does not count, and without any there is no way to checkout', async () => {
    const visitor = await withCart('cup')
    const line = await lineOf(visitor, 'cup')
    expect((await visitor.page('/en/cart')).text).toContain('href="/en/checkout"')
    await visitor.post(`/en/cart/lines/${line}/select`, { selected: 'false' })
    const { text } = await visitor.page('/en/cart')
    expect(text).toContain('aria-checked="false"')
    expect(text).not.toContain('href="/en/checkout"')
  })

  it('an unknown coupon is said at its field, with what was typed', async () => {
    const visitor = await withCart('cup')
    const answer = await visitor.post('/en/cart/coupons', { code: 'NO-SUCH' })
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('value="NO-SUCH" aria-invalid="true"')
    expect(answer.text).toContain('We do not know this code')
  })

  it('says what is sold out', async () => {
    const visitor = await withCart('gone')
    expect((await visitor.page('/en/cart')).text).toContain('Sold out for now')
  })
})
