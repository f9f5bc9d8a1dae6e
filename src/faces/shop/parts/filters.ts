/** The filters and sorts of a list: links where a choice is one step, a form for prices. */
import { html } from 'hono/html'
import type { CategoryBody, FacetsBody } from '../../../contract/answers/catalogue.ts'
import { facetKeys, MAX_CHOSEN, nameIn } from '../../../domain/catalogue/facet.ts'
import { decimalOf } from '../../../domain/money-text.ts'
import { type ListingState, listPath, SORTS, type Sort } from '../listing-url.ts'
import type { Page } from '../page.ts'
import { LISTING_TEXTS } from '../texts/listing.ts'
import { attributeName, PRODUCT_TEXTS } from '../texts/product.ts'
import type { Html } from '../view.ts'

const MAX_OPTIONS = 5
const MAX_VALUES = 12

type PriceRange = FacetsBody['priceRanges'][number]

interface Found {
  readonly facets: FacetsBody
  readonly category: CategoryBody | undefined
  /** How many products, in words. */
  readonly count: string
}

/** On a narrow screen the filters stand below the list, and links lead to them and back. */
export function filters(page: Page, state: ListingState, { facets, category, count }: Found): Html {
  const texts = page.texts(LISTING_TEXTS)
  return html`<aside class="filters" id="filters" aria-label="${texts.filter}">
${categoryFilter(page, state, facets, category)}
${priceFilter(page, state, facets.priceRanges)}
${optionFilters(page, state, facets)}
<p class="to-list"><a class="button" href="#found">${texts.apply} ${count}</a></p></aside>`
}

function categoryFilter(page: Page, state: ListingState, facets: FacetsBody, category: CategoryBody | undefined): Html {
  const texts = page.texts(LISTING_TEXTS)
  if (facets.categories.length < 2 && !category) return ''
  const items = facets.categories.map(({ id, name, count }) => {
    const href = listPath(page, { ...state, category: id, cursor: undefined })
    const isCurrent = id === category?.id
    return html`<li><a href="${href}"${isCurrent ? html` aria-current="true"` : ''}>${name} <span class="soft">${count}</span></a></li>`
  })
  const all = category
    ? html`<li><a href="${listPath(page, { ...state, category: undefined, cursor: undefined })}">${texts.all}</a></li>`
    : ''
  return html`<section><h2>${texts.categories}</h2><ul>${all}${items}</ul></section>`
}

function priceFilter(page: Page, state: ListingState, ranges: readonly PriceRange[]): Html {
  const texts = page.texts(LISTING_TEXTS)
  const links = ranges.map((range) => {
    const [minPrice, maxPrice] = boundsOf(range)
    const isCurrent = state.minPrice === minPrice && state.maxPrice === maxPrice
    const href = listPath(page, { ...state, cursor: undefined, minPrice, maxPrice })
    return html`<li><a href="${href}"${isCurrent ? html` aria-current="true"` : ''}>${rangeText(page, range)} <span class="soft">${range.count}</span></a></li>`
  })
  return html`<section><h2>${texts.price}</h2>${ranges.length > 1 ? html`<ul>${links}</ul>` : ''}
<form action="${listPath(page, { category: state.query ? undefined : state.category })}">
${hidden('query', state.query)}${state.query ? hidden('category', state.category ?? '') : ''}${hidden('sort', state.sort)}${state.facets.map((facet) => hidden('facet', facet))}
<div class="price-fields"><label>${texts.from}<input name="minPrice" inputmode="decimal" value="${state.minPrice}"></label>
<label>${texts.to}<input name="maxPrice" inputmode="decimal" value="${state.maxPrice}"></label></div>
<label class="check"><input type="checkbox" name="inStock" value="true"${state.inStock ? html` checked` : ''}>${texts.inStock}</label>
<button class="quiet">${texts.apply}</button></form></section>`
}

/**
 * Options and attributes that divide the list: each value is a link that adds it to the choice or removes it. The link
 * leads back to the values of its name, so that several are chosen one after the other.
 */
function optionFilters(page: Page, state: ListingState, { options = [] }: FacetsBody): readonly Html[] {
  const texts = page.texts(LISTING_TEXTS)
  const names = page.texts(PRODUCT_TEXTS).attributes
  const { facets } = state
  const isChosen = ({ facet }: { readonly facet: string }) => facets.includes(facet)
  const isFull = facets.length >= MAX_CHOSEN
  return options
    .map(({ name, values }) => ({ name: attributeName(names, name), values, isOn: values.some(isChosen) }))
    .filter(({ values, isOn }) => isOn || values.length > 1)
    .filter(({ isOn }, place) => isOn || place < MAX_OPTIONS)
    .map(({ name, values }) => {
      const id = `of-${nameIn(values[0]?.facet ?? '').replaceAll(' ', '-')}`
      const shown = values.filter((each, at) => isChosen(each) || (at < MAX_VALUES && !isFull))
      const links = shown.map((each) => {
        const { value, facet, count } = each
        const isOn = isChosen(each)
        const next = isOn ? without(facets, facet) : facetKeys([...facets, facet])
        const href = `${listPath(page, { ...state, cursor: undefined, facets: next })}#${encodeURIComponent(id)}`
        const text = isOn ? removing(texts.remove(`${name}: ${value}`), value) : value
        return html`<li><a href="${href}"${isOn ? html` aria-current="true"` : ''}>${text} <span class="soft">${count}</span></a></li>`
      })
      return html`<section class="options" id="${id}"><h2>${name}</h2><ul>${links}</ul></section>`
    })
}

/** The text of a link that removes a filter. */
function removing(name: string, shown: string): Html {
  return html`<span class="unseen">${name}</span><span aria-hidden="true">${shown}</span>`
}

function without(facets: readonly string[], facet: string): readonly string[] {
  return facets.filter((each) => each !== facet)
}

/** The name and the value of a facet; a list without products has only its key. */
function facetText(page: Page, { options = [] }: FacetsBody, facet: string): string {
  for (const { name, values } of options) {
    const found = values.find((each) => each.facet === facet)
    if (found) return `${attributeName(page.texts(PRODUCT_TEXTS).attributes, name)}: ${found.value}`
  }
  return facet
}

/** Above the list: the sorts, and the filters that are on, each with a link that removes it. */
export function sorting(page: Page, state: ListingState, isFiltered: boolean, facets: FacetsBody): Html {
  const texts = page.texts(LISTING_TEXTS)
  const current = state.sort || 'relevance'
  const name = (sort: Sort) => (sort === 'relevance' && !state.query ? texts.featured : texts.sorts[sort])
  return html`<div class="list-bar"><a class="to-filters" href="#filters">${texts.filter}</a><nav class="sorts" aria-label="${texts.sort}"><ul>${SORTS.map(
    (sort) =>
      html`<li><a href="${listPath(page, { ...state, sort: sort === 'relevance' ? '' : sort, cursor: undefined })}"${sort === current ? html` aria-current="true"` : ''}>${name(sort)}</a></li>`,
  )}</ul></nav></div>
${isFiltered ? activeFilters(page, state, facets) : ''}`
}

function activeFilters(page: Page, state: ListingState, facets: FacetsBody): Html {
  const texts = page.texts(LISTING_TEXTS)
  const { minPrice, maxPrice, inStock } = state
  const changed = (change: Partial<ListingState>) => listPath(page, { ...state, cursor: undefined, ...change })
  const chip = (name: string, change: Partial<ListingState>) =>
    html`<li><a href="${changed(change)}">${removing(texts.remove(name), `${name} ✕`)}</a></li>`
  const price =
    minPrice && maxPrice ? texts.between(minPrice, maxPrice) : maxPrice ? texts.upTo(maxPrice) : texts.over(minPrice)
  return html`<ul class="chips">${minPrice || maxPrice ? chip(price, { minPrice: '', maxPrice: '' }) : ''}
${inStock ? chip(texts.inStock, { inStock: false }) : ''}
${state.facets.map((facet) => chip(facetText(page, facets, facet), { facets: without(state.facets, facet) }))}
<li><a class="link" href="${changed({ minPrice: '', maxPrice: '', inStock: false, facets: [] })}">${texts.removeAll}</a></li></ul>`
}

/** In whole units, as the form has them; the API's upper bound is inclusive, the range's is not. */
function boundsOf({ from, to }: PriceRange): readonly [string, string] {
  const least = from.amount === 0 ? '' : decimalOf(from.amount, from.currency)
  return [least, to === null ? '' : decimalOf(to.amount - 1, to.currency)]
}

function rangeText(page: Page, { from, to }: PriceRange): string {
  const texts = page.texts(LISTING_TEXTS)
  const short = (amount: PriceRange['from']) => page.money(amount).replace(/[.,]00$/, '')
  if (to === null) return texts.over(short(from))
  return from.amount === 0 ? texts.upTo(short(to)) : texts.between(short(from), short(to))
}

function hidden(name: string, value: string): Html {
  return value ? html`<input type="hidden" name="${name}" value="${value}">` : ''
}
