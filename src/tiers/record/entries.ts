/** Entries of the record that several of its parts read or write. */
import type { Kind } from '../../domain/copy.ts'
import type { Product } from '../../domain/product.ts'

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

/** Where a reader of changes stands: the time and SKU of the last product it saw. */
export interface ChangePlace {
  readonly updatedAt: number
  readonly sku: string
}

export interface ChangedProduct {
  readonly product: Product
  /** Whether the search has the terms of this version. */
  readonly indexed: boolean
}
