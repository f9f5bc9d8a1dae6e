/**
 * The record: what an adopter's own database holds. One port, two adapters (MySQL, D1), one contract suite.
 * Every method throws TierError; an error is never an empty answer.
 */
import type { Copy, Held, Json, Kind } from '../../domain/copy.ts'
import type { Category, Product } from '../../domain/product.ts'
import type { QueryTerm, SearchTerm } from '../../domain/search/terms.ts'
import type { AggregateIds } from './aggregate-ids.ts'
import type { FeedRecord } from './feed.ts'
import type { HeatRecord } from './heat.ts'
import type { LedgerRecord } from './ledger.ts'
import type { OrderRecord } from './orders.ts'
import type { PriceRuleRecord } from './price-rules.ts'

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

/** The id of the dead letter of a copy that the record refused. */
export function deadLetterOf(kind: Kind, id: string): string {
  return `${kind}:${id}`
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins, or null when this was the last. */
  readonly next: string | null
}

/** `place`: by the place of the category in the tree, then by SKU. */
export type ProductSort = 'place' | 'relevance' | 'price' | '-price' | 'newest' | 'hot'

/** Which products are meant; active ones alone. */
export interface ProductFilter {
  /** All must be found in the product, of the loose ones more than half; none given: all products. */
  readonly terms?: readonly QueryTerm[]
  /** Only these categories (ids), when given. */
  readonly categories?: readonly string[]
  /** Minor units, both inclusive. */
  readonly minPrice?: number
  readonly maxPrice?: number
  readonly inStock?: boolean
}

export interface ProductQuery extends ProductFilter {
  /** `place` when it is not given; `relevance` without terms is `place`. */
  readonly sort?: ProductSort
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string
}

export interface CopyRecord {
  /**
   * Writes each copy unless the record holds the same or a newer position, all in one guarded statement, and reads
   * back what it holds. At most one copy per id; sorted by id by the caller.
   * In the same transaction stock sets the units of its products, keeping what others did to them, and orders their
   * lines; both follow from the row that stands, so that copies may come late and again.
   * @returns what the record holds afterwards, by id
   */
  putCopies(kind: Kind, copies: readonly Copy[]): Promise<ReadonlyMap<string, Held>>
  /** The copy as it was written, or null when there is none. */
  getCopy(kind: Kind, id: string): Promise<Copy | null>
  /** Carts that are bound to this user: those of guests who signed in. */
  listSealedTo(userId: string): Promise<readonly string[]>
  /**
   * Deletes tombstones last written before this time (milliseconds since 1970), at most so many: databases refuse or
   * give up statements that change too many rows.
   * @returns how many; fewer than the limit when there are no more
   */
  dropTombstones(kind: Kind, before: number, limit: number): Promise<number>
}

export interface DeadLetterRecord {
  addDeadLetter(letter: DeadLetter): Promise<void>
  /** Newest first. */
  listDeadLetters(limit: number, after?: string): Promise<Page<DeadLetter>>
  getDeadLetter(id: string): Promise<DeadLetter | null>
  /** False when there was none. */
  dropDeadLetter(id: string): Promise<boolean>
}

/** How many products a filter finds, by category and by price. */
export interface Facets {
  readonly categories: readonly { readonly id: string; readonly count: number }[]
  /** Only ranges that have products; `from` inclusive, `to` exclusive, null for no end; minor units. */
  readonly prices: readonly { readonly from: number; readonly to: number | null; readonly count: number }[]
  /** The counts are of a sample, for all. */
  readonly estimated?: true | undefined
}

/** Who changed what; `changes` by field. */
export interface AuditEntry {
  readonly id: string
  readonly at: number
  readonly actor: string
  readonly action: string
  /** `product:<sku>`, `category:<id>`, or of a rule of prices `<kind>:<id>`. */
  readonly subject: string
  readonly changes: { readonly [field: string]: { readonly from: Json; readonly to: Json } }
}

/** A product as it is to be: written when the record's is exactly one version before it (0: when there is none). */
export interface ProductWrite {
  readonly product: Product
  readonly terms: readonly SearchTerm[]
  readonly audit: AuditEntry | null
}

/** Refused while it has children or products, deleted ones aside. */
export interface CategoryDrop {
  readonly drop: string
  readonly version: number
  readonly audit: AuditEntry
}

export type CategoryWrite = { readonly category: Category; readonly audit: AuditEntry } | CategoryDrop

export interface CatalogueRecord {
  getProduct(sku: string): Promise<Product | null>
  /** Deleted ones too: their version is what a cache must know. */
  getProducts(skus: readonly string[]): Promise<ReadonlyMap<string, Product>>
  /** Active products only; stable under paging, whatever is edited meanwhile. */
  listProducts(query: ProductQuery): Promise<Page<Product>>
  facets(filter: ProductFilter): Promise<Facets>
  /** In tree order, with the number of active products of each category itself. */
  listCategories(): Promise<readonly (Category & { readonly count: number })[]>
  /**
   * Writes each product whose version in the record is the one before, with its terms and its audit entry, or leaves it
   * as it is; raises the epoch when one was written. All in one transaction.
   * @returns the SKUs that were written
   */
  writeProducts(writes: readonly ProductWrite[]): Promise<ReadonlySet<string>>
  /**
   * Sets the units on hand, as an edit by others would: what the stock's object put in stays its own.
   * @returns what was there before, of those that exist
   */
  setStock(units: readonly Pick<Product, 'sku' | 'onHand'>[]): Promise<ReadonlyMap<string, number>>
  /** What others did to the units on hand, all edits together; null when there is no such product. */
  outsideStock(sku: string): Promise<number | null>
  /** Writes one category like `writeProducts`. False when its version is another, or it is not to be dropped. */
  writeCategory(write: CategoryWrite): Promise<boolean>
  /** Terms of products whose texts were edited by others; raises the epoch in the same transaction. */
  indexProducts(products: readonly Pick<ProductWrite, 'product' | 'terms'>[]): Promise<void>
  /** Products written after this place, by anybody, the oldest first; `next` is never null but without any. */
  changedProducts(limit: number, after: ChangePlace): Promise<readonly ChangedProduct[]>
  /** All but deleted ones by SKU, those after this one; '' for the first. */
  exportProducts(limit: number, afterSku: string): Promise<readonly Product[]>
  /** Rises with every edit. */
  catalogueEpoch(): Promise<number>
  raiseCatalogueEpoch(): Promise<void>
  /** The newest first. */
  listAudit(subject: string | null, limit: number, after?: string): Promise<Page<AuditEntry>>
  /** Inserts or replaces by id and SKU; what is already there gets the next version. Leaves no audit entries. */
  load(categories: readonly LoadedCategory[], products: readonly LoadedProduct[]): Promise<void>
}

export type LoadedCategory = Omit<Category, 'version'>
export type LoadedProduct = Omit<Product, 'held' | 'weightGrams' | 'version' | 'createdAt' | 'updatedAt'> & {
  /** 0 when it is not given. */
  readonly weightGrams?: number
}

/** Where a reader of changes stands: the time and SKU of the last product it saw. */
export interface ChangePlace {
  readonly updatedAt: number
  readonly sku: string
}

export interface ChangedProduct {
  readonly product: Product
  /** Whether the search knows this version. */
  readonly indexed: boolean
}

export interface RecordStore
  extends CopyRecord,
    AggregateIds,
    DeadLetterRecord,
    CatalogueRecord,
    FeedRecord,
    HeatRecord,
    OrderRecord,
    PriceRuleRecord,
    LedgerRecord {
  /** Answers when the record does. */
  ping(): Promise<void>
}
