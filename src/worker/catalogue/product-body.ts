/** A product as clients see it. */
import type { ProductBody } from '../../contract/answers/catalogue.ts'
import type { Config } from '../../contract/config.ts'
import { type AttributeValue, availabilityOf, type Product, textIn } from '../../domain/product.ts'

/** How products are shown in this deployment. */
export type Showing = Pick<Config, 'CURRENCY' | 'LOW_STOCK_UNITS'>

export function bodyOf(product: Product, wanted: readonly string[], config: Showing): ProductBody {
  const { CURRENCY: currency, LOW_STOCK_UNITS } = config
  const { sku, category, priceAmount, compareAtAmount, images, attributes, labels, version } = product
  return {
    sku,
    title: textIn(product.title, wanted),
    description: textIn(product.description, wanted),
    category,
    price: { amount: priceAmount, currency },
    ...(compareAtAmount !== null && { compareAtPrice: { amount: compareAtAmount, currency } }),
    images: [...images],
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, attributeIn(value, wanted)]),
    ),
    labels: [...labels],
    availability: availabilityOf(product, LOW_STOCK_UNITS),
    version,
  }
}

function attributeIn(value: AttributeValue, wanted: readonly string[]): string {
  return typeof value === 'string' ? value : textIn(value, wanted)
}
