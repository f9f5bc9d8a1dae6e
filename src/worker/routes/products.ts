/** The catalogue, as much as anybody may read: products and the category tree. */
import { type Context, Hono } from 'hono'
import type { CategoryBody, ProductBody } from '../../contract/http/catalogue.ts'
import { catalogueDocs as docs } from '../../contract/http/catalogue-docs.ts'
import { Problem } from '../../contract/problem.ts'
import { availabilityOf, type Category, type Product, textIn } from '../../domain/product.ts'
import type { AppEnv } from '../context.ts'
import { pageAfter, paramOf, queryOf } from '../validate.ts'
import { locales } from './cart-write.ts'

export const productRoutes = new Hono<AppEnv>()
  .get(docs.list.path, queryOf(docs.list.query), async (c) => {
    const { category, inStock, limit, cursor } = c.req.valid('query')
    const { record, config } = c.get('ports')
    const query = {
      limit,
      ...(category && { categories: await withDescendants(c, category) }),
      ...(inStock && { inStock: inStock === 'true' }),
    }
    const page = await pageAfter(cursor, (after) => record.listProducts({ ...query, ...(after && { after }) }))
    const wanted = locales(c)
    const items = page.items.map((product) => bodyOf(product, wanted, config.CURRENCY))
    return c.json({ items, nextCursor: page.next }, 200)
  })
  .get(docs.get.path, paramOf(docs.get.params), queryOf(docs.get.query), async (c) => {
    const { catalogue, config } = c.get('ports')
    const { sku } = c.req.valid('param')
    const product = await catalogue.get(sku)
    if (!product || product.status === 'hidden') throw new Problem('not_found', `There is no product ${sku}.`)
    const [locale, ...rest] = locales(c)
    const etag = `"${product.version}.${locale}.${availabilityOf(product)}"`
    c.header('ETag', etag)
    c.header('Vary', 'Accept-Language')
    if (c.req.header('if-none-match')?.includes(etag)) {
      // The contract's answer type is the product; 304 has no body at all.
      return c.body(null, 304) as unknown as ReturnType<typeof answer>
    }
    return answer(c, bodyOf(product, locale ? [locale, ...rest] : [], config.CURRENCY))
  })
  .get(docs.categories.path, queryOf(docs.categories.query), async (c) => {
    const all = await c.get('ports').record.listCategories()
    return c.json({ items: treeOf(all, null, locales(c)) }, 200)
  })

function answer(c: Context<AppEnv>, body: ProductBody) {
  return c.json(body, 200)
}

function bodyOf(product: Product, wanted: readonly string[], currency: string): ProductBody {
  const { sku, category, priceAmount, compareAtAmount, images, attributes, labels, version } = product
  return {
    sku,
    title: textIn(product.title, wanted),
    description: textIn(product.description, wanted),
    category,
    price: { amount: priceAmount, currency },
    ...(compareAtAmount !== null && { compareAtPrice: { amount: compareAtAmount, currency } }),
    images: [...images],
    attributes,
    labels: [...labels],
    availability: availabilityOf(product),
    version,
  }
}

/** The category and everything below it; an unknown one stands for itself and matches nothing. */
async function withDescendants(c: Context<AppEnv>, id: string): Promise<readonly string[]> {
  const all = await c.get('ports').record.listCategories()
  const found = new Set([id])
  // The list is in tree order: a parent comes before its children.
  for (const category of all) if (category.parent !== null && found.has(category.parent)) found.add(category.id)
  return [...found]
}

function treeOf(
  all: readonly (Category & { readonly count: number })[],
  parent: string | null,
  wanted: readonly string[],
): CategoryBody[] {
  return all
    .filter((category) => category.parent === parent)
    .map(({ id, name, count }) => {
      const children = treeOf(all, id, wanted)
      const below = children.reduce((sum, child) => sum + child.count, 0)
      return { id, name: textIn(name, wanted), count: count + below, children }
    })
}
