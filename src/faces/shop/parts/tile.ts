/** A product in a list: its picture, title, price, at most one flag, and a form that adds one unit. */
import { html } from 'hono/html'
import type { ListedProductBody, ProductBody } from '../../../contract/answers/catalogue.ts'
import type { Page } from '../page.ts'
import { TILE_TEXTS } from '../texts/tile.ts'
import type { Html } from '../view.ts'
import { picture } from './picture.ts'
import { productPath } from './product-path.ts'

/** @param isFirst whether the tile is in the first view */
function tile(page: Page, product: ListedProductBody, isFirst: boolean): Html {
  const { sku, family, variants } = product
  const isChoice = family !== undefined && variants !== undefined && variants.count > 1
  const title = isChoice ? family.title : product.title
  const texts = page.texts(TILE_TEXTS)
  const path = productPath(page, sku)
  const availability = isChoice ? variants.availability : product.availability
  const flag = flagOf(page, { ...product, availability })
  return html`<li class="tile" id="${anchorOf(sku)}">
<a class="tile-link" href="${path}">${picture(page, product, { alt: '', isFirst })}
${flag ? html`<span class="flag">${flag}</span>` : ''}<h3>${title}</h3></a>
${isChoice ? priceRange(page, variants) : priceLine(page, product)}
${
  isChoice
    ? isForSale(variants)
      ? html`<p class="choose"><a class="quiet" href="${path}">${texts.choose}<span class="unseen">${texts.addWhich(title)}</span></a></p>`
      : html`<p class="sold-out">${texts.availability[variants.availability]}</p>`
    : isForSale(product)
      ? html`<form method="post" action="${path}"><input type="hidden" name="back" value="${backTo(page, sku)}">
<button class="quiet">${texts.add}<span class="unseen">${texts.addWhich(title)}</span></button></form>`
      : html`<p class="sold-out">${texts.availability[product.availability]}</p>`
}
</li>`
}

export function tiles(page: Page, products: readonly ListedProductBody[], firstCount = 0): Html {
  return html`<ul class="tiles">${products.map((product, place) => tile(page, product, place < firstCount))}</ul>`
}

function priceRange(page: Page, { priceRange: { from, to } }: NonNullable<ListedProductBody['variants']>): Html {
  const texts = page.texts(TILE_TEXTS)
  const last =
    to.amount > from.amount
      ? html`<span aria-hidden="true">–</span><span class="unseen">${texts.to}</span>${page.money(to)}`
      : ''
  return html`<p class="price"><span class="unseen">${texts.price}</span>${page.money(from)}${last}</p>`
}

export function priceLine(page: Page, { price, compareAtPrice }: ProductBody): Html {
  const texts = page.texts(TILE_TEXTS)
  const before = compareAtPrice
    ? html` <s><span class="unseen">${texts.before}</span>${page.money(compareAtPrice)}</s>`
    : ''
  return html`<p class="price"><span class="unseen">${texts.price}</span>${page.money(price)}${before}</p>`
}

export function isForSale({ availability }: Pick<ProductBody, 'availability'>): boolean {
  return availability === 'in_stock' || availability === 'low_stock'
}

/** The flag of a tile: low stock first, then the first label that has a text. */
export function flagOf(page: Page, { availability, labels }: ProductBody): string | undefined {
  const texts = page.texts(TILE_TEXTS)
  if (availability === 'low_stock') return texts.availability.low_stock
  return labels.map((label) => texts.labels[label]).find((text) => text !== undefined)
}

/** The path to which the form returns: the same tile on the same page. */
function backTo(page: Page, sku: string): string {
  return `${page.here}#${anchorOf(sku)}`
}

function anchorOf(sku: string): string {
  return `p-${sku}`
}
