/** Loads the bench's products into a record, with as many per transaction as the record writes at once. */
import { setImmediate as turn } from 'node:timers/promises'
import type { CatalogueRecord } from '../src/tiers/record/record.ts'
import type { ManyProducts } from './many-products.ts'

const AT_ONCE = 100

/** @returns the duration in seconds */
export async function loadMany(record: CatalogueRecord, { categories, products }: ManyProducts): Promise<number> {
  const startedAt = performance.now()
  await record.load(categories, [])
  for (let from = 0; from < products.length; from += AT_ONCE) {
    await record.load([], products.slice(from, from + AT_ONCE))
    // Yields, because SQLite in this process blocks the event loop, and idle gateway connections would end unnoticed.
    await turn()
  }
  return (performance.now() - startedAt) / 1000
}
