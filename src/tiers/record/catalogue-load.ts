/** What `load` writes, for both adapters: the merged tree in its order, and products as of now. */
import type { Category, Product } from '../../domain/product.ts'
import { type CategoryRow, categoryFromRow, categoryToRow, type ProductRow, productToRow } from './rows.ts'
import { mergeTree } from './tree-order.ts'

/** Where products of a category that is not in the tree come in lists: after all others. */
export const UNFILED_RANK = 2_147_483_647

const ROWS_PER_STATEMENT = 100

/** All categories, the stored ones too: a category that comes between them moves the places of those after it. */
export function categoryRows(stored: readonly CategoryRow[], loaded: readonly Category[]) {
  const tree = mergeTree(stored.map(categoryFromRow), loaded)
  return inRuns(tree.map((category, treeRank) => ({ ...categoryToRow(category), treeRank })))
}

/** A product that is already there keeps its row and gets the next version. */
export function productRows(loaded: readonly Omit<Product, 'version' | 'updatedAt'>[], now: number): ProductRow[][] {
  return inRuns(loaded.map((product) => productToRow({ ...product, version: 1, updatedAt: now })))
}

function inRuns<Row>(rows: readonly Row[]): Row[][] {
  const runs = Math.ceil(rows.length / ROWS_PER_STATEMENT)
  return Array.from({ length: runs }, (_, run) => rows.slice(run * ROWS_PER_STATEMENT, (run + 1) * ROWS_PER_STATEMENT))
}
