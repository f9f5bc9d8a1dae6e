/**
 * The record: the data in the adopter's own database. One port, two adapters (MySQL, D1), one contract suite.
 * Every method throws TierError. Invariant: an error is never an empty answer.
 */
import type { AuditEntry } from '../../domain/audit.ts'
import type { Copy, Held, Kind } from '../../domain/copy.ts'
import type { Category, Product, ProductStatus, Variant } from '../../domain/product.ts'
import type { QueryTerm, SearchTerm } from '../../domain/search/terms.ts'
import type { AggregateIds } from './aggregate-ids.ts'
import type { AuditRecord } from './audit.ts'
import type { ChangedProduct, ChangePlace, DeadLetter, Page } from './entries.ts'
import type { FeedRecord } from './feed.ts'
import type { HeatRecord } from './heat.ts'
import type { JobRecord } from './job-runs.ts'
import type { LedgerRecord } from './ledger.ts'
import type { MediaRecord } from './media.ts'
import type { OrderRecord } from './order-record.ts'
import type { PriceRuleRecord } from './price-rules.ts'
import type { ReportRecord } from './reports.ts'
import type { CountedFacet } from './search/facet-words.ts'

/** `place` sorts by the place of the category in the tree, then by SKU. */
export type ProductSort = 'place' | 'relevance' | 'price' | '-price' | 'newest' | 'hot'

/** Selects products; only active ones match. */
export interface ProductFilter {
  /** A product must have all firm terms and more than half of the loose ones; absent: all products match. */
  readonly terms?: readonly QueryTerm[]
  /** Only these categories (ids), when given. */
  readonly categories?: readonly string[]
  /** Minor units; both bounds are inclusive. */
  readonly minPrice?: number
  readonly maxPrice?: number
  readonly inStock?: boolean
  /** Keys of facets: a product must have one of each name, and of a family one variant must. */
  readonly facets?: readonly string[]
}

export interface FacetQuery extends ProductFilter {
  /** Counts options and attributes too, which reads another row for each counted product. */
  readonly options?: true
}

export interface ProductQuery extends ProductFilter {
  /** Default `place`; `relevance` without terms means `place`. */
  readonly sort?: ProductSort
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string
}

/**
 * The copies in the record. A newer copy replaces an older one as a whole, in any order of arrival.
 * @example
 * import { compare } from '../../domain/position.ts'
 * const held = new Map<string, Copy>()
 * const putCopies: CopyRecord['putCopies'] = async (_, copies) => {
 *   for (const copy of copies) if (compare(copy, held.get(copy.id) ?? { epoch: 0, version: 0 }) > 0) held.set(copy.id, copy)
 *   return new Map(copies.map(({ id }) => [id, held.get(id) as Copy]))
 * }
 * const copy = (version: number) => ({ kind: 'cart', id: 'gst_ann', epoch: 7, version })
 * await putCopies('cart', [copy(2)])
 * (await putCopies('cart', [copy(1)])).get('gst_ann').version // => 2
 */
export interface CopyRecord {
  /**
   * Writes each copy unless the record holds the same or a newer position, all in one guarded statement, and reads
   * back what it holds. At most one copy per id; the caller sorts them by id.
   * In the same transaction stock copies set the units of their products, keeping outside edits, and order copies set
   * their lines. Both are derived from the row that now stands, so copies may arrive late or again.
   * @returns what the record holds afterwards, by id
   */
  putCopies(kind: Kind, copies: readonly Copy[]): Promise<ReadonlyMap<string, Held>>
  /** The copy as it was written; null when there is none. */
  getCopy(kind: Kind, id: string): Promise<Copy | null>
  /** Ids of carts that are bound to this user: carts of guests who signed in. */
  listSealedTo(userId: string): Promise<readonly string[]>
  /**
   * Deletes up to `limit` tombstones last written before this time (milliseconds since 1970). Limited because databases
   * refuse or abort statements that change too many rows.
   * @returns the number deleted; less than the limit when none are left
   */
  dropTombstones(kind: Kind, before: number, limit: number): Promise<number>
}

/** Bounds the rows that a count reads. */
export const MAX_COUNTED_LETTERS = 10_000

export interface DeadLetterRecord {
  addDeadLetter(letter: DeadLetter): Promise<void>
  /** Newest first. */
  listDeadLetters(limit: number, after?: string): Promise<Page<DeadLetter>>
  getDeadLetter(id: string): Promise<DeadLetter | null>
  /** At most {@link MAX_COUNTED_LETTERS}. */
  countDeadLetters(): Promise<number>
  /** False when the dead letter does not exist. */
  dropDeadLetter(id: string): Promise<boolean>
}

/** Counts of the products that a filter matches, by category and by price. */
export interface Facets {
  readonly categories: readonly { readonly id: string; readonly count: number }[]
  /** Only price ranges with products; `from` inclusive, `to` exclusive, null for no upper end; minor units. */
  readonly prices: readonly { readonly from: number; readonly to: number | null; readonly count: number }[]
  /** Only if the query asked for them. */
  readonly options?: readonly CountedFacet[] | undefined
  /** Set when the counts are extrapolated from a sample. */
  readonly estimated?: true | undefined
}

/** The new state of a product: written if the record's version is exactly one lower (0: no product). */
export interface ProductWrite {
  readonly product: Product
  readonly terms: readonly SearchTerm[]
  readonly audit: AuditEntry | null
}

/** Refused while the category has children or products that are not deleted. */
export interface CategoryDrop {
  readonly drop: string
  readonly version: number
  readonly audit: AuditEntry
}

export type CategoryWrite = { readonly category: Category; readonly audit: AuditEntry } | CategoryDrop

export interface CatalogueRecord {
  getProduct(sku: string): Promise<Product | null>
  /** Returns deleted products too, because caches need their version. */
  getProducts(skus: readonly string[]): Promise<ReadonlyMap<string, Product>>
  /** The variants for sale of each family, in order of SKU. */
  variantsOf(families: readonly string[]): Promise<ReadonlyMap<string, readonly Variant[]>>
  /** Active products only, one variant for each family; stable under paging while products are edited. */
  listProducts(query: ProductQuery): Promise<Page<Product>>
  /** All products of one status, the newest first. */
  productsIn(status: ProductStatus, limit: number, after?: string): Promise<Page<Product>>
  facets(query: FacetQuery): Promise<Facets>
  /** Categories in tree order, each with the number of active products directly in it. */
  listCategories(): Promise<readonly (Category & { readonly count: number })[]>
  /**
   * Writes each product whose version in the record is exactly one lower, with its terms and its audit entry, and
   * leaves the others as they are; raises the epoch if a product was written. All in one transaction.
   * @returns the SKUs that were written
   */
  writeProducts(writes: readonly ProductWrite[]): Promise<ReadonlySet<string>>
  /**
   * Sets the units on hand as an outside edit would; the part that the stock's object put in does not change.
   * @returns the units before, of the products that exist
   */
  setStock(units: readonly Pick<Product, 'sku' | 'onHand'>[]): Promise<ReadonlyMap<string, number>>
  /** Sum of all outside edits of the units on hand; null when the product does not exist. */
  outsideStock(sku: string): Promise<number | null>
  /** Writes one category like `writeProducts`. False when its version differs, or when it must not be dropped. */
  writeCategory(write: CategoryWrite): Promise<boolean>
  /** Writes the terms of products whose texts others edited; raises the epoch in the same transaction. */
  indexProducts(products: readonly Pick<ProductWrite, 'product' | 'terms'>[]): Promise<void>
  /** Products written after this place by any writer, oldest first; `next` is null only when there are none. */
  changedProducts(limit: number, after: ChangePlace): Promise<readonly ChangedProduct[]>
  /** Products that are not deleted, in order of SKU, those after `afterSku`; '' for the first page. */
  exportProducts(limit: number, afterSku: string): Promise<readonly Product[]>
  /** Rises with every edit. */
  catalogueEpoch(): Promise<number>
  raiseCatalogueEpoch(): Promise<void>
  /** Inserts, or replaces by id and SKU; existing rows get the next version. Writes no audit entries. */
  load(categories: readonly LoadedCategory[], products: readonly LoadedProduct[]): Promise<void>
}

export type LoadedCategory = Omit<Category, 'version'>
export type LoadedProduct = Omit<Product, 'held' | 'weightGrams' | 'version' | 'createdAt' | 'updatedAt'> & {
  /** Default 0. */
  readonly weightGrams?: number
}

export interface RecordStore
  extends CopyRecord,
    AggregateIds,
    AuditRecord,
    DeadLetterRecord,
    CatalogueRecord,
    FeedRecord,
    HeatRecord,
    OrderRecord,
    PriceRuleRecord,
    LedgerRecord,
    ReportRecord,
    JobRecord,
    MediaRecord {
  /** Resolves when the record answers. */
  ping(): Promise<void>
}
