/**
 * The record's tables in D1 (SQLite): the same tables, columns and meanings as in ../mysql/schema.ts, which
 * documents them. SQLite compares text by byte by itself. Times are text in UTC, `2026-11-22 07:38:00.123`.
 */
import { sql } from 'drizzle-orm'
import { customType, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { fromUtcText, toUtcText } from '../utc-text.ts'

const DAY_MS = 24 * 3600_000

const utcTime = customType<{ data: number; driverData: string }>({
  dataType: () => 'text',
  toDriver: toUtcText,
  fromDriver: fromUtcText,
})

/** A day since 1970, as `2026-11-22`. */
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

export const carts = sqliteTable(
  'carts',
  { ...copyColumns(), itemCount: integer('item_count').notNull(), lineCount: integer('line_count').notNull() },
  (table) => [index('carts_by_state').on(table.state, table.updatedAt)],
)

export const accounts = sqliteTable(
  'accounts',
  { ...copyColumns(), email: text('email'), name: text('name'), role: text('role'), createdAt: utcTime('created_at') },
  (table) => [index('accounts_by_state').on(table.state, table.updatedAt), index('accounts_by_email').on(table.email)],
)

export const claims = sqliteTable('claims', { ...copyColumns(), userId: text('user_id') }, (table) => [
  index('claims_by_state').on(table.state, table.updatedAt),
])

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
    status: text('status', { enum: ['active', 'hidden', 'discontinued', 'deleted'] }).notNull(),
    onHand: integer('on_hand').notNull(),
    version: integer('version').notNull(),
    indexedVersion: integer('indexed_version').notNull().default(0),
    edit: text('edit').notNull().default(''),
    createdAt: utcTime('created_at').notNull().default(sql`'1970-01-01 00:00:00.000'`),
    updatedAt: utcTime('updated_at').notNull(),
  },
  (table) => [
    index('products_by_category').on(table.category, table.status, table.sku),
    index('products_by_update').on(table.updatedAt, table.sku),
  ],
)

/** WITHOUT ROWID, by hand in its migration: drizzle has no word for it, and it takes two thirds of the room. */
export const productTerms = sqliteTable(
  'product_terms',
  { term: text('term').notNull(), sku: text('sku').notNull(), weight: integer('weight').notNull() },
  (table) => [primaryKey({ columns: [table.term, table.sku] }), index('product_terms_by_sku').on(table.sku)],
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
  },
  (table) => [index('audit_by_subject').on(table.subject, table.id)],
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
