/**
 * The address formats as a static file. Invariant: without them no address is accepted and no region is taxed wrongly.
 * The isolate has not read them when this file begins.
 */
import { beforeAll, expect, it } from 'vitest'
import { Problem } from '../../src/contract/problem.ts'
import { hasAddressFormats } from '../../src/domain/address/format.ts'
import { loadAddressFormats } from '../../src/worker/address-formats.ts'
import { rule } from '../tiers/support/rule-samples.ts'
import { auditSample } from '../tiers/support/samples.ts'
import { Shopper } from './support/client.ts'
import { product, record, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { priceAmount: 1000, onHand: 10 })))

const answering = (fetch: () => Promise<Response>) => ({ fetch }) as unknown as Fetcher

it('while the file cannot be read, the request is refused as unavailable and nothing is kept', async () => {
  for (const fetch of [
    () => Promise.reject(new Error('no assets')),
    () => Promise.resolve(new Response('', { status: 500 })),
  ]) {
    const refused = await loadAddressFormats(answering(fetch)).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Problem)
    expect(refused).toMatchObject({ code: 'unavailable' })
  }
  expect(hasAddressFormats()).toBe(false)
})

it('a cart that is priced for a region has the tax of the region, however the region is written', async () => {
  const tax = rule('tax', 'us-ca', 1, {
    country: 'US',
    region: 'California',
    categories: [],
    ratePpm: 100_000,
    inclusive: false,
  })
  const audit = auditSample({ id: 'tax', subject: 'tax:us-ca' })
  await record.writeRules('tax', [{ rule: tax, audit }])
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  const { cart } = await shopper.call('GET', '/v1/cart?country=US&region=ca')
  expect(cart.totals.tax.amount).toBe(100)
  expect(hasAddressFormats()).toBe(true)
})
