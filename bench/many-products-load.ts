/** Loads the many products of the bench into a record, as many in one transaction as the record writes at once. */
import { setImmediate as turn } from 'node:timers/promises'
import type { CatalogueRecord } from '../src/tiers/record/record.ts'
import type { ManyProducts } from './many-products.ts'

const AT_ONCE = 100

/** @returns seconds */
export async function loadMany(record: CatalogueRecord, { categories, products }: ManyProducts): Promise<number> {
  const startedAt = performance.now()
  await record.load(categories, [])
  for (let from = 0; from < products.length; from += AT_ONCE) {
    await record.load([], products.slice(from, from + AT_ONCE))
    // SQLite in this process leaves it no turn, and the gateway's idle connections would end unnoticed.
    await turn()
  }
  return (performance.now() - startedAt) / 1000
}
