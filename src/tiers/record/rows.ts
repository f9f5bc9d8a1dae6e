/**
 * The rows of the record, and the conversion between rows and copies, products and dead letters, for both adapters.
 */
import type { AuditEntry } from '../../domain/audit.ts'
import type { Copy, Held, Kind, Lists } from '../../domain/copy.ts'
import type { Category, Family, Product, ProductStatus } from '../../domain/product.ts'
import { TierError } from '../calls/tier-error.ts'
import { type ColumnsOf, columnsOf } from './columns.ts'
import type { ChangedProduct, DeadLetter } from './entries.ts'
import { lotOf } from './search/lot.ts'

export interface CopyRow {
  readonly id: string
  readonly epoch: number
  readonly version: number
  readonly schemaVersion: number
  readonly state: Copy['state']
  readonly seal: string | null
  readonly lists: string | null
  readonly updatedAt: number
}

export type OrderRow = CopyRow & ColumnsOf<'order'>

export interface ProductRow
  extends Omit<Product, 'title' | 'description' | 'images' | 'attributes' | 'labels' | 'status' | 'family'> {
  readonly title: string
  readonly description: string
  readonly images: string
  readonly attributes: string
  readonly labels: string
  /** `variant`: for sale, but lists show another variant of its family; families.ts decides which one. */
  readonly status: ProductStatus | 'variant'
  readonly family: string | null
  /** The rest of its family. */
  readonly variant: string | null
  readonly objectOnHand: number
  readonly indexedVersion: number
  readonly edit: string
  readonly lot: number
}

export interface CategoryRow {
  readonly id: string
  readonly parent: string | null
  readonly name: string
  readonly siblingRank: number
  readonly version: number
}

export interface AuditRow extends Omit<AuditEntry, 'changes'> {
  readonly changes: string
}

export interface DeadLetterRow extends Omit<DeadLetter, 'at'> {
  readonly refusedAt: number
}

export function copyToRow<K extends Kind>(kind: K, copy: Copy): CopyRow & ColumnsOf<K> {
  const live = copy.state === 'live'
  return {
    id: copy.id,
    epoch: copy.epoch,
    version: copy.version,
    schemaVersion: copy.schema,
    state: copy.state,
    seal: live ? copy.seal : null,
    lists: live ? JSON.stringify(copy.lists) : null,
    updatedAt: copy.updatedAt,
    ...columnsOf(kind, live ? copy : null),
  }
}

export function heldById(rows: readonly (Held & { readonly id: string })[]): ReadonlyMap<string, Held> {
  return new Map(rows.map(({ id, ...held }) => [id, held]))
}

/** Throws a refusal when an outside edit left the row unreadable: the record answered, but not with a copy. */
export function copyFromRow(kind: Kind, row: CopyRow): Copy {
  const { id, epoch, version, updatedAt } = row
  const head = { kind, id, epoch, version, schema: row.schemaVersion, updatedAt }
  if (row.state !== 'live') return { ...head, state: row.state }
  const lists = parse<Lists | null>(row.lists, null)
  if (!lists) throw new TierError('record', 'refused', `unreadable row of kind ${kind}`)
  return { ...head, state: 'live', seal: row.seal, lists }
}

export function readableCopies(kind: Kind, rows: readonly CopyRow[]): readonly Copy[] {
  return rows.flatMap((row) => {
    try {
      return [copyFromRow(kind, row)]
    } catch {
      return []
    }
  })
}

/**
 * Inserts 0 for the units held and the units that the stock's object put in, because only the stock's copy sets them;
 * edits of an existing row leave both unchanged.
 * @param edit the name of the edit; its terms are written under the same name
 */
export function productToRow(product: Product, edit: string): ProductRow {
  const { family } = product
  return {
    ...product,
    status: family && product.status === 'active' ? 'variant' : product.status,
    family: family?.id ?? null,
    variant: family ? JSON.stringify({ title: family.title, options: family.options }) : null,
    objectOnHand: 0,
    held: 0,
    edit,
    lot: lotOf(product.sku),
    // families.ts indexes variants. After a crash the feed finds that they are not indexed.
    indexedVersion: family ? 0 : product.version,
    title: JSON.stringify(product.title),
    description: JSON.stringify(product.description),
    images: JSON.stringify(product.images),
    attributes: JSON.stringify(product.attributes),
    labels: JSON.stringify(product.labels),
  }
}

/** A text that an outside edit broke is read as empty, because it must not make the catalogue's lists fail. */
export function productFromRow(row: ProductRow): Product {
  return {
    sku: row.sku,
    title: parse(row.title, {}),
    description: parse(row.description, {}),
    category: row.category,
    priceAmount: row.priceAmount,
    compareAtAmount: row.compareAtAmount,
    images: parse(row.images, []),
    attributes: parse(row.attributes, {}),
    labels: parse(row.labels, []),
    status: row.status === 'variant' ? 'active' : row.status,
    ...(row.family !== null && { family: familyFromRow(row.family, row.variant) }),
    onHand: row.onHand,
    held: row.held,
    weightGrams: row.weightGrams,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }
}

export function familyFromRow(id: string, variant: string | null): Family {
  const { title, options } = parse<Partial<Family>>(variant, {})
  return { id, title: title ?? {}, options: Array.isArray(options) ? options : [] }
}

export function changedFromRow(row: ProductRow): ChangedProduct {
  return { product: productFromRow(row), indexed: row.indexedVersion >= row.version }
}

export function auditToRow({ changes, ...entry }: AuditEntry): AuditRow {
  return { ...entry, changes: JSON.stringify(changes) }
}

export function auditFromRow({ changes, ...entry }: AuditRow): AuditEntry {
  return { ...entry, changes: parse(changes, {}) }
}

export function categoryToRow(category: Category): CategoryRow {
  const { id, parent, name, rank, version } = category
  return { id, parent, name: JSON.stringify(name), siblingRank: rank, version }
}

export function categoryFromRow(row: CategoryRow): Category {
  const { id, parent, siblingRank: rank, version } = row
  return { id, parent, name: parse(row.name, {}), rank, version }
}

export function deadLetterToRow(letter: DeadLetter): DeadLetterRow {
  const { at, ...rest } = letter
  return { ...rest, refusedAt: at }
}

export function deadLetterFromRow(row: DeadLetterRow): DeadLetter {
  const { refusedAt, ...rest } = row
  return { ...rest, at: refusedAt }
}

// The cast: only this file writes JSON to these columns, or an adopter who keeps its documented shape.
export function parse<Value>(text: string | null, fallback: Value): Value {
  try {
    const value: unknown = text === null ? null : JSON.parse(text)
    const sameShape = typeof value === 'object' && value !== null && Array.isArray(value) === Array.isArray(fallback)
    return sameShape ? (value as Value) : fallback
  } catch {
    return fallback
  }
}
