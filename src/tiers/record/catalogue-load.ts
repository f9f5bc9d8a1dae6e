/**
 * The parts of a catalogue load that both adapters share: products are loaded through the same guarded write as edits,
 * and every change of the tree of categories ranks the whole tree again.
 */
import type { Category } from '../../domain/product.ts'
import { indexTerms } from '../../domain/search/terms.ts'
import { TierError } from '../calls/tier-error.ts'
import type { CatalogueRecord, CategoryWrite, LoadedProduct, ProductWrite } from './record.ts'
import { type CategoryRow, categoryFromRow, categoryToRow } from './rows.ts'
import { mergeTree } from './tree-order.ts'

/** Rank of products whose category is not in the tree: lists show them after all others. */
export const UNFILED_RANK = 2_147_483_647

const PRODUCTS_PER_WRITE = 100
const TRIES = 3

type Loading = Pick<CatalogueRecord, 'getProducts' | 'writeProducts' | 'setStock'>

/** Each product gets the next version. Unlike an edit, a load also sets the stock. */
export async function loadProducts(record: Loading, loaded: readonly LoadedProduct[], now: number): Promise<void> {
  for (let from = 0; from < loaded.length; from += PRODUCTS_PER_WRITE) {
    const run = loaded.slice(from, from + PRODUCTS_PER_WRITE)
    await writeRun(record, run, now)
    await record.setStock(run)
  }
}

async function writeRun(record: Loading, run: readonly LoadedProduct[], now: number): Promise<void> {
  let rest = run
  for (let tries = 0; tries < TRIES && rest.length > 0; tries++) {
    const standing = await record.getProducts(rest.map(({ sku }) => sku))
    const writes = rest.map((product): ProductWrite => {
      const before = standing.get(product.sku)
      const version = (before?.version ?? 0) + 1
      return {
        product: {
          weightGrams: 0,
          ...product,
          held: before?.held ?? 0,
          ...{ version, createdAt: before?.createdAt ?? now, updatedAt: now },
        },
        terms: indexTerms(product),
        audit: null,
      }
    })
    const written = await record.writeProducts(writes)
    rest = rest.filter(({ sku }) => !written.has(sku))
  }
  if (rest.length > 0) throw new TierError('record', 'down', 'products were edited while they were loaded')
}

export interface TreeRow extends CategoryRow {
  readonly treeRank: number
}

/** All categories as rows in tree order; the written ones have their new place. */
export function treeRows(stored: readonly CategoryRow[], written: readonly Category[]): readonly TreeRow[] {
  const tree = mergeTree(stored.map(categoryFromRow), written)
  return tree.map((category, treeRank) => ({ ...categoryToRow(category), treeRank }))
}

/** Returns the tree after the write, and the row that the write changes: null when the write drops it. */
export function afterWrite(stored: readonly CategoryRow[], write: CategoryWrite) {
  if ('drop' in write) {
    const rows = treeRows(
      stored.filter(({ id }) => id !== write.drop),
      [],
    )
    return { id: write.drop, version: write.version, rows }
  }
  return { id: write.category.id, version: write.category.version - 1, rows: treeRows(stored, [write.category]) }
}
