/**
 * The way of each table in a move. Invariant: every table of the schema is named here, which a test checks.
 * Copies and products are moved by the record's own writes; what is derived from them is made again by the same writes,
 * so that it can never disagree with its row. Everything else is moved as it is.
 */
import type { Kind } from '../../src/domain/copy.ts'
import type { TableName } from './sides.ts'

export const KIND_TABLES = {
  cart: 'carts',
  account: 'accounts',
  claim: 'claims',
  stock: 'stock',
  order: 'orders',
} as const satisfies { readonly [K in Kind]: TableName }

/** Made again: order lines from orders; terms and words from products. */
export const DERIVED: readonly TableName[] = ['orderLines', 'productTerms', 'productWords']

export interface MovedTable {
  readonly table: TableName
  readonly key: readonly string[]
  /**
   * After the switch, when the target has rows of its own: `newer` replaces a row with a smaller version, `absent` only
   * adds rows, `greater` raises counts.
   */
  readonly later: 'newer' | 'absent' | 'greater'
  /** Whether rows disappear from it, so that rows that only the target has are deleted before the switch. */
  readonly shrinks: boolean
}

export const OTHERS: readonly MovedTable[] = [
  { table: 'categories', key: ['id'], later: 'newer', shrinks: true },
  { table: 'priceRules', key: ['kind', 'id'], later: 'newer', shrinks: false },
  { table: 'audit', key: ['id'], later: 'absent', shrinks: true },
  { table: 'jobRuns', key: ['name'], later: 'absent', shrinks: false },
  { table: 'deadLetters', key: ['id'], later: 'absent', shrinks: true },
  { table: 'reports', key: ['id'], later: 'absent', shrinks: true },
  // Counts of the seconds between the last pass and the switch are in one of the two sums.
  { table: 'productHeatDays', key: ['day', 'sku'], later: 'greater', shrinks: true },
  { table: 'productHeat', key: ['sku'], later: 'absent', shrinks: true },
  { table: 'heatBatches', key: ['id'], later: 'absent', shrinks: true },
  { table: 'watermarks', key: ['id'], later: 'absent', shrinks: false },
  { table: 'catalogueState', key: ['id'], later: 'absent', shrinks: false },
]

/** Every table whose rows are read in a move. */
export const MOVED_TABLES: readonly TableName[] = [
  ...Object.values(KIND_TABLES),
  'products',
  'orderLines',
  ...OTHERS.map(({ table }) => table),
]
