/**
 * The optional fields of the checkout, and a sign-in that ends while the form is filled in. Invariant: what the shopper
 * has typed is in the order, or in the form that is shown again.
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OrderBody } from '../../../src/contract/answers/orders.ts'
import { PAYMENT_ORIGINS } from '../../../src/contract/payment.ts'
import { Client, type Reply } from '../support/client.ts'
import { product, stock } from '../support/shop.ts'
import { expectErrorAt, type Fields, ordersOf, SHANGHAI, send, valuesIn, withCart } from './checkout-form.ts'
import type { Visitor } from './visitor.ts'

const PASSWORD = 'a long password'
const BILLED: Fields = {
  billing_country: 'DE',
  billing_name: 'Lin GmbH',
  billing_line1: 'Torstr. 1',
  billing_postalCode: '10115',
  billing_city: 'Berlin',
}

beforeAll(() => stock(product('cup')))

function clientOf(visitor: Visitor): Client {
  return new Client({ authorization: `Bearer ${visitor.cookies.get('__Host-shop')}` })
}

async function orderOf(visitor: Visitor): Promise<OrderBody> {
  const [id = ''] = await ordersOf(visitor, () => clientOf(visitor).get('/v1/orders'))
  // The cast: the contract says so.
  return JSON.parse((await clientOf(visitor).get(`/v1/orders/${id}`)).text) as OrderBody
}

/** The optional part of the page, if it is open. */
function openPart({ text }: Reply): string {
  return /<details class="further" open>[\s\S]*?<\/details>/.exec(text)?.[0] ?? ''
}

describe('the optional fields', () => {
  it('a note, a VAT number and another billing address are in the order and on its page', async () => {
    const visitor = await withCart({ cup: 1 })
    const before = await visitor.page('/en/checkout')
    expect(before.text).toContain('<details class="further"><summary>')
    const fields = { ...SHANGHAI, ...BILLED, vatNumber: 'DE 123 456 789', note: 'Ring <twice>' }
    const reply = await send(visitor, fields)
    expect(reply.status, reply.text).toBe(303)
    const { id, note, vatNumber, billingAddress, address } = await orderOf(visitor)
    expect({ note, vatNumber }).toEqual({ note: 'Ring <twice>', vatNumber: 'DE123456789' })
    expect(billingAddress).toMatchObject({ country: 'DE', name: 'Lin GmbH', city: 'Berlin', postalCode: '10115' })
    expect(address).toMatchObject({ country: 'CN', name: '林小雨' })
    const page = await visitor.page(`/en/orders/${id}`)
    for (const text of ['Lin GmbH', 'DE123456789', 'Ring &lt;twice&gt;']) expect(page.text).toContain(text)
  })

  it('the billing country decides its fields, and what was typed stays', async () => {
    const visitor = await withCart({ cup: 1 })
    const reply = await send(visitor, { ...SHANGHAI, billing_country: 'US', note: 'Please ring.' }, 'billing_country')
    expect(reply.status).toBe(200)
    expect(openPart(reply)).toMatch(/<select id="billing_region"[\s\S]*<option value="California">/)
    expect(openPart(reply)).toMatch(/<select id="billing_country"[^>]* autofocus/)
    expect(valuesIn(reply)).toMatchObject({ ...SHANGHAI, billing_country: 'US', note: 'Please ring.' })
  })

  it('a part of a billing address and a wrong VAT number are said at their fields', async () => {
    const visitor = await withCart({ cup: 1 })
    const fields = { ...SHANGHAI, billing_country: 'DE', billing_city: 'Berlin', vatNumber: 'DE12' }
    const reply = await send(visitor, fields)
    expect(reply.status).toBe(422)
    expectErrorAt(reply, 'vatNumber', 'This is not a VAT number of the country that is billed.')
    expectErrorAt(reply, 'billing_name', 'Enter the name for the invoice.')
    expectErrorAt(reply, 'billing_line1', 'Enter street and number.')
    expectErrorAt(reply, 'billing_postalCode', 'Enter the postal code.')
    expect(openPart(reply)).not.toBe('')
    expect(valuesIn(reply)).toMatchObject(fields)
    expect(await ordersOf(visitor, () => clientOf(visitor).get('/v1/orders'))).toEqual([])
  })
})

describe('a sign-in that ends while the form is filled in', () => {
  async function signedOut(): Promise<{ visitor: Visitor; email: string; reply: Reply; typed: Fields }> {
    const visitor = await withCart({ cup: 1 })
    const email = `further-${crypto.randomUUID()}@example.com`
    await visitor.post('/en/register', { email, password: PASSWORD })
    const values = valuesIn(await visitor.page('/en/checkout'))
    for (const name of ['__Host-shop', '__Host-shop-refresh']) visitor.cookies.delete(name)
    const typed = { ...SHANGHAI, ...BILLED, note: 'Ring "twice"' }
    const reply = await visitor.post('/en/checkout', { ...values, ...typed, act: 'order' })
    return { visitor, email, reply, typed }
  }

  const keptIn = ({ text }: Reply) =>
    (/name="kept" value="([^"]*)"/.exec(text)?.[1] ?? expect.fail('nothing is kept'))
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')

  it('the page to sign in is shown, and afterwards the form with everything that was typed', async () => {
    const { visitor, email, reply, typed } = await signedOut()
    expect(reply.text).toContain('Your sign-in has ended.')
    const refused = await visitor.post('/en/sign-in', { email, password: 'wrong', back: '/en', kept: keptIn(reply) })
    expect(refused.text).toContain('The e-mail address or the password is wrong.')
    const form = { email, password: PASSWORD, back: '/en/checkout', kept: keptIn(refused) }
    const again = await visitor.post('/en/sign-in', form)
    expect(again.status, again.text).toBe(200)
    expect(valuesIn(again)).toMatchObject(typed)
    const ordered = await visitor.post('/en/checkout', { ...valuesIn(again), act: 'order' })
    expect(ordered.status, ordered.text).toBe(303)
    expect(await orderOf(visitor)).toMatchObject({ note: 'Ring "twice"', email: SHANGHAI.email })
  })

  it.each(['{', '[]', '{"name":1}'])('a form that keeps %s only signs in', async (kept) => {
    const { visitor, email } = await signedOut()
    const reply = await visitor.post('/en/sign-in', { email, password: PASSWORD, back: '/en/checkout', kept })
    expect([reply.status, reply.headers.get('location')]).toEqual([303, '/en/checkout'])
  })
})

describe('a payment provider with pages of its own', () => {
  afterEach(() => offer([]))

  function offer(simulated: readonly string[]): void {
    Object.assign(PAYMENT_ORIGINS, { simulated })
  }

  it('the policies of the checkout and of an order let their forms lead to its origin', async () => {
    const visitor = await withCart({ cup: 1 })
    const policyOf = async (path: string) =>
      (await visitor.page(path)).headers.get('content-security-policy')?.match(/form-action ([^;]*)/)?.[1]
    expect(await policyOf('/en/checkout')).toBe("'self'")
    offer(['https://pay.example'])
    expect(await policyOf('/en/checkout')).toBe("'self' https://pay.example")
    await send(visitor, SHANGHAI)
    expect(await policyOf(`/en/orders/${(await orderOf(visitor)).id}`)).toBe("'self' https://pay.example")
    expect(await policyOf('/en')).toBe("'self'")
  })
})
