/**
 * The standard shipping rate. Invariants: admins see and change it like any other rule, other rates do not end it, and
 * an edit that leaves a country without a rate is answered with a warning.
 */
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { RULE_ANSWERS } from '../../src/contract/answers/price-rules.ts'
import { operator, type Reply, Shopper } from './support/client.ts'
import { ADDRESS, checkOut } from './support/orders.ts'
import { product, record, stock } from './support/shop.ts'

const PATH = '/v1/admin/shipping-rates'
const ANY = { 'if-match': '*' }
const money = (amount: number) => ({ amount, currency: 'CNY' })
const DE_POST = {
  id: 'de-post',
  title: { en: 'Post' },
  option: 'post',
  countries: ['DE'],
  amount: money(490),
  estimatedDays: 2,
}

const rateSchema = z.looseObject({
  id: z.string(),
  version: z.number(),
  isActive: z.boolean(),
  amount: z.unknown(),
  warnings: z.optional(z.array(z.looseObject({ code: z.string(), detail: z.string() }))),
})
const listSchema = z.looseObject({
  items: z.array(rateSchema),
  nextCursor: z.nullable(z.string()),
  warnings: z.array(z.unknown()),
})

function rateIn(reply: Reply, status = 200) {
  expect(reply.status, reply.text).toBe(status)
  reply.as(RULE_ANSWERS.shipping_rate.answer)
  return rateSchema.parse(JSON.parse(reply.text))
}

async function rates(query = '') {
  const reply = await operator.get(`${PATH}${query}`)
  expect(reply.status, reply.text).toBe(200)
  reply.as(RULE_ANSWERS.shipping_rate.list)
  return listSchema.parse(JSON.parse(reply.text))
}

/** The parts that addresses in these countries require. */
const PLACES: { readonly [country: string]: object } = {
  DE: { postalCode: '10115' },
  JP: { postalCode: '100-0001', region: 'Tokyo' },
}

const change = (id: string, body: object) => operator.call('PATCH', `${PATH}/${id}`, body, ANY)

async function offersTo(country: string): Promise<{ options: string[]; problems: string[] }> {
  await stock(product('tea'))
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  const address = { ...ADDRESS, ...PLACES[country], country }
  const quote = (await shopper.call('POST', '/v1/checkout/quote', { address })).as(quoteSchema)
  const reply = await checkOut(shopper, { address })
  if (quote.shippingOptions.length > 0) expect(reply.status, reply.text).toBe(201)
  else reply.refusal(409, 'not_shipped_there')
  return { options: quote.shippingOptions.map(({ id }) => id), problems: quote.problems.map(({ detail }) => detail) }
}

describe('the standard shipping rate', () => {
  it('the standard rate is listed before any edit, on the first page only, and can be read', async () => {
    const { items, warnings } = await rates()
    expect(items.filter(({ id }) => id === 'standard')).toMatchObject([
      { version: 0, isActive: true, amount: money(0) },
    ])
    expect(warnings).toEqual([])
    expect(rateIn(await operator.get(`${PATH}/standard`))).toMatchObject({ version: 0, warnings: [] })
    expect(await record.getRule('shipping_rate', 'standard')).toBeNull()
  })

  it('the standard rate still serves other countries when an admin makes a rate for one', async () => {
    const made = rateIn(await operator.call('POST', PATH, DE_POST), 201)
    expect(made.warnings).toMatchObject([{ code: 'standard_rate_is_cheaper', rates: ['de-post'] }])
    expect((await rates()).warnings).toHaveLength(1)
    expect((await offersTo('DE')).options).toEqual(['standard', 'post'])
    expect((await offersTo('JP')).options).toEqual(['standard'])
    const pages = [await rates('?limit=1')]
    for (let page = pages[0]; page?.nextCursor; page = pages.at(-1))
      pages.push(await rates(`?limit=1&cursor=${page.nextCursor}`))
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(['standard', 'de-post'])
  })

  it('the standard rate is edited from the version that was seen, and is then like any other', async () => {
    const edit = (version: number) =>
      operator.call('PATCH', `${PATH}/standard`, { amount: money(700) }, { 'if-match': `"${version}"` })
    ;(await edit(1)).refusal(412, 'version_mismatch')
    // An admin who has set the amount knows it, so no warning follows.
    expect(rateIn(await edit(0))).toMatchObject({ version: 1, amount: money(700), warnings: [] })
    ;(await edit(0)).refusal(412, 'version_mismatch')
    ;(await operator.call('POST', PATH, { ...DE_POST, id: 'standard' })).refusal(409, 'already_exists')
    expect((await rates()).items.map(({ id }) => id)).toEqual(['de-post', 'standard'])
  })

  it('disabling the standard rate warns about countries without a rate, and quotes to them say so', async () => {
    const { warnings } = rateIn(await change('standard', { isActive: false }))
    expect(warnings).toMatchObject([{ code: 'countries_without_rate', served: ['DE'] }])
    expect((await rates()).warnings).toHaveLength(1)
    expect((await offersTo('DE')).options).toEqual(['post'])
    expect(await offersTo('JP')).toEqual({ options: [], problems: ['No shipping rate serves JP.'] })
    const last = rateIn(await change('de-post', { isActive: false }))
    expect(last.warnings).toMatchObject([
      { detail: 'No shipping rate is active, so every order is refused.', served: [] },
    ])
    expect(rateIn(await change('standard', { isActive: true })).warnings).toEqual([])
  })

  it('the standard rate stays deleted when an admin deletes it', async () => {
    rateIn(await change('de-post', { isActive: true }))
    expect((await operator.call('DELETE', `${PATH}/standard`, undefined, ANY)).status).toBe(204)
    expect((await operator.get(`${PATH}/standard`)).status).toBe(404)
    expect((await rates()).items.map(({ id }) => id)).toEqual(['de-post'])
    expect((await offersTo('JP')).options).toEqual([])
    const again = rateIn(await operator.call('POST', PATH, { ...DE_POST, id: 'standard', countries: [] }), 201)
    expect(again.version).toBeGreaterThan(1)
  })
})
