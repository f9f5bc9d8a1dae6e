/** The home page: a hero, hot products, new arrivals, offers, and the categories. */
import { html } from 'hono/html'
import type { CategoryBody, ProductBody } from '../../../contract/answers/catalogue.ts'
import { bodyOf } from '../api.ts'
import { groundOf } from '../grounds.ts'
import type { Page } from '../page.ts'
import { picture } from '../parts/picture.ts'
import { productPath } from '../parts/product-path.ts'
import { tiles } from '../parts/tile.ts'
import { HOME_TEXTS } from '../texts/home.ts'
import type { Html, View } from '../view.ts'

/** The category of the hero, and the product whose picture it shows. */
const HERO = { category: 'tea', sku: 'longjing-250' }
const FRESH = 8
const OFFERS = 4
const HOT = 5
/** The part is left out if there are fewer hot products, because a nearly empty row looks like a mistake. */
const MIN_HOT = 3
/** The number of products that are read for all parts, so that each category has one with a picture. */
const READ = 100

export async function homeView(page: Page): Promise<View> {
  const texts = page.texts(HOME_TEXTS)
  const { v1 } = page.api
  const [products, hot, categories] = await Promise.all([
    part(bodyOf(v1.products.$get({ query: { sort: 'newest', inStock: 'true', limit: String(READ) } }))),
    part(bodyOf(v1.rankings.hot.$get({ query: { limit: String(HOT) } }))),
    part(page.categories()),
  ])
  const all = products?.items ?? []
  const leaves = categories?.flatMap((one) => (one.children.length > 0 ? one.children : [one])) ?? []
  const total = categories?.reduce((sum, { count }) => sum + count, 0) ?? 0
  const offers = all.filter(({ compareAtPrice }) => compareAtPrice !== undefined).slice(0, OFFERS)
  const shownOffers = new Set(offers.map(({ sku }) => sku))
  const fresh = all.filter(({ sku }) => !shownOffers.has(sku)).slice(0, FRESH)
  return {
    name: 'home',
    title: texts.title,
    description: texts.description,
    canonical: '/',
    data: [webSite(page)],
    content: html`${hero(page, leaves, all)}
${
  hot && hot.items.length >= MIN_HOT
    ? ranking(
        page,
        hot.items.map(({ product }) => product),
      )
    : ''
}
<section class="wide">${heading(texts.fresh, page.path('/products?sort=newest'), total > 0 ? texts.allOf(total) : '')}
${products ? tiles(page, fresh) : missing(page)}</section>
${offers.length > 0 ? html`<section class="wide"><h2>${texts.offers}</h2>${tiles(page, offers)}</section>` : ''}
${leaves.length > 0 ? categoryTiles(page, leaves, all, total) : ''}`,
  }
}

/** Fails open: null if the part cannot be read, so that the rest of the page is shown. */
function part<Body>(reading: Promise<Body>): Promise<Body | null> {
  return reading.catch(() => null)
}

function hero(page: Page, categories: readonly CategoryBody[], products: readonly ProductBody[]): Html {
  const texts = page.texts(HOME_TEXTS)
  const category = categories.find(({ id }) => id === HERO.category)
  const { title, text, action } = category ? texts.hero : texts.general
  const fitting = products.filter((product) => !category || product.category === category.id)
  const shown = fitting.find(({ sku }) => sku === HERO.sku) ?? fitting[0]
  const path = category ? page.path(`/c/${HERO.category}`) : page.path('/products')
  return html`<section class="wide"><div class="hero ground-${groundOf(shown?.category ?? HERO.category)}">
<div class="hero-text"><h1>${title}</h1><p>${text}</p><a class="button ink" href="${path}">${action}</a></div>
${shown ? html`<div class="hero-picture">${picture(page, shown, { alt: '', isFirst: true })}</div>` : ''}
</div></section>`
}

function ranking(page: Page, products: readonly ProductBody[]): Html {
  const texts = page.texts(HOME_TEXTS)
  return html`<section class="wide">${heading(texts.hot, page.path('/products?sort=hot'), texts.allHot)}
<ol class="ranking">${products.map(({ sku, title }) => html`<li><a href="${productPath(page, sku)}">${title}</a></li>`)}</ol></section>`
}

function categoryTiles(
  page: Page,
  categories: readonly CategoryBody[],
  products: readonly ProductBody[],
  total: number,
): Html {
  const texts = page.texts(HOME_TEXTS)
  return html`<section class="wide"><h2>${texts.byCategory}</h2><ul class="category-tiles">
${categories.map(({ id, name, count }) => {
  const shown = dearestOf(products.filter(({ category }) => category === id)) ?? { images: [], category: id }
  return html`<li><a href="${page.path(`/c/${encodeURIComponent(id)}`)}">${picture(page, shown, { alt: '', isFirst: false })}
<span class="category-name">${name}</span><span class="soft">${texts.count(count)}</span></a></li>`
})}
<li><a class="all" href="${page.path('/products')}"><span class="picture">${texts.everything}</span>
<span class="category-name">${texts.allOf(total)}</span></a></li></ul></section>`
}

/** The most expensive product represents its category: a phone rather than its charger. */
function dearestOf(products: readonly ProductBody[]): ProductBody | undefined {
  return products.reduce<ProductBody | undefined>(
    (dearest, product) => (dearest && dearest.price.amount >= product.price.amount ? dearest : product),
    undefined,
  )
}

function heading(text: string, path: string, more: string): Html {
  return html`<div class="heading"><h2>${text}</h2>${more ? html`<a href="${path}">${more}</a>` : ''}</div>`
}

function missing(page: Page): Html {
  const texts = page.texts(HOME_TEXTS)
  return html`<p class="note">${texts.missing} <a href="${page.path('/')}">${texts.again}</a></p>`
}

function webSite(page: Page): object {
  const target = `${page.origin}${page.path('/products')}?query={query}`
  return {
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    name: 'Pannier',
    url: `${page.origin}${page.path('/')}`,
    inLanguage: page.locale,
    potentialAction: { '@type': 'SearchAction', target, 'query-input': 'required name=query' },
  }
}
