/**
 * The record's tables in MySQL and MariaDB: a public contract for an adopter's own reports. You may read everything;
 * write only what a column's comment allows. Vitess refuses foreign keys, so references may dangle.
 * Times are DATETIME(3) in UTC, so that reports read them without arithmetic. Only `epoch`, one half of a position
 * that is compared and never shown, is BIGINT milliseconds. Money is BIGINT in minor units of the one currency.
 */
import { sql } from 'drizzle-orm'
import { bigint, customType, double, index, int, mysqlTable, primaryKey, varchar } from 'drizzle-orm/mysql-core'
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

/** Compares by byte, regardless of the default collation of the server or database: `Tea` and `tea` differ. */
const identifier = customType<{ data: string; driverData: string }>({
  dataType: () => 'varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
})

const word = customType<{ data: string; driverData: string }>({
  dataType: () => 'varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
})

/**
 * JSON is stored as text, because MariaDB has no JSON type and MySQL's reorders keys; both support JSON_EXTRACT on it.
 */
const longText = customType<{ data: string; driverData: string }>({
  dataType: () => 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
})

/** UTF-8 text that searches compare by byte. */
const utf8Blob = customType<{ data: string; driverData: string }>({ dataType: () => 'mediumblob' })

const utcTime = customType<{ data: number; driverData: string }>({
  dataType: () => 'datetime(3)',
  toDriver: toUtcText,
  fromDriver: fromUtcText,
})

/** A number of days since 1970, stored as a date such as `2026-11-22`. */
const utcDay = customType<{ data: number; driverData: string }>({
  dataType: () => 'date',
  toDriver: (day) => toUtcText(day * DAY_MS).slice(0, 10),
  fromDriver: (text) => fromUtcText(`${text} 00:00:00`) / DAY_MS,
})

/**
 * The columns of every table of copies: one row per aggregate, replaced as a whole, only by a greater (epoch, version).
 * - `state`: `live`, or `expired` / `erased` for a tombstone, which keeps only its id and position
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

/** Carts by user id. `item_count` sums the quantities, `line_count` counts the lines; both are 0 for tombstones. */
export const carts = mysqlTable(
  'carts',
  {
    ...copyColumns(),
    itemCount: bigint('item_count', { mode: 'number' }).notNull(),
    lineCount: int('line_count').notNull(),
    settling: int('settling').notNull().default(0),
  },
  (table) => [
    index('carts_by_state').on(table.state, table.updatedAt),
    index('carts_by_settling').on(table.settling, table.id),
    index('carts_by_seal').on(table.seal),
  ],
)

/**
 * Accounts by user id. `email`, `name`, `role` (`customer`, `support`, `admin`) and `created_at` are NULL for
 * tombstones and while an erasure is under way. `lists` also holds the password, salted and hashed by scrypt.
 */
export const accounts = mysqlTable(
  'accounts',
  {
    ...copyColumns(),
    email: identifier('email'),
    name: longText('name'),
    role: varchar('role', { length: 16 }),
    createdAt: utcTime('created_at'),
    settling: int('settling').notNull().default(0),
  },
  (table) => [
    index('accounts_by_settling').on(table.settling, table.id),
    index('accounts_by_state').on(table.state, table.updatedAt),
    index('accounts_by_email').on(table.email),
  ],
)

/** Owners of e-mail addresses, by the HMAC of the address; `user_id` is NULL when the address is free again. */
export const claims = mysqlTable('claims', { ...copyColumns(), userId: identifier('user_id') }, (table) => [
  index('claims_by_state').on(table.state, table.updatedAt),
])

/**
 * Units by SKU, as Pannier counts them: `object_on_hand` is `received` (units that operators put in) minus `sold`
 * (units paid for minus units that came back); `outside` is the last read sum of edits by others; `held` counts units
 * promised to orders. All are 0 for tombstones. Read-only: edit `products.on_hand` instead.
 */
export const stock = mysqlTable(
  'stock',
  {
    ...copyColumns(),
    objectOnHand: bigint('object_on_hand', { mode: 'number' }).notNull(),
    outside: bigint('outside', { mode: 'number' }).notNull(),
    held: bigint('held', { mode: 'number' }).notNull(),
    sold: bigint('sold', { mode: 'number' }).notNull(),
    received: bigint('received', { mode: 'number' }).notNull(),
  },
  (table) => [index('stock_by_state').on(table.state, table.updatedAt), index('stock_by_held').on(table.held)],
)

/**
 * Orders by id. `number` is the order number that people read out; `owner` is the id of a user or guest, NULL after
 * that person was erased. `email` is normalized, NULL when none was given or the person was erased. `status` is
 * `pending_payment`, `paid`, `shipped`, `delivered`, `cancelled`, `refund_pending`, `refunded`, or `holding` or
 * `refused` for a checkout that never became an order: leave these two out of reports. `captured_amount` sums
 * everything paid in, `refunded_amount` everything paid back; both include payments that paid for nothing. `settling`
 * is 1 while the order has an open duty at stock, cart or payment provider. `open_returns` sums 1 if a return is
 * requested, 2 if one is approved and 4 if one is received, and is NULL without any. All are NULL or 0 for tombstones.
 * Read-only.
 */
export const orders = mysqlTable(
  'orders',
  {
    ...copyColumns(),
    owner: identifier('owner'),
    number: word('number'),
    email: identifier('email'),
    status: varchar('status', { length: 16, enum: ORDER_STATUSES }),
    currency: varchar('currency', { length: 3 }),
    totalAmount: bigint('total_amount', { mode: 'number' }),
    capturedAmount: bigint('captured_amount', { mode: 'number' }).notNull(),
    refundedAmount: bigint('refunded_amount', { mode: 'number' }).notNull(),
    createdAt: utcTime('created_at'),
    expiresAt: utcTime('expires_at'),
    settling: int('settling').notNull(),
    openReturns: int('open_returns'),
  },
  (table) => [
    index('orders_by_state').on(table.state, table.updatedAt),
    index('orders_by_owner').on(table.owner, table.createdAt, table.id),
    index('orders_by_status').on(table.status, table.createdAt, table.id),
    index('orders_by_number').on(table.number),
    index('orders_by_email').on(table.email, table.createdAt, table.id),
    index('orders_by_time').on(table.createdAt, table.id),
    index('orders_by_settling').on(table.settling),
    index('orders_by_returns').on(table.openReturns, table.createdAt, table.id),
  ],
)

/**
 * Lines of orders, at the prices of the order; `place` is the line's place in the order. `units_held` equals the
 * quantity while the units are promised to the order, `units_sold` once they are paid for; otherwise 0. `upload` is the
 * digest of the uploaded image that the line shows, so that the image stays. A tombstone deletes the lines.
 */
export const orderLines = mysqlTable(
  'order_lines',
  {
    orderId: identifier('order_id').notNull(),
    sku: identifier('sku').notNull(),
    place: int('place').notNull(),
    title: longText('title').notNull(),
    quantity: bigint('quantity', { mode: 'number' }).notNull(),
    unitPrice: bigint('unit_price', { mode: 'number' }).notNull(),
    lineTotal: bigint('line_total', { mode: 'number' }).notNull(),
    unitsSold: bigint('units_sold', { mode: 'number' }).notNull(),
    unitsHeld: bigint('units_held', { mode: 'number' }).notNull(),
    upload: word('upload'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.sku] }),
    index('order_lines_by_sku').on(table.sku),
    index('order_lines_by_upload').on(table.upload),
  ],
)

/**
 * Reports of the ledger check and of the reconciliation, for 90 days. `findings` is a JSON array, empty when everything
 * agrees; `checked` and `counts` are JSON objects of numbers; `ended_at` is null while the check runs. `progress` is
 * Pannier's own. Read-only.
 */
export const reports = mysqlTable(
  'reports',
  {
    id: identifier('id').primaryKey(),
    kind: varchar('kind', { length: 16, enum: ['ledger', 'reconciliation'] }).notNull(),
    state: varchar('state', { length: 16, enum: ['running', 'complete', 'cut_short'] }).notNull(),
    startedAt: utcTime('started_at').notNull(),
    endedAt: utcTime('ended_at'),
    checked: longText('checked').notNull(),
    counts: longText('counts').notNull(),
    findings: longText('findings').notNull(),
    progress: longText('progress').notNull(),
  },
  (table) => [index('reports_by_time').on(table.startedAt, table.id)],
)

/** The last run of each scheduled job. `outcome` is `done` or `failed`, with the `reason`. Read-only. */
export const jobRuns = mysqlTable('job_runs', {
  name: identifier('name').primaryKey(),
  startedAt: utcTime('started_at').notNull(),
  endedAt: utcTime('ended_at').notNull(),
  outcome: varchar('outcome', { length: 16, enum: ['done', 'failed'] }).notNull(),
  reason: longText('reason'),
})

/**
 * The source of the catalogue. `title` and `description` are JSON maps from locale to text, `attributes` from name to
 * value; `images` and `labels` are JSON arrays of text. `weight_grams` is the weight of one unit, 0 when unknown or
 * weightless. `status` is `active`, `hidden` or `discontinued`. `family` is
 * the id of the family of a variant, and `variant` its JSON `{"title": …, "options": [{"name": …, "value": …}]}`, with
 * texts by locale; an active variant that lists do not show has the status `variant`, which Pannier sets. To edit a row, raise `version` by one and set
 * `updated_at`; edit stock by difference (`on_hand = on_hand + ?`) and do not raise anything. `held` units of them
 * belong to orders, so `on_hand - held` are for sale. A row with status `deleted` remains only to keep its version. Do
 * not edit `held`; `edit`, the name of the last edit made through Pannier; `indexed_version`, the version whose words
 * are indexed; `lot`, by which samples of all products are drawn; or `object_on_hand`, the part of `on_hand` that
 * Pannier put in (other systems put in the rest).
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
    status: varchar('status', {
      length: 16,
      enum: ['active', 'variant', 'hidden', 'discontinued', 'deleted'],
    }).notNull(),
    onHand: bigint('on_hand', { mode: 'number' }).notNull(),
    objectOnHand: bigint('object_on_hand', { mode: 'number' }).notNull().default(0),
    held: bigint('held', { mode: 'number' }).notNull().default(0),
    weightGrams: bigint('weight_grams', { mode: 'number' }).notNull().default(0),
    version: bigint('version', { mode: 'number' }).notNull(),
    lot: int('lot').notNull().default(0),
    indexedVersion: bigint('indexed_version', { mode: 'number' }).notNull().default(0),
    edit: identifier('edit').notNull().default(''),
    createdAt: utcTime('created_at').notNull().default(sql`'1970-01-01 00:00:00.000'`),
    updatedAt: utcTime('updated_at').notNull(),
    family: identifier('family'),
    variant: longText('variant'),
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

/**
 * Price rules by kind and id: `promotion`, `coupon` (its id is the code, in capitals), `shipping_rate`, `tax`.
 * `body` is JSON with the fields of the kind as `src/contract/price-rule.ts` describes them: amounts in minor units,
 * shares in basis points, tax rates in parts per million, times in milliseconds since 1970. A row with `is_deleted` 1
 * remains only to keep its version. `edit` names the last edit. Read-only: edit by the API or an import, which validate
 * rules. A row whose body cannot be read counts as absent.
 */
export const priceRules = mysqlTable(
  'price_rules',
  {
    kind: varchar('kind', { length: 16, enum: ['promotion', 'coupon', 'shipping_rate', 'tax'] }).notNull(),
    id: identifier('id').notNull(),
    version: bigint('version', { mode: 'number' }).notNull(),
    isActive: int('is_active').notNull(),
    isDeleted: int('is_deleted').notNull(),
    body: longText('body').notNull(),
    createdAt: utcTime('created_at').notNull(),
    updatedAt: utcTime('updated_at').notNull(),
    edit: identifier('edit').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
)

/**
 * The search terms of products. Pannier makes them from the texts of all languages: Latin words as they are, Chinese
 * text as pairs of characters. `weight` depends on where a word stands (title, attributes, description). Read-only: a
 * product that others edited is indexed again within about a minute.
 */
export const productTerms = mysqlTable(
  'product_terms',
  { term: word('term').notNull(), sku: identifier('sku').notNull(), weight: int('weight').notNull() },
  (table) => [
    primaryKey({ columns: [table.term, table.weight, table.sku] }),
    index('product_terms_by_sku').on(table.sku),
  ],
)

/** All terms of a product in one UTF-8 text, by falling weight: `\nphone\t45\nblack\t8\n`. `lot` as in products. */
export const productWords = mysqlTable(
  'product_words',
  { sku: identifier('sku').primaryKey(), words: utf8Blob('words').notNull(), lot: int('lot').notNull().default(0) },
  (table) => [index('product_words_by_lot').on(table.lot, table.sku)],
)

/**
 * Views, adds to carts and purchases of a product per UTC day, kept for 90 days. Read-only. Views are gathered at the
 * edge, so the views that an isolate had not yet sent when it ended are missing.
 */
export const productHeatDays = mysqlTable(
  'product_heat_days',
  {
    day: utcDay('day').notNull(),
    sku: identifier('sku').notNull(),
    views: bigint('views', { mode: 'number' }).notNull(),
    adds: bigint('adds', { mode: 'number' }).notNull(),
    purchases: bigint('purchases', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.sku] })],
)

/** Heat scores: points of a product's last seven days, older days weighted less. No row means no heat. Read-only. */
export const productHeat = mysqlTable(
  'product_heat',
  { sku: identifier('sku').primaryKey(), score: double('score').notNull(), updatedAt: utcTime('updated_at').notNull() },
  (table) => [index('product_heat_by_update').on(table.updatedAt)],
)

/** Ids of counted batches of events, kept for nine days, so that a repeated batch is not counted again. */
export const heatBatches = mysqlTable(
  'heat_batches',
  { id: identifier('id').primaryKey(), at: utcTime('at').notNull() },
  (table) => [index('heat_batches_by_time').on(table.at)],
)

/**
 * Audit of all actions of operators. `subject` is a kind and an id, such as `product:tea` or `account:usr_…`. `reason`
 * is the operator's own text, `detail` the code of a refusal. `outcome` is `done`, `refused`, or `unknown` for an action
 * that began and did not report its end. `changes` is JSON: `{"<field>": {"from": …, "to": …}}`. Entries are deleted
 * after `AUDIT_DAYS`.
 */
export const audit = mysqlTable(
  'audit',
  {
    id: identifier('id').primaryKey(),
    at: utcTime('at').notNull(),
    actor: identifier('actor').notNull(),
    action: varchar('action', { length: 32 }).notNull(),
    subject: identifier('subject').notNull(),
    changes: longText('changes').notNull(),
    reason: longText('reason'),
    outcome: varchar('outcome', { length: 16, enum: ['done', 'refused', 'unknown'] })
      .notNull()
      .default('done'),
    detail: varchar('detail', { length: 64 }),
  },
  (table) => [
    index('audit_by_subject').on(table.subject, table.at, table.id),
    index('audit_by_actor').on(table.actor, table.at, table.id),
    index('audit_by_time').on(table.at, table.id),
  ],
)

/** One row. `epoch` rises with every edit of the catalogue and of price rules; caches keep both under their epoch. */
export const catalogueState = mysqlTable('catalogue_state', {
  id: identifier('id').primaryKey(),
  epoch: bigint('epoch', { mode: 'number' }).notNull(),
})

/**
 * The tree of categories. `name` is a JSON map from locale to text, `sibling_rank` the place among siblings.
 * `tree_rank`, the place in the tree walked depth first, is derived from the other columns and orders product lists.
 */
export const categories = mysqlTable('categories', {
  id: identifier('id').primaryKey(),
  parent: identifier('parent'),
  name: longText('name').notNull(),
  siblingRank: int('sibling_rank').notNull(),
  treeRank: int('tree_rank').notNull(),
  version: bigint('version', { mode: 'number' }).notNull().default(1),
})

/**
 * Messages that were unreadable or that the record will never take, with the aggregate and the reason but no personal
 * data. The columns of the aggregate are NULL when the message was unreadable.
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

/**
 * Progress of readers of changes. A reader that passes over the products since `begun_at` has read up to (`updated_at`,
 * `sku`). Between two passes `begun_at` is NULL, and the next pass begins behind that place. Do not edit; a reader
 * without a row begins with the oldest product.
 */
export const watermarks = mysqlTable('watermarks', {
  id: identifier('id').primaryKey(),
  updatedAt: utcTime('updated_at').notNull(),
  sku: identifier('sku').notNull(),
  begunAt: utcTime('begun_at'),
})
