/**
 * The record: what an adopter's own database holds. One port, two adapters (MySQL, D1), one contract suite.
 * Every method throws TierError; an error is never an empty answer.
 */
import type { Copy, Held, Kind } from '../../domain/copy.ts'
import type { Category, Product } from '../../domain/product.ts'

export interface DeadLetter {
  readonly id: string
  /** Null when the message was unreadable. */
  readonly kind: string | null
  readonly aggregateId: string | null
  readonly epoch: number | null
  readonly version: number | null
  readonly reason: string
  readonly at: number
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins, or null when this was the last. */
  readonly next: string | null
}

export interface ProductQuery {
  /** Only these categories (ids), when given. */
  readonly categories?: readonly string[]
  readonly inStock?: boolean
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string
}

export interface CopyRecord {
  /**
   * Writes each copy unless the record holds the same or a newer position, all in one guarded statement, and reads
   * back what it holds. At most one copy per id; sorted by id by the caller.
   * @returns what the record holds afterwards, by id
   */
  putCopies(kind: Kind, copies: readonly Copy[]): Promise<ReadonlyMap<string, Held>>
  /** The copy as it was written, or null when there is none. */
  getCopy(kind: Kind, id: string): Promise<Copy | null>
  /** Deletes tombstones last written before this time (milliseconds since 1970). */
  dropTombstones(kind: Kind, before: number): Promise<number>
}

export interface DeadLetterRecord {
  addDeadLetter(letter: DeadLetter): Promise<void>
  /** Newest first. */
  listDeadLetters(limit: number, after?: string): Promise<Page<DeadLetter>>
  getDeadLetter(id: string): Promise<DeadLetter | null>
  /** False when there was none. */
  dropDeadLetter(id: string): Promise<boolean>
}

export interface CatalogueRecord {
  getProduct(sku: string): Promise<Product | null>
  getProducts(skus: readonly string[]): Promise<ReadonlyMap<string, Product>>
  /** Active products only, ordered by category rank, then SKU; stable under paging. */
  listProducts(query: ProductQuery): Promise<Page<Product>>
  /** In tree order, with the number of active products of each category itself. */
  listCategories(): Promise<readonly (Category & { readonly count: number })[]>
  /** Inserts or replaces by id and SKU; a product that is already there gets the next version. */
  load(categories: readonly Category[], products: readonly Omit<Product, 'version' | 'updatedAt'>[]): Promise<void>
}

export interface RecordStore extends CopyRecord, DeadLetterRecord, CatalogueRecord {
  /** Answers when the record does. */
  ping(): Promise<void>
}
