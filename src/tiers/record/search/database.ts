/** The tables and queries of a database that the search needs. */
import type { Column, SQL, SQLWrapper } from 'drizzle-orm'
import type { Product } from '../../../domain/product.ts'
import type { Columns } from '../columns.ts'
import type { ProductWords } from './product-words.ts'
import type { Counting } from './terms.ts'

/** The tables as drizzle has them for either database. */
export interface SearchTables {
  readonly products: Columns<
    'sku' | 'category' | 'priceAmount' | 'onHand' | 'held' | 'status' | 'createdAt' | 'lot' | 'family'
  >
  readonly productTerms: Columns<'term' | 'sku' | 'weight'>
  readonly productWords: ProductWords
  readonly productHeat: Columns<'sku' | 'score'>
  readonly categories: Columns<'id' | 'treeRank'>
}

export interface SearchDatabase extends Counting {
  isOneOf(column: Column, values: readonly string[]): SQL
  /**
   * Names the index to use. Several indexes begin with the status, and MariaDB may choose one that reads half the
   * table.
   */
  by(table: SQLWrapper, index: ProductIndex): SQL
  /** The products that `page` names, as SKU and place, in this order. */
  read(page: SQL, place: SQL<number>, order: SQL): Promise<readonly Placed[]>
}

export type ProductIndex = `products_by_${'lot' | 'price' | 'creation' | 'category' | 'category_price'}`

export interface Placed {
  readonly product: Product
  readonly place: number
}
