/**
 * The record's tables in D1 (SQLite): the same tables, columns and meanings as in ../mysql/schema.ts, which
 * documents them. SQLite compares text by byte by default. Times are text in UTC, `2026-11-22 07:38:00.123`.
 */
import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  customType,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
} from 'drizzle-orm/sqlite-core'
import { fromUtcText, toUtcText } from '../utc-text.ts'

const DAY_MS = 24 * 3600_000

const ORDER_STATUSES = [
  'holding',
  'refused',
  'pending_payment',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'refund_pending',
  'refunded',
] as const

const utcTime = customType<{ data: number; driverData: string }>({
  dataType: () => 'text',
  toDriver: toUtcText,
  fromDriver: fromUtcText,
})

/** A number of days since 1970, stored as text such as `2026-11-22`. */
const utcDay = customType<{ data: number; driverData: string }>({
  dataType: () => 'text',
  toDriver: (day) => toUtcText(day * DAY_MS).slice(0, 10),
  fromDriver: (text) => fromUtcText(`${text} 00:00:00`) / DAY_MS,
})

const copyColumns = () => ({
  id: text('id').primaryKey(),
  epoch: integer('epoch').notNull(),
  version: integer('version').notNull(),
  schemaVersion: integer('schema_version').notNull(),
  state: text('state', { enum: ['live', 'expired', 'erased'] }).notNull(),
  seal: text('seal'),
  lists: text('lists'),
  updatedAt: utcTime('updated_at').notNull(),
})

/** Indexes tombstones only, because the sweeps look for them by time; writes of live rows do not pay for this index. */
const endedIndex = (name: string, { updatedAt }: { updatedAt: AnySQLiteColumn }) =>
  index(name).on(updatedAt).where(sql`state in ('expired', 'erased')`)

export const carts = sqliteTable(
  'carts',
  {
    ...copyColumns(),
    itemCount: integer('item_count').notNull(),
    lineCount: integer('line_count').notNull(),
    settling: integer('settling').notNull().default(0),
  },
  (table) => [
    endedIndex('carts_by_end', table),
    index('carts_by_settling').on(table.settling, table.id).where(sql`settling = 1`),
    index('carts_by_seal').on(table.seal).where(sql`seal is not null`),
  ],
)

export const accounts = sqliteTable(
  'accounts',
  {
    ...copyColumns(),
    email: text('email'),
    name: text('name'),
    role: text('role'),
    createdAt: utcTime('created_at'),
    settling: integer('settling').notNull().default(0),
  },
  (table) => [
    index('accounts_by_settling').on(table.settling, table.id).where(sql`settling = 1`),
    endedIndex('accounts_by_end', table),
    index('accounts_by_email').on(table.email),
  ],
)

export const claims = sqliteTable('claims', { ...copyColumns(), userId: text('user_id') }, (table) => [
  endedIndex('claims_by_end', table),
])

export const stock = sqliteTable(
  'stock',
  {
    ...copyColumns(),
    objectOnHand: integer('object_on_hand').notNull(),
    outside: integer('outside').notNull(),
    held: integer('held').notNull(),
    sold: integer('sold').notNull(),
    received: integer('received').notNull(),
  },
  (table) => [endedIndex('stock_by_end', table), index('stock_by_held').on(table.held).where(sql`held > 0`)],
)

export const orders = sqliteTable(
  'orders',
  {
    ...copyColumns(),
    owner: text('owner'),
    number: text('number'),
    email: text('email'),
    status: text('status', { enum: ORDER_STATUSES }),
    currency: text('currency'),
    totalAmount: integer('total_amount'),
    capturedAmount: integer('captured_amount').notNull(),
    refundedAmount: integer('refunded_amount').notNull(),
    createdAt: utcTime('created_at'),
    expiresAt: utcTime('expires_at'),
    settling: integer('settling').notNull(),
    openReturns: integer('open_returns'),
  },
  (table) => [
    endedIndex('orders_by_end', table),
    index('orders_by_owner').on(table.owner, table.createdAt, table.id),
    index('orders_by_status').on(table.status, table.createdAt, table.id),
    index('orders_by_number').on(table.number),
    index('orders_by_email').on(table.email, table.createdAt, table.id),
    index('orders_by_time').on(table.createdAt, table.id),
    // A partial index: without table statistics SQLite would assume that half of all orders are settling.
    index('orders_by_settling').on(table.settling).where(sql`settling = 1`),
    // An order without an open return does not pay for this index.
    index('orders_by_returns').on(table.openReturns, table.createdAt, table.id).where(sql`open_returns is not null`),
  ],
)

/** WITHOUT ROWID, written by hand in the migration, as for product_terms. */
export const orderLines = sqliteTable(
  'order_lines',
  {
    orderId: text('order_id').notNull(),
    sku: text('sku').notNull(),
    place: integer('place').notNull(),
    title: text('title').notNull(),
    quantity: integer('quantity').notNull(),
    unitPrice: integer('unit_price').notNull(),
    lineTotal: integer('line_total').notNull(),
    unitsSold: integer('units_sold').notNull(),
    unitsHeld: integer('units_held').notNull(),
    upload: text('upload'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.sku] }),
    index('order_lines_by_sku').on(table.sku),
    // A line without an uploaded image does not pay for this index.
    index('order_lines_by_upload').on(table.upload).where(sql`upload is not null`),
  ],
)

export const reports = sqliteTable(
  'reports',
  {
    id: text('id').primaryKey(),
    kind: text('kind', { enum: ['ledger', 'reconciliation'] }).notNull(),
    state: text('state', { enum: ['running', 'complete', 'cut_short'] }).notNull(),
    startedAt: utcTime('started_at').notNull(),
    endedAt: utcTime('ended_at'),
    checked: text('checked').notNull(),
    counts: text('counts').notNull(),
    findings: text('findings').notNull(),
    progress: text('progress').notNull(),
  },
  (table) => [index('reports_by_time').on(table.startedAt, table.id)],
)

export const jobRuns = sqliteTable('job_runs', {
  name: text('name').primaryKey(),
  startedAt: utcTime('started_at').notNull(),
  endedAt: utcTime('ended_at').notNull(),
  outcome: text('outcome', { enum: ['done', 'failed'] }).notNull(),
  reason: text('reason'),
})

export const products = sqliteTable(
  'products',
  {
    sku: text('sku').primaryKey(),
    title: text('title').notNull(),
    description: text('description').notNull(),
    category: text('category').notNull(),
    priceAmount: integer('price_amount').notNull(),
    compareAtAmount: integer('compare_at_amount'),
    images: text('images').notNull(),
    attributes: text('attributes').notNull(),
    labels: text('labels').notNull(),
    status: text('status', { enum: ['active', 'variant', 'hidden', 'discontinued', 'deleted'] }).notNull(),
    onHand: integer('on_hand').notNull(),
    objectOnHand: integer('object_on_hand').notNull().default(0),
    held: integer('held').notNull().default(0),
    weightGrams: integer('weight_grams').notNull().default(0),
    version: integer('version').notNull(),
    lot: integer('lot').notNull().default(0),
    indexedVersion: integer('indexed_version').notNull().default(0),
    edit: text('edit').notNull().default(''),
    createdAt: utcTime('created_at').notNull().default(sql`'1970-01-01 00:00:00.000'`),
    updatedAt: utcTime('updated_at').notNull(),
    family: text('family'),
    variant: text('variant'),
  },
  (table) => [
    index('products_by_family').on(table.family, table.sku),
    index('products_by_category').on(table.category, table.status, table.sku),
    index('products_by_update').on(table.updatedAt, table.sku),
    index('products_by_lot').on(table.status, table.lot, table.sku, table.category, table.priceAmount),
    index('products_by_price').on(table.status, table.priceAmount, table.sku),
    index('products_by_creation').on(table.status, table.createdAt, table.sku),
    index('products_by_category_price').on(table.status, table.category, table.priceAmount, table.sku),
  ],
)

export const priceRules = sqliteTable(
  'price_rules',
  {
    kind: text('kind', { enum: ['promotion', 'coupon', 'shipping_rate', 'tax'] }).notNull(),
    id: text('id').notNull(),
    version: integer('version').notNull(),
    isActive: integer('is_active').notNull(),
    isDeleted: integer('is_deleted').notNull(),
    body: text('body').notNull(),
    createdAt: utcTime('created_at').notNull(),
    updatedAt: utcTime('updated_at').notNull(),
    edit: text('edit').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
)

/**
 * WITHOUT ROWID saves a third of the space. It is written by hand in the migration, because drizzle cannot express it.
 */
export const productTerms = sqliteTable(
  'product_terms',
  { term: text('term').notNull(), sku: text('sku').notNull(), weight: integer('weight').notNull() },
  (table) => [
    primaryKey({ columns: [table.term, table.weight, table.sku] }),
    index('product_terms_by_sku').on(table.sku),
  ],
)

/** WITHOUT ROWID, written by hand in the migration. The index covers a sample, so that SQLite reads it in one piece. */
export const productWords = sqliteTable(
  'product_words',
  { sku: text('sku').primaryKey(), words: text('words').notNull(), lot: integer('lot').notNull().default(0) },
  (table) => [index('product_words_by_lot').on(table.lot, table.sku, table.words)],
)

export const productHeatDays = sqliteTable(
  'product_heat_days',
  {
    day: utcDay('day').notNull(),
    sku: text('sku').notNull(),
    views: integer('views').notNull(),
    adds: integer('adds').notNull(),
    purchases: integer('purchases').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.sku] })],
)

export const productHeat = sqliteTable(
  'product_heat',
  { sku: text('sku').primaryKey(), score: real('score').notNull(), updatedAt: utcTime('updated_at').notNull() },
  (table) => [index('product_heat_by_update').on(table.updatedAt)],
)

export const heatBatches = sqliteTable(
  'heat_batches',
  { id: text('id').primaryKey(), at: utcTime('at').notNull() },
  (table) => [index('heat_batches_by_time').on(table.at)],
)

export const audit = sqliteTable(
  'audit',
  {
    id: text('id').primaryKey(),
    at: utcTime('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    changes: text('changes').notNull(),
    reason: text('reason'),
    outcome: text('outcome', { enum: ['done', 'refused', 'unknown'] })
      .notNull()
      .default('done'),
    detail: text('detail'),
  },
  (table) => [
    index('audit_by_subject').on(table.subject, table.at, table.id),
    index('audit_by_actor').on(table.actor, table.at, table.id),
    index('audit_by_time').on(table.at, table.id),
  ],
)

export const catalogueState = sqliteTable('catalogue_state', {
  id: text('id').primaryKey(),
  epoch: integer('epoch').notNull(),
})

export const categories = sqliteTable('categories', {
  id: text('id').primaryKey(),
  parent: text('parent'),
  name: text('name').notNull(),
  siblingRank: integer('sibling_rank').notNull(),
  treeRank: integer('tree_rank').notNull(),
  version: integer('version').notNull().default(1),
})

export const deadLetters = sqliteTable(
  'dead_letters',
  {
    id: text('id').primaryKey(),
    kind: text('kind'),
    aggregateId: text('aggregate_id'),
    epoch: integer('epoch'),
    version: integer('version'),
    reason: text('reason').notNull(),
    refusedAt: utcTime('refused_at').notNull(),
  },
  (table) => [index('dead_letters_by_time').on(table.refusedAt, table.id)],
)

export const watermarks = sqliteTable('watermarks', {
  id: text('id').primaryKey(),
  updatedAt: utcTime('updated_at').notNull(),
  sku: text('sku').notNull(),
  begunAt: utcTime('begun_at'),
})
