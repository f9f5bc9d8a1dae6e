/**
 * The facts of a write that the client must not supply: title and price of the products that it names. Fails closed:
 * while the catalogue is unavailable, adding is refused.
 */
import type { CartStepResult } from '../../contract/rpc/cart.ts'
import type { ProductFacts } from '../../domain/cart/cart.ts'
import type { CartCommand } from '../../domain/cart/decide.ts'
import { skuOf } from '../../domain/cart/line-id.ts'
import { addressOf } from '../../domain/media/image.ts'
import { availabilityOf, type Product, textIn } from '../../domain/product.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Gatherer } from '../heat/gatherer.ts'
import type { Operation } from './command.ts'

export type Facts = ReadonlyMap<string, ProductFacts | null>

/** Looks up the products that the commands name or depend on; without a promise when the isolate has them. */
export function factsFor(
  catalogue: Catalogue,
  operations: readonly Operation[],
  locales: readonly string[],
): Facts | Promise<Facts> {
  const skus = [...new Set(operations.flatMap(({ command }) => skusToLookUp(command)))]
  const held = catalogue.heldMany(skus)
  return held ? factsIn(skus, held, locales) : catalogue.getMany(skus).then((found) => factsIn(skus, found, locales))
}

function factsIn(skus: readonly string[], products: ReadonlyMap<string, Product>, locales: readonly string[]): Facts {
  return new Map(skus.map((sku) => [sku, factsOf(products.get(sku) ?? null, locales)]))
}

function skusToLookUp(command: CartCommand): readonly string[] {
  if (command.type === 'add') return [command.sku]
  if (command.type === 'set') return command.selected ? [skuOf(command.sku)] : []
  if (command.type === 'select') return command.selected ? (command.skus ?? []).map(skuOf) : []
  return []
}

function factsOf(product: Product | null, wanted: readonly string[]): ProductFacts | null {
  if (!product || availabilityOf(product) === 'discontinued') return null
  return {
    title: textIn(product.title, wanted),
    price: product.priceAmount,
    image: addressOf(product.images[0]),
    labels: product.labels,
  }
}

/** Counts the added products for the rankings. */
export function noteAdds(heat: Gatherer, operations: readonly Operation[], results: readonly CartStepResult[]): void {
  for (const [index, { command }] of operations.entries()) {
    if (command.type === 'add' && results[index]?.status === 'accepted') heat.note('add', command.sku)
  }
}
