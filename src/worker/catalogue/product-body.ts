/** A product as clients see it. */
import type { MediaBody, ProductBody } from '../../contract/answers/catalogue.ts'
import type { Config } from '../../contract/config.ts'
import { addressesOf, type ProductImage } from '../../domain/media/image.ts'
import { mediaAt } from '../../domain/media/name.ts'
import { type AttributeValue, availabilityOf, type Family, type Product, textIn } from '../../domain/product.ts'

/** How products are shown in this deployment. */
export type Showing = Pick<Config, 'CURRENCY' | 'LOW_STOCK_UNITS'>

export function bodyOf(product: Product, wanted: readonly string[], config: Showing): ProductBody {
  const { CURRENCY: currency, LOW_STOCK_UNITS } = config
  const { sku, category, priceAmount, compareAtAmount, images, attributes, labels, version, family } = product
  return {
    sku,
    title: textIn(product.title, wanted),
    description: textIn(product.description, wanted),
    category,
    price: { amount: priceAmount, currency },
    ...(compareAtAmount !== null && { compareAtPrice: { amount: compareAtAmount, currency } }),
    images: addressesOf(images),
    ...mediaIn(images, wanted),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, attributeIn(value, wanted)]),
    ),
    labels: [...labels],
    availability: availabilityOf(product, LOW_STOCK_UNITS),
    ...(family && { family: familyIn(family, wanted) }),
    version,
  }
}

/** Sizes and alternative texts of all images, in their order; nothing if none is known of any. */
function mediaIn(images: readonly ProductImage[], wanted: readonly string[]): { media?: MediaBody[] } {
  const media = images.map((image) => mediaBody(image, wanted))
  return media.some(({ alt, width }) => alt !== undefined || width !== undefined) ? { media } : {}
}

function mediaBody(image: ProductImage, wanted: readonly string[]): MediaBody {
  const { src, alt } =
    typeof image === 'object' ? { src: image.src, alt: textIn(image.alt, wanted) } : { src: image, alt: '' }
  const known = mediaAt(src)
  return { src, ...(alt && { alt }), ...(known && { width: known.width, height: known.height }) }
}

function familyIn({ id, title, options }: Family, wanted: readonly string[]) {
  return {
    id,
    title: textIn(title, wanted),
    options: options.map(({ name, value }) => ({ name: textIn(name, wanted), value: textIn(value, wanted) })),
  }
}

function attributeIn(value: AttributeValue, wanted: readonly string[]): string {
  return typeof value === 'string' ? value : textIn(value, wanted)
}
