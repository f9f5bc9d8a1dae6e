/** Pasted text. Invariant: unseen characters around a value are ignored, and a coupon code may be in any script. */
import { beforeAll, describe, expect, it } from 'vitest'
import { productListSchema } from '../../src/contract/answers/catalogue.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { product, stock } from './support/shop.ts'

const SPACES = ['\u00a0', '\u3000', '\u200b', '\ufeff', ' \t']

beforeAll(async () => {
  await stock(product('kettle', { title: { en: 'Kettle' }, onHand: 10 }))
  for (const code of ['paste-10', '双十一']) {
    const effect = { type: 'percentage', percent: 10 }
    const reply = await operator.call('POST', '/v1/admin/coupons', { code, effect })
    expect(reply.status, reply.text).toBe(201)
  }
})

describe('a pasted coupon code', () => {
  it.each([...SPACES.map((space) => `${space}paste-10${space}`), 'ＰＡＳＴＥ－１０', 'PASTE\u200b-10'])(
    '%j is read as the code PASTE-10',
    async (code) => {
      const shopper = await Shopper.guest()
      await shopper.add('kettle')
      const { cart } = await shopper.call('POST', '/v1/cart/coupons', { code })
      expect(cart.coupons).toEqual([{ code: 'PASTE-10', applied: true }])
      const path = `/v1/cart/coupons/${encodeURIComponent(code)}`
      expect((await shopper.call('DELETE', path)).cart.coupons).toEqual([])
    },
  )

  it('a coupon code may have Chinese characters', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('kettle')
    const { cart } = await shopper.call('POST', '/v1/cart/coupons', { code: '双十一\u3000' })
    expect(cart.coupons).toEqual([{ code: '双十一', applied: true }])
  })

  it.each(['not a code', '', '\u200b', '-x', 'a/b', 'x'.repeat(65)])(
    '%j is refused or unknown as a code',
    async (code) => {
      const shopper = await Shopper.guest()
      await shopper.add('kettle')
      const reply = await shopper.call('POST', '/v1/cart/coupons', { code })
      expect([400, 404]).toContain(reply.status)
      expect((await shopper.cart()).cart.coupons).toEqual([])
    },
  )
})

it.each(SPACES)('%j around a SKU, a search, an e-mail address or a name is ignored', async (space) => {
  const around = (text: string) => `${space}${text}${space}`
  const shopper = await Shopper.guest()
  expect((await shopper.add(around('kettle'))).cart.items[0]?.sku).toBe('kettle')
  const found = await stranger.get(`/v1/products?${new URLSearchParams({ query: around('kettle') })}`)
  expect(found.as(productListSchema).items.map(({ sku }) => sku)).toEqual(['kettle'])
  const email = `lin${space.codePointAt(0)}@example.com`
  const account = { email: around(email), password: 'correct horse battery', name: around('Lin') }
  const registered = await stranger.call('POST', '/v1/auth/register', account)
  expect(registered.status, registered.text).toBe(201)
  expect(registered.text).toContain(`"email":"${email}","name":"Lin"`)
  const signedIn = await stranger.call('POST', '/v1/auth/login', { ...account, name: undefined })
  expect(signedIn.status, signedIn.text).toBe(200)
})
