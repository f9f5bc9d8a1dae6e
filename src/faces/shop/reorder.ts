/**
 * Puts the lines of an order into the cart again. Invariant: a form that is sent twice adds them once, because the key
 * of the write names the order and the cart that the shopper has.
 */
import type { OrderBody } from '../../contract/answers/orders.ts'
import { bodyOf } from './api.ts'
import type { Page } from './page.ts'
import { wordsOfCode } from './texts/refusals.ts'

/** The most operations of one batch; an order may have two batches of lines. */
const MAX_OPERATIONS = 100

export interface Reordered {
  /** Units that are in the cart now. */
  readonly units: number
  /** The reasons why lines could not be added, by lineId. */
  readonly reasons: ReadonlyMap<string, string>
}

/**
 * Throws Refusal if the cart takes no batch at all.
 * @param cart the version of the cart when the form was made
 */
export async function reorder(page: Page, { id, lines }: OrderBody, cart: string): Promise<Reordered> {
  let units = 0
  const reasons = new Map<string, string>()
  for (let from = 0; from < lines.length; from += MAX_OPERATIONS) {
    const some = lines.slice(from, from + MAX_OPERATIONS)
    const operations = some.map(({ sku, quantity, attributes }) => ({
      type: 'add' as const,
      sku,
      quantity,
      attributes,
    }))
    const key = `reorder-${id}-${/^\d{1,15}$/.test(cart) ? cart : ''}-${from}`
    const json = { atomic: false, operations }
    const { results = [] } = await bodyOf(
      page.api.v1.cart.batch.$post({ json }, { headers: { 'idempotency-key': key } }),
    )
    for (const [place, { lineId, quantity }] of some.entries()) {
      const result = results[place]
      if (result?.status === 'refused') reasons.set(lineId, wordsOfCode(result.code ?? '', page.language))
      else units += quantity
    }
  }
  return { units, reasons }
}
