/** A product's own page: picture, price, availability, a form that adds it, its details, and others of its category. */
import { html } from 'hono/html'
import type { ListedProductBody, ProductBody } from '../../../contract/answers/catalogue.ts'
import { decimalOf } from '../../../domain/money-text.ts'
import { bodyOf } from '../api.ts'
import type { Page } from '../page.ts'
import { breadcrumb, breadcrumbData, trailTo } from '../parts/breadcrumb.ts'
import { choice } from '../parts/choice.ts'
import { picture } from '../parts/picture.ts'
import { productPath } from '../parts/product-path.ts'
import { flagOf, isForSale, priceLine, tiles } from '../parts/tile.ts'
import type { Refusal } from '../refusal.ts'
import { attributeName, PRODUCT_TEXTS } from '../texts/product.ts'
import { wordsOf } from '../texts/refusals.ts'
import { TILE_TEXTS } from '../texts/tile.ts'
import type { Html, View } from '../view.ts'

const RELATED = 4

/** A form that was refused: the quantity that the shopper typed, and the reason. */
interface Attempt {
  readonly typed: string
  readonly refusal: Refusal
}

export async function productView(page: Page, sku: string, attempt?: Attempt): Promise<View> {
  const [product, tree] = await Promise.all([
    bodyOf(page.api.v1.products[':sku'].$get({ param: { sku }, query: {} })),
    page.categories().catch(() => []),
  ])
  const [related, family] = await Promise.all([
    relatedTo(page, product),
    // Fails open: the page shows its own variant without the choice.
    product.family &&
      bodyOf(page.api.v1.families[':family'].$get({ param: { family: product.family.id }, query: {} })).catch(
        () => null,
      ),
  ])
  const texts = page.texts(PRODUCT_TEXTS)
  const flag = flagOf(page, product)
  const trail = trailTo(tree, product.category)
  const path = `/products/${encodeURIComponent(sku)}`
  return {
    name: 'product',
    title: product.title,
    description: product.description.slice(0, 160),
    canonical: path,
    category: product.category,
    ...(product.images[0] !== undefined && { picture: product.images[0] }),
    ...(attempt && { status: 422 as const }),
    data: [productData(page, product), breadcrumbData(page, trail, { name: product.title, path: page.path(path) })],
    content: html`<div class="wide">${breadcrumb(page, trail)}
<article class="product"><div class="product-picture">${picture(page, product, { alt: altOf(product, 0), isFirst: true, sizes: '(max-width: 800px) 100vw, 640px' })}
${flag ? html`<span class="flag">${flag}</span>` : ''}${gallery(page, product)}</div>
<div class="product-text"><h1>${product.title}</h1>
${priceLine(page, product)}${saving(page, product)}
<p class="product-description">${product.description}</p>
${family ? choice(page, family, sku) : ''}
${isForSale(product) ? form(page, product, attempt) : html`<p class="note">${texts.notForSale(page.texts(TILE_TEXTS).availability[product.availability])}</p>`}
${details(page, product)}
<ul class="product-notes">${texts.delivery.map((line) => html`<li>${line}</li>`)}</ul>
</div></article></div>
${related.length > 0 ? html`<section class="wide related"><h2>${texts.related}</h2>${tiles(page, related)}</section>` : ''}`,
  }
}

/** The alternative text of an image; without one, the title. */
function altOf({ media, title }: ProductBody, place: number): string {
  return media?.[place]?.alt ?? title
}

/** The further images; each opens whole. */
function gallery(page: Page, product: ProductBody): Html {
  const rest = product.images.slice(1)
  if (rest.length === 0) return ''
  return html`<ul class="gallery">${rest.map((image, place) => {
    const shown = { images: [image], category: product.category }
    return html`<li><a href="${page.picture(image)}">${picture(page, shown, { alt: altOf(product, place + 1), isFirst: false, sizes: '160px' })}</a></li>`
  })}</ul>`
}

function saving(page: Page, { price, compareAtPrice }: ProductBody): Html {
  if (!compareAtPrice) return ''
  const amount = { ...price, amount: compareAtPrice.amount - price.amount }
  return html`<p class="saving">${page.texts(PRODUCT_TEXTS).save(page.money(amount))}</p>`
}

function form(page: Page, { sku, availability }: ProductBody, attempt?: Attempt): Html {
  const texts = page.texts(PRODUCT_TEXTS)
  const tile = page.texts(TILE_TEXTS)
  const isField = attempt?.refusal.problem.errors?.some(({ path }) => path === 'quantity') === true
  const reason = attempt && (isField ? texts.badQuantity : wordsOf(attempt.refusal, page.language))
  return html`<form class="add" method="post" action="${productPath(page, sku)}">
<label for="quantity">${texts.quantity}</label>
<input id="quantity" name="quantity" type="number" inputmode="numeric" min="1" step="1" required value="${attempt?.typed ?? '1'}"${reason ? html` aria-invalid="true" aria-describedby="quantity-error" autofocus` : ''}>
<button class="button">${tile.add}</button>
${reason ? html`<p class="field-error" id="quantity-error">${reason}</p>` : ''}
<p class="availability ${availability}">${tile.availability[availability]}</p></form>`
}

function details(page: Page, { attributes }: ProductBody): Html {
  const texts = page.texts(PRODUCT_TEXTS)
  const rows = Object.entries(attributes)
  if (rows.length === 0) return ''
  return html`<section class="details"><h2>${texts.details}</h2><dl>${rows.map(
    ([name, value]) => html`<div><dt>${attributeName(texts.attributes, name)}</dt><dd>${value}</dd></div>`,
  )}</dl></section>`
}

async function relatedTo(page: Page, { sku, category, family }: ProductBody): Promise<readonly ListedProductBody[]> {
  const query = { category, inStock: 'true', limit: String(RELATED + 1) } as const
  // Fails open: the page is shown without related products.
  const found = await bodyOf(page.api.v1.products.$get({ query })).catch(() => null)
  return (found?.items ?? [])
    .filter((other) => other.sku !== sku && (!family || other.family?.id !== family.id))
    .slice(0, RELATED)
}

function productData(page: Page, product: ProductBody): object {
  const { sku, title, description, images, price } = product
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    sku,
    name: title,
    description,
    image: images.map((image) => new URL(image, page.origin).href),
    offers: {
      '@type': 'Offer',
      url: `${page.origin}${productPath(page, sku)}`,
      price: decimalOf(price.amount, price.currency),
      priceCurrency: price.currency,
      availability: `https://schema.org/${AVAILABILITY[product.availability]}`,
    },
  }
}

const AVAILABILITY: { readonly [A in ProductBody['availability']]: string } = {
  in_stock: 'InStock',
  low_stock: 'LimitedAvailability',
  out_of_stock: 'OutOfStock',
  discontinued: 'Discontinued',
}
