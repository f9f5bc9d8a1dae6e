/** The public part of the catalogue: products and the category tree. */
import { Hono } from 'hono'
import type { CategoryBody, FacetsBody } from '../../contract/answers/catalogue.ts'
import { catalogueRoutes as routes } from '../../contract/http/catalogue.ts'
import { Problem } from '../../contract/problem.ts'
import { facetKeys, nameIn } from '../../domain/catalogue/facet.ts'
import { inOrder } from '../../domain/catalogue/family.ts'
import { type AttributeValue, type Category, textIn } from '../../domain/product.ts'
import { queryTerms } from '../../domain/search/terms.ts'
import type { Facets, ProductFilter } from '../../tiers/record/record.ts'
import { choiceOf, listedBodies } from '../catalogue/listed.ts'
import { readProduct, VARY } from '../catalogue/read-product.ts'
import type { AppEnv } from '../context.ts'
import { locales } from '../http/locales.ts'
import { pageAfter, queryOf, urlOf } from '../http/validate.ts'

// Enough for ten different titles, although some products share a title. A larger page costs the record no more, but
// each further page is another search.
const SUGGESTED_PRODUCTS = 100
/** Names of options and attributes in an answer, and values of each. */
const MAX_NAMES = 12
const MAX_VALUES = 40
/** Pages per suggestion at most: a page is short when the record had to scan many products for it. */
const SUGGESTED_PAGES = 2

export const productRoutes = new Hono<AppEnv>()
  .get(routes.list.path, queryOf(routes.list.query), async (c) => {
    c.header('Vary', VARY)
    const {
      query = '',
      category,
      minPrice,
      maxPrice,
      inStock,
      facet = [],
      count,
      sort,
      limit,
      cursor,
    } = c.req.valid('query')
    const { catalogue, config, policies } = c.get('ports')
    const old = policies.oldValues('browsing')
    const terms = queryTerms(query)
    const wanted = locales(c)
    // A query without any search term (only punctuation, for example) finds nothing; an empty query filters nothing.
    if (terms.length === 0 && query.trim() !== '') {
      return c.json({ items: [], nextCursor: null, facets: { categories: [], priceRanges: [] } }, 200)
    }
    const tree = await catalogue.categories(old)
    const filter: ProductFilter = {
      ...(terms.length > 0 && { terms }),
      ...(category && { categories: withDescendants(tree, category) }),
      ...(minPrice !== undefined && { minPrice }),
      ...(maxPrice !== undefined && { maxPrice }),
      ...(inStock && { inStock: inStock === 'true' }),
      ...(facet.length > 0 && { facets: facetKeys(facet) }),
    }
    const [page, facets] = await Promise.all([
      pageAfter(cursor, (after) =>
        catalogue.list({ ...filter, sort: sort ?? 'relevance', limit, ...(after && { after }) }, old),
      ),
      catalogue.facets({ ...filter, ...(count && { options: true }) }, old),
    ])
    const items = await listedBodies(c.get('ports'), page.items, { terms, facets: filter.facets, wanted, old })
    const shown = facetsOf(facets, tree, wanted, config.CURRENCY, filter.facets)
    return c.json({ items, nextCursor: page.next, facets: shown }, 200)
  })
  .get(routes.suggestions.path, queryOf(routes.suggestions.query), async (c) => {
    c.header('Vary', VARY)
    const { query, limit } = c.req.valid('query')
    const terms = queryTerms(query)
    if (terms.length === 0) return c.json({ items: [] }, 200)
    const { catalogue, policies } = c.get('ports')
    const wanted = locales(c)
    const found = new Map<string, string>()
    let after: string | null | undefined
    for (let pages = 0; pages < SUGGESTED_PAGES && found.size < limit && after !== null; pages++) {
      const query = { terms, sort: 'relevance', limit: SUGGESTED_PRODUCTS, ...(after && { after }) } as const
      const page = await catalogue.list(query, policies.oldValues('browsing'))
      for (const { title, family, sku } of page.items) {
        const text = textIn(family?.title ?? title, wanted)
        if (text !== '' && !found.has(text)) found.set(text, sku)
      }
      after = page.next
    }
    return c.json({ items: [...found].slice(0, limit).map(([text, sku]) => ({ text, sku })) }, 200)
  })
  .get(routes.get.path, urlOf(routes.get.params, routes.get.query), (c) => readProduct(c, c.req.valid('param').sku))
  .get(routes.family.path, urlOf(routes.family.params, routes.family.query), async (c) => {
    const { family: id } = c.req.valid('param')
    const { catalogue, config, policies } = c.get('ports')
    const variants = (await catalogue.variantsOf([id], policies.oldValues('browsing'))).get(id) ?? []
    const choice = choiceOf(variants, locales(c), config)
    if (!choice) throw new Problem('not_found', `The family ${id} has no variant for sale.`)
    c.header('Vary', VARY)
    return c.json(choice, 200)
  })
  .get(routes.categories.path, queryOf(routes.categories.query), async (c) => {
    const { catalogue, policies } = c.get('ports')
    const all = await catalogue.categories(policies.oldValues('browsing'))
    c.header('Vary', VARY)
    return c.json({ items: treeOf(all, null, locales(c)) }, 200)
  })

type Tree = readonly (Category & { readonly count: number })[]

/** The ids of the category and its descendants; an unknown id stands for itself and matches nothing. */
function withDescendants(tree: Tree, id: string): readonly string[] {
  const found = new Set([id])
  // In tree order a parent comes before its children.
  for (const category of tree) if (category.parent !== null && found.has(category.parent)) found.add(category.id)
  return [...found]
}

/** Categories in tree order; unknown ones come last, sorted by id. */
function facetsOf(
  { categories, prices, options, estimated }: Facets,
  tree: Tree,
  wanted: readonly string[],
  currency: string,
  chosen: readonly string[] = [],
): FacetsBody {
  const places = new Map(tree.map(({ id, name }, place) => [id, { place, name: textIn(name, wanted) }]))
  const placeOf = (id: string) => places.get(id)?.place ?? tree.length
  return {
    categories: categories
      .map(({ id, count }) => ({ id, name: places.get(id)?.name ?? id, count }))
      .sort((a, b) => placeOf(a.id) - placeOf(b.id)),
    priceRanges: prices.map(({ from, to, count }) => ({
      from: { amount: from, currency },
      to: to === null ? null : { amount: to, currency },
      count,
    })),
    ...(options && { options: optionsOf(options, wanted, chosen) }),
    ...(estimated && { estimated }),
  }
}

/** First the names that have a value of many products; of each name the values of most products, and the chosen ones. */
function optionsOf(
  counted: NonNullable<Facets['options']>,
  wanted: readonly string[],
  chosen: readonly string[],
): FacetsBody['options'] {
  const shown = (text: AttributeValue) => (typeof text === 'string' ? text : textIn(text, wanted))
  const isChosen = ({ key }: { readonly key: string }) => chosen.includes(key)
  const named = Map.groupBy(counted, ({ key }) => nameIn(key))
  const most = (facets: Facets['options'] = []) => Math.max(...facets.map(({ count }) => count))
  return [...named.values()]
    .sort((a, b) => most(b) - most(a))
    .filter((facets, place) => place < MAX_NAMES || facets.some(isChosen))
    .map((facets) => {
      const sorted = facets.toSorted((a, b) => b.count - a.count)
      const first = sorted.filter((facet, place) => place < MAX_VALUES || isChosen(facet))
      const values = first.map(({ key, value, count }) => ({ value: shown(value), facet: key, count }))
      const order = inOrder(values.map(({ value }) => value))
      const [{ name } = { name: '' }] = facets
      return { name: shown(name), values: values.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value)) }
    })
}

function treeOf(all: Tree, parent: string | null, wanted: readonly string[]): CategoryBody[] {
  return all
    .filter((category) => category.parent === parent)
    .map(({ id, name, count }) => {
      const children = treeOf(all, id, wanted)
      const below = children.reduce((sum, child) => sum + child.count, 0)
      return { id, name: textIn(name, wanted), count: count + below, children }
    })
}
