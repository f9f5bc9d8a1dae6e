/**
 * The products, and another system that edits their units in the record, by difference.
 * Invariant: it remembers every edit, and `outside` must equal their sum.
 */
import { PRODUCTS } from '../intentions.ts'
import type { World } from '../world.ts'

export const SKUS = ['tea', 'pot', 'cup', 'jar', 'pan'] as const
export const SHIPPING = 500

export function priceOf(sku: string): number {
  return PRODUCTS.get(sku)?.price ?? 0
}

export class Market {
  readonly #world: World
  /** By SKU: the sum of all edits, after each of them. */
  readonly #outside = new Map<string, number[]>()
  /** SKUs of which the other system took units that may have been held or sold here. */
  readonly robbed = new Set<string>()

  constructor(world: World) {
    this.#world = world
    for (const sku of SKUS) {
      const first = world.scheduler.pick([2, 20, 1000, 1000, 3000])
      this.#outside.set(sku, [first])
      world.sql(
        `INSERT INTO products (sku, title, description, category, price_amount, images, attributes, labels, status,
           on_hand, version, updated_at)
         VALUES ('${sku}', '{}', '{}', 'all', ${priceOf(sku)}, '[]', '{}', '[]', 'active', ${first}, 1, '2026-11-22 00:00:00.000')`,
      )
    }
  }

  /** The sum of the other system's edits. */
  outside(sku: string): number {
    return this.#outside.get(sku)?.at(-1) ?? 0
  }

  /** Whether the edits ever had this sum; before the first read the sum is zero. */
  everWas(sku: string, outside: number): boolean {
    return this.#outside.get(sku)?.includes(outside) ?? false
  }

  /** The other system counts units in or out. */
  edit(sku: string, by: number): void {
    this.#world.scheduler.trace?.(`    another system adds ${by} to ${sku}`)
    this.#world.sql(`UPDATE products SET on_hand = on_hand + ${by} WHERE sku = '${sku}'`)
    this.#outside.get(sku)?.push(this.outside(sku) + by)
    if (by < 0) this.robbed.add(sku)
  }

  /** The record's row of a product. */
  row(sku: string): { readonly onHand: number; readonly own: number; readonly held: number } {
    const [row] = this.#world.d1.look('SELECT on_hand, object_on_hand, held FROM products WHERE sku = ?', sku)
    return { onHand: Number(row?.on_hand), own: Number(row?.object_on_hand), held: Number(row?.held) }
  }
}
