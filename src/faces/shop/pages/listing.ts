/** A list of products: all, of a category, or found by words; with filters, sorts and pages as links. */
import { html } from 'hono/html'
import type { FacetsBody, ListedProductBody } from '../../../contract/answers/catalogue.ts'
import { bodyOf } from '../api.ts'
import { apiQueryOf, type ListingState, listPath, stateOf } from '../listing-url.ts'
import type { Page } from '../page.ts'
import { breadcrumb, breadcrumbData, trailTo } from '../parts/breadcrumb.ts'
import { filters, sorting } from '../parts/filters.ts'
import { tiles } from '../parts/tile.ts'
import { Refusal, refusalIn } from '../refusal.ts'
import { LISTING_TEXTS } from '../texts/listing.ts'
import type { Html, View } from '../view.ts'

const PER_PAGE = 24
/** Tiles in the first view of a large window, whose pictures are fetched at once. */
const FIRST = 4
const SUGGESTED = 4

interface Listed {
  readonly items: readonly ListedProductBody[]
  readonly nextCursor: string | null
  readonly facets: FacetsBody
}

export async function listingView(page: Page, categoryInPath?: string): Promise<View> {
  const texts = page.texts(LISTING_TEXTS)
  const asked = stateOf(new URL(page.c.req.url).searchParams, categoryInPath)
  const [{ listed, state, note }, tree] = await Promise.all([read(page, asked), page.categories()])
  const trail = asked.category === undefined ? [] : trailTo(tree, asked.category)
  if (trail.length === 0 && asked.category !== undefined) {
    throw new Refusal({ status: 404, code: 'not_found', detail: 'The category does not exist.' })
  }
  const category = trail.at(-1)
  const title = state.query ? texts.found(state.query) : (category?.name ?? texts.all)
  const count = listed.facets.categories.reduce((sum, facet) => sum + facet.count, 0)
  const counted = texts.count(count, listed.facets.estimated === true)
  const isFiltered = state.inStock || state.minPrice !== '' || state.maxPrice !== '' || state.facets.length > 0
  // Search engines index one page for each category, because filtered and searched lists repeat the same products.
  const isListed = !state.query && !isFiltered && !state.cursor && !state.sort
  const body =
    listed.items.length > 0
      ? html`${tiles(page, listed.items, FIRST)}${paging(page, state, listed.nextCursor)}`
      : await nothing(page, state)
  return {
    name: 'listing',
    title,
    description: texts.description(title),
    ...(isListed && { canonical: category ? `/c/${encodeURIComponent(category.id)}` : '/products' }),
    ...(category && { category: category.id }),
    query: state.query,
    data: trail.length > 0 ? [breadcrumbData(page, trail)] : [],
    content: html`<div class="wide listing">
<div class="listing-head">${breadcrumb(page, trail.slice(0, -1))}
<h1>${title}</h1><p class="soft">${state.query && category ? html`${texts.in(category.name)} · ` : ''}${counted}</p></div>
${filters(page, state, { facets: listed.facets, category, count: counted })}
<section class="listing-found" id="found" aria-label="${title}">${sorting(page, state, isFiltered, listed.facets)}
${note ? html`<p class="note">${note}</p>` : ''}
${body}</section></div>`,
  }
}

interface Read {
  readonly listed: Listed
  readonly state: ListingState
  /** A note about a filter or a cursor that was left out. */
  readonly note?: string
}

/** Reads the list. A cursor or a filter that the API refuses is left out, with a note on the page. */
async function read(page: Page, state: ListingState): Promise<Read> {
  const { CURRENCY } = page.c.get('ports').config
  const ask = (asked: ListingState) =>
    bodyOf(page.api.v1.products.$get({ query: apiQueryOf(asked, CURRENCY, PER_PAGE) }))
  try {
    return { listed: await ask(state), state }
  } catch (error) {
    const refusal = refusalIn(error, 'invalid_request')
    if (!refusal) throw error
    const texts = page.texts(LISTING_TEXTS)
    const wrong = new Set((refusal.problem.errors ?? []).map(({ path }) => path))
    const isCursor = wrong.has('cursor')
    const rest: ListingState = {
      ...state,
      cursor: undefined,
      query: wrong.has('query') ? '' : state.query,
      ...(isCursor ? {} : { sort: '', minPrice: '', maxPrice: '', facets: [] }),
    }
    return { listed: await ask(rest), state: rest, note: isCursor ? texts.badCursor : texts.badFilter }
  }
}

function paging(page: Page, state: ListingState, next: string | null): Html {
  const texts = page.texts(LISTING_TEXTS)
  const start = state.cursor
    ? html`<a class="quiet" href="${listPath(page, { ...state, cursor: undefined })}">${texts.start}</a>`
    : ''
  const more = next
    ? html`<a class="button" rel="next" href="${listPath(page, { ...state, cursor: next })}">${texts.more}</a>`
    : ''
  return start || more ? html`<p class="actions paging">${more}${start}</p>` : ''
}

async function nothing(page: Page, state: ListingState): Promise<Html> {
  const texts = page.texts(LISTING_TEXTS)
  const hot = await bodyOf(
    page.api.v1.products.$get({ query: { sort: 'hot', inStock: 'true', limit: String(SUGGESTED) } }),
  ).then(
    ({ items }) => items,
    () => [],
  )
  return html`<div class="nothing"><h2>${state.query ? texts.noneSearch(state.query) : texts.noneTitle}</h2><p class="soft">${state.query ? texts.noneSearchText : texts.noneText}</p>
<p class="actions"><a class="quiet" href="${page.path('/products')}">${texts.all}</a></p></div>
${hot.length > 0 ? html`<h2 class="try">${texts.tryThese}</h2>${tiles(page, hot)}` : ''}`
}
