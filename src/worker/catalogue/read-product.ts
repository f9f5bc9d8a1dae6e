/** Reads one product. Its answers are cached as text in each language for as long as the product is in the cache. */
import type { TypedResponse } from 'hono'
import type { ProductBody } from '../../contract/answers/catalogue.ts'
import { Problem } from '../../contract/problem.ts'
import { availabilityOf, type Product } from '../../domain/product.ts'
import type { RequestContext } from '../context.ts'
import { addressOf } from '../guard/guard.ts'
import { FrequentAnswer, JSON_TYPE } from '../http/answer.ts'
import { locales } from '../http/locales.ts'
import { bodyOf, type Showing } from './product-body.ts'

/** The texts depend on the requested language, and the CORS header fields on the origin of the page. */
export const VARY = 'Accept-Language, Origin'

const PRODUCT = new FrequentAnswer({ ...JSON_TYPE, Vary: VARY })

const NOT_MODIFIED = new FrequentAnswer({ Vary: VARY }, 304)

export async function readProduct(c: RequestContext, sku: string) {
  const { catalogue, config, limits, heat, policies } = c.get('ports')
  const read = catalogue.get(sku, policies.oldValues('browsing'))
  const product = read instanceof Promise ? await read : read
  if (!product || product.status === 'hidden') throw new Problem('not_found', `The product ${sku} does not exist.`)
  if (limits.allows('view', `${addressOf(c)} ${sku}`)) heat.note('view', sku)
  const { text, etag } = answerOf(product, locales(c), config)
  const isKnown = c.req.header('if-none-match')?.includes(etag)
  const response = isKnown ? NOT_MODIFIED.of(c, null, etag) : PRODUCT.of(c, text, etag)
  // The cast: the body is the text of a ProductBody, which gives the typed client its type.
  return response as unknown as TypedResponse<ProductBody, 200, 'json'>
}

interface Answer {
  readonly text: string
  readonly etag: string
}

/** Answers by product. They disappear with the product; most reads are of few products. */
const answers = new WeakMap<Product, Map<readonly string[], Answer>>()

function answerOf(product: Product, wanted: readonly string[], config: Showing): Answer {
  const byLocale = answers.get(product) ?? new Map<readonly string[], Answer>()
  const known = byLocale.get(wanted)
  if (known) return known
  const etag = `"${product.version}.${wanted[0]}.${availabilityOf(product, config.LOW_STOCK_UNITS)}"`
  const answer: Answer = {
    text: JSON.stringify(bodyOf(product, wanted, config)),
    etag,
  }
  answers.set(product, byLocale.set(wanted, answer))
  return answer
}
