/**
 * The record's tables in MySQL and MariaDB: a public contract for an adopter's own reports. Read what you like;
 * write only what a column's comment allows. No foreign keys (Vitess refuses them): references may dangle.
 * Times are DATETIME(3) in UTC, so that reports read them without arithmetic. Only `epoch`, one half of a position
 * that is compared and never shown, is BIGINT milliseconds. Money is BIGINT in minor units of the one currency.
 */
import { bigint, customType, index, int, mysqlTable, varchar } from 'drizzle-orm/mysql-core'
import { fromUtcText, toUtcText } from '../utc-text.ts'

/** Compares by byte, whatever the server's or the database's default collation is: `Tea` and `tea` are two. */
const identifier = customType<{ data: string; driverData: string }>({
  dataType: () => 'varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
})

/** JSON is kept as text, since MariaDB has no JSON type and MySQL's reorders keys; JSON_EXTRACT reads it in both. */
const longText = customType<{ data: string; driverData: string }>({
  dataType: () => 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
})

const utcTime = customType<{ data: number; driverData: string }>({
  dataType: () => 'datetime(3)',
  toDriver: toUtcText,
  fromDriver: fromUtcText,
})

/**
 * What every table of copies has: one row per aggregate, replaced as a whole and only by a greater (epoch, version).
 * - `state`: `live`, or `expired` / `erased` for a tombstone, which keeps nothing but its id and position
 * - `seal`: the id that the aggregate was bound to, after which it takes no more writes
 * - `schema_version`: version of the shape of `lists`
 * - `lists`: the whole state as JSON, `{"<list>": {"<key>": {…}}}`; NULL for tombstones
 * - `updated_at`: when the last write of this position was accepted
 */
const copyColumns = () => ({
  id: identifier('id').primaryKey(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
  version: bigint('version', { mode: 'number' }).notNull(),
  schemaVersion: int('schema_version').notNull(),
  state: varchar('state', { length: 16, enum: ['live', 'expired', 'erased'] }).notNull(),
  seal: identifier('seal'),
  lists: longText('lists'),
  updatedAt: utcTime('updated_at').notNull(),
})

/** Carts by user id. `item_count` sums the quantities, `line_count` counts the lines, both 0 for tombstones. */
export const carts = mysqlTable(
  'carts',
  {
    ...copyColumns(),
    itemCount: bigint('item_count', { mode: 'number' }).notNull(),
    lineCount: int('line_count').notNull(),
  },
  (table) => [index('carts_by_state').on(table.state, table.updatedAt)],
)

/**
 * Accounts by user id. `email`, `name`, `role` (`customer`, `support`, `admin`) and `created_at` are NULL for
 * tombstones and while an erasure is under way. `lists` holds the password too, salted and hashed by scrypt.
 */
export const accounts = mysqlTable(
  'accounts',
  {
    ...copyColumns(),
    email: identifier('email'),
    name: longText('name'),
    role: varchar('role', { length: 16 }),
    createdAt: utcTime('created_at'),
  },
  (table) => [index('accounts_by_state').on(table.state, table.updatedAt), index('accounts_by_email').on(table.email)],
)

/** Who has which e-mail address: by the HMAC of the address; `user_id` is NULL for one that is free again. */
export const claims = mysqlTable('claims', { ...copyColumns(), userId: identifier('user_id') }, (table) => [
  index('claims_by_state').on(table.state, table.updatedAt),
])

/**
 * The catalogue's truth. `title` and `description` are JSON maps from locale to text, `attributes` from name to
 * value; `images` and `labels` are JSON arrays of text. `status` is `active`, `hidden` or `discontinued`. Whoever
 * edits a row raises `version` by one and sets `updated_at`; stock is edited by difference (`on_hand = on_hand + ?`).
 */
export const products = mysqlTable(
  'products',
  {
    sku: identifier('sku').primaryKey(),
    title: longText('title').notNull(),
    description: longText('description').notNull(),
    category: identifier('category').notNull(),
    priceAmount: bigint('price_amount', { mode: 'number' }).notNull(),
    compareAtAmount: bigint('compare_at_amount', { mode: 'number' }),
    images: longText('images').notNull(),
    attributes: longText('attributes').notNull(),
    labels: longText('labels').notNull(),
    status: varchar('status', { length: 16, enum: ['active', 'hidden', 'discontinued'] }).notNull(),
    onHand: bigint('on_hand', { mode: 'number' }).notNull(),
    version: bigint('version', { mode: 'number' }).notNull(),
    updatedAt: utcTime('updated_at').notNull(),
  },
  (table) => [index('products_by_category').on(table.category, table.status, table.sku)],
)

/**
 * The tree of categories. `name` is a JSON map from locale to text, `sibling_rank` the place among siblings;
 * `tree_rank`, the place in the whole tree walked depth first, is derived from the others and orders lists of products.
 */
export const categories = mysqlTable('categories', {
  id: identifier('id').primaryKey(),
  parent: identifier('parent'),
  name: longText('name').notNull(),
  siblingRank: int('sibling_rank').notNull(),
  treeRank: int('tree_rank').notNull(),
})

/**
 * Messages that were unreadable or that the record refused for ever: who and why, nothing personal. The columns of
 * the aggregate are NULL when the message was unreadable.
 */
export const deadLetters = mysqlTable(
  'dead_letters',
  {
    id: identifier('id').primaryKey(),
    kind: identifier('kind'),
    aggregateId: identifier('aggregate_id'),
    epoch: bigint('epoch', { mode: 'number' }),
    version: bigint('version', { mode: 'number' }),
    reason: longText('reason').notNull(),
    refusedAt: utcTime('refused_at').notNull(),
  },
  (table) => [index('dead_letters_by_time').on(table.refusedAt, table.id)],
)
