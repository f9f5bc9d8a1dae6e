/**
 * The address book in the shop's pages, without scripts: its own page, and the choice at checkout. Invariant: checkout
 * begins with the default address, and an order keeps the address only if the shopper asks for it.
 */
import { beforeAll, expect, it } from 'vitest'
import { savedAddressListSchema } from '../../../src/contract/answers/address.ts'
import { Client } from '../support/client.ts'
import { product, stock } from '../support/shop.ts'
import { SHANGHAI, send, valuesIn } from './checkout-form.ts'
import { Visitor } from './visitor.ts'

const BERLIN = { country: 'DE', name: 'Lin <b>', line1: 'Torstr. 1', city: 'Berlin', postalCode: '10115' }
const PAGE = '/en/account/addresses'

beforeAll(() => stock(product('book-tea', { onHand: 100 })))

let count = 0
async function registered(): Promise<Visitor> {
  const visitor = new Visitor()
  const form = { email: `book-${++count}@example.com`, password: 'a long password' }
  expect((await visitor.post('/en/register', form)).status).toBe(303)
  return visitor
}

async function bookOf(visitor: Visitor) {
  const client = new Client({ authorization: `Bearer ${visitor.cookies.get('__Host-shop')}` })
  return (await client.get('/v1/me/addresses')).as(savedAddressListSchema).items
}

it('the page adds, changes, prefers and removes addresses, and says what is wrong at its field', async () => {
  const visitor = await registered()
  const wrong = await visitor.post(PAGE, { ...BERLIN, postalCode: '1', act: 'save' })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('id="postalCode-error">This is not a postal code of the chosen country.')
  const other = await visitor.post(PAGE, { ...BERLIN, country: 'US', act: 'country' })
  expect(other.text).toContain('<option value="California">')
  expect((await visitor.post(PAGE, { ...BERLIN, act: 'save' })).status).toBe(303)
  expect((await visitor.post(PAGE, { ...BERLIN, line1: 'Torstr. 2', act: 'save' })).status).toBe(303)
  const [first, second] = await bookOf(visitor)
  const page = await visitor.page(PAGE)
  expect(page.text).toContain('Lin &lt;b&gt;<br>Torstr. 1')
  const of = (entry = second) => ({ id: entry?.id ?? '', version: `${entry?.version}` })
  expect((await visitor.post(PAGE, { ...of(), act: 'default' })).status).toBe(303)
  const stale = await visitor.post(PAGE, { ...of(), act: 'remove' })
  expect([stale.status, stale.text]).toEqual([412, expect.stringContaining('changed elsewhere')])
  expect((await visitor.page(`${PAGE}?edit=${second?.id}`)).text).toMatch(/id="line1"[^>]*value="Torstr. 2"/)
  const [preferred] = await bookOf(visitor)
  expect(preferred?.id).toBe(second?.id)
  const edit = { ...BERLIN, ...of(preferred), line1: 'Torstr. 3', act: 'save' }
  expect((await visitor.post(PAGE, edit)).status).toBe(303)
  expect((await visitor.post(PAGE, { ...of((await bookOf(visitor))[1]), act: 'remove' })).status).toBe(303)
  expect(await bookOf(visitor)).toMatchObject([{ id: second?.id, address: { line1: 'Torstr. 3' } }])
  expect((await bookOf(visitor)).some(({ id }) => id === first?.id)).toBe(false)
  expect((await new Visitor().get(PAGE)).headers.get('location')).toContain('/en/sign-in?back=')
})

it('checkout begins with the default, offers the others, and saves an address when asked', async () => {
  const visitor = await registered()
  await visitor.post('/en/products/book-tea', { quantity: '1', back: '/en' })
  expect((await visitor.page('/en/checkout')).text).not.toContain('name="saved"')
  const asked = await send(visitor, { ...SHANGHAI, save: 'yes' })
  expect(asked.status, asked.text).toBe(303)
  expect(await bookOf(visitor)).toMatchObject([{ isDefault: true, address: { line1: '中山路 1 号' } }])
  await visitor.post(PAGE, { ...BERLIN, act: 'save' })
  await visitor.post('/en/products/book-tea', { quantity: '1', back: '/en' })
  const values = valuesIn(await visitor.page('/en/checkout'))
  const [china, germany] = await bookOf(visitor)
  expect(values).toMatchObject({ saved: china?.id, country: 'CN', line1: '中山路 1 号' })
  const chosen = await visitor.post('/en/checkout', { ...values, saved: germany?.id ?? '', act: 'saved' })
  expect(valuesIn(chosen)).toMatchObject({ saved: germany?.id, country: 'DE', name: 'Lin <b>', city: 'Berlin' })
  const blank = valuesIn(await visitor.post('/en/checkout', { ...valuesIn(chosen), saved: '', act: 'saved' }))
  expect([blank.country, blank.name, blank.line1, blank.postalCode]).toEqual(['DE', '', '', ''])
  // Another account's address is not offered, even if its id is sent.
  const stranger = await registered()
  await stranger.post('/en/products/book-tea', { quantity: '1', back: '/en' })
  const foreign = { ...valuesIn(await stranger.page('/en/checkout')), saved: germany?.id ?? '', act: 'saved' }
  expect((await stranger.post('/en/checkout', foreign)).text).not.toContain('Torstr')
  await send(visitor, { ...SHANGHAI, line1: '南京路 9 号' })
  expect(await bookOf(visitor)).toHaveLength(2)
})
