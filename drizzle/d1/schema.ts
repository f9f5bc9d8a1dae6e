/**
 * The record's tables in D1 (SQLite): the same tables, columns and meanings as in ../mysql/schema.ts, which
 * documents them. SQLite compares text by byte by itself. Times are text in UTC, `2026-11-22 07:38:00.123`.
 */
import { customType, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { fromUtcText, toUtcText } from '../utc-text.ts'

const utcTime = customType<{ data: number; driverData: string }>({
  dataType: () => 'text',
  toDriver: toUtcText,
  fromDriver: fromUtcText,
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
    status: text('status', { enum: ['active', 'hidden', 'discontinued'] }).notNull(),
    onHand: integer('on_hand').notNull(),
    version: integer('version').notNull(),
    updatedAt: utcTime('updated_at').notNull(),
  },
  (table) => [index('products_by_category').on(table.category, table.status, table.sku)],
)

export const categories = sqliteTable('categories', {
  id: text('id').primaryKey(),
  parent: text('parent'),
  name: text('name').notNull(),
  siblingRank: integer('sibling_rank').notNull(),
  treeRank: integer('tree_rank').notNull(),
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
