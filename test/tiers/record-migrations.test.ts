/**
 * The newest migrations on a record that is in use.
 * Invariant: rows stay, and new columns start with nothing held, nothing added by Pannier, and no weight.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'

const BEFORE = ['0000_record', '0001_accounts', '0002_catalogue']
const NEWEST = ['0003_orders', '0004_price_rules']
const INDEXED_AGAIN = '0006_search_terms'
const ORDERS_SEARCHED = '0005_order_search'
const STANDARD_RATE = '0008_standard_rate'
const SEARCH_ORDER = '0010_search_order'
const SEARCH_SAMPLES = '0011_search_samples'
const OPEN_RETURNS = { d1: '0017_open_returns', mysql: '0016_open_returns' }

function statementsOf(database: 'd1' | 'mysql', name: string): readonly string[] {
  const path = join(import.meta.dirname, `../../drizzle/${database}/migrations/${name}.sql`)
  return readFileSync(path, 'utf8').split('--> statement-breakpoint')
}

const PRODUCT = `insert into products (sku, title, description, category, price_amount, images, attributes, labels,
  status, on_hand, version, updated_at) values ('a', '{}', '{}', 'c', 1, '[]', '{}', '[]', 'active', 7, 3,
  '2026-11-22 07:38:00.123')`
/** A product that the search had indexed and the feed had read. */
const INDEXED = [
  'update products set indexed_version = version',
  "insert into watermarks (id, updated_at, sku) values ('catalogue', '2026-11-22 07:38:00.123', 'a')",
]
const LOOK = `select sku, on_hand, object_on_hand, held, weight_grams, version, updated_at, indexed_version,
  (select count(*) from watermarks) as watermarks from products`
const KEPT = {
  sku: 'a',
  on_hand: 7,
  object_on_hand: 0,
  held: 0,
  weight_grams: 0,
  version: 3,
  updated_at: '2026-11-22 07:38:00.123',
  // The feed begins with the oldest product and indexes each again, because the indexed parts have changed.
  indexed_version: 0,
  watermarks: 0,
}

/** Orders with an address, without one, erased, and broken by an outside edit. */
const ORDERS = [
  `'{"contact":{"me":{"email":"Lin@Example.com"}}}'`,
  `'{"contact":{"me":{"email":null}}}'`,
  `'{"contact":{}}'`,
  `'{"contact":'`,
].map(
  (lists, n) => `insert into orders (id, epoch, version, schema_version, state, lists, updated_at, captured_amount,
  refunded_amount, settling) values ('ord_${n}', 1, 1, 1, 'live', ${lists}, '2026-11-22 07:38:00.123', 0, 0, 0)`,
)
const ORDERS_KEPT = [
  { id: 'ord_0', email: 'lin@example.com' },
  { id: 'ord_1', email: null },
  { id: 'ord_2', email: null },
  { id: 'ord_3', email: null },
]

/** The returns of orders, and the column afterwards. The second is broken, and an outside edit broke the last one. */
const RETURNS = [
  [`"rtn_1":{"state":"requested","reason":"\\"state\\":\\"received\\""}`, 1],
  [`"rtn_1":"requested","rtn_2":{"state":"received"}`, 4],
  [`"rtn_1":{"state":"approved"},"rtn_2":{"state":"requested"},"rtn_3":{"state":"requested"}`, 3],
  [`"rtn_1":{"state":"refused"},"rtn_2":{"state":"refunded"}`, null],
  ['', null],
  ['"rtn_1":', null],
] as const
const returned = (lists: string, n: number) => `insert into orders (id, epoch, version, schema_version, state, lists,
  updated_at, captured_amount, refunded_amount, settling) values ('ret_${n}', 1, 1, 1, 'live', '${lists}',
  '2026-11-22 07:38:00.123', 0, 0, 0)`
const ORDERS_RETURNED = [
  ...RETURNS.map(([its], n) => returned(`{"lines":{"a":{"attributes":{"state":"received"}}},"returns":{${its}}}`, n)),
  returned('{"order":{}}', RETURNS.length),
]
const LOOK_AT_RETURNS = "select id, open_returns from orders where id like 'ret%' order by id"
const RETURNS_KEPT = [...RETURNS.map(([, value]) => value), null].map((value, n) => ({
  id: `ret_${n}`,
  open_returns: value,
}))

test('after the migration, a D1 knows the open returns of its orders, and its statement repairs later rows', () => {
  const database = new DatabaseSync(':memory:')
  for (const name of [...BEFORE, ...NEWEST]) for (const statement of statementsOf('d1', name)) database.exec(statement)
  const migration = statementsOf('d1', OPEN_RETURNS.d1)
  for (const statement of [...ORDERS_RETURNED, ...migration]) database.exec(statement)
  const look = () =>
    database
      .prepare(LOOK_AT_RETURNS)
      .all()
      .map((row) => ({ ...row }))
  expect(look()).toEqual(RETURNS_KEPT)
  database.exec("update orders set open_returns = case when id in ('ret_3', 'ret_4') then 1 end")
  database.exec(migration[1] ?? '')
  expect(look()).toEqual(RETURNS_KEPT)
  database.close()
})

test('after the migration, orders of an unsearchable D1 are found by their e-mail addresses', () => {
  const database = new DatabaseSync(':memory:')
  for (const name of [...BEFORE, ...NEWEST]) for (const statement of statementsOf('d1', name)) database.exec(statement)
  for (const statement of [...ORDERS, ...statementsOf('d1', ORDERS_SEARCHED)]) database.exec(statement)
  const rows = database.prepare('select id, email from orders order by id').all()
  expect(rows.map((row) => ({ ...row }))).toEqual(ORDERS_KEPT)
  database.close()
})

const RULE = (kind: string, id: string, isActive: number) => `insert into price_rules (kind, id, version, is_active,
  is_deleted, body, created_at, updated_at, edit) values ('${kind}', '${id}', 3, ${isActive}, 0, '{}',
  '2026-11-22 07:38:00.123', '2026-11-22 07:38:00.123', 'e')`
const LOOK_AT_STANDARD = `select version, is_active from price_rules where kind = 'shipping_rate' and id = 'standard'`
/** Rules before the migration, and the standard rate afterwards. */
const STANDARD_CASES = [
  { rules: [RULE('promotion', 'p', 1), RULE('shipping_rate', 'off', 0)], standard: [] },
  { rules: [RULE('shipping_rate', 'de', 1)], standard: [{ version: 1, is_active: 0 }] },
  { rules: [RULE('shipping_rate', 'standard', 1)], standard: [{ version: 3, is_active: 1 }] },
]

const TERMS = "insert into product_terms (term, sku, weight) values ('tea', 'a', 2), ('茶', 'a', 45), ('tea', 'b', 30)"
const WORDS_KEPT = [
  { sku: 'a', words: '\n茶\t45\ntea\t2\n', lot: 7, found: 2 },
  { sku: 'b', words: '\ntea\t30\n', lot: 0, found: 1 },
]

test('indexed products of a D1 are still found, and their words are stored together in lots', () => {
  const database = new DatabaseSync(':memory:')
  for (const name of [...BEFORE, ...NEWEST]) for (const statement of statementsOf('d1', name)) database.exec(statement)
  for (const statement of [PRODUCT, TERMS, ...statementsOf('d1', SEARCH_ORDER)]) database.exec(statement)
  database.exec("update products set lot = 7 where sku = 'a'")
  for (const statement of statementsOf('d1', SEARCH_SAMPLES)) database.exec(statement)
  const rows = database
    .prepare(
      'select sku, words, lot, (select count(*) from product_terms t where t.sku = w.sku) as found from product_words w order by sku',
    )
    .all()
  expect(rows.map((row) => ({ ...row }))).toEqual(WORDS_KEPT)
  database.close()
})

test('a D1 of a shop with shipping rates of its own gets the standard rate disabled, and other shops get no row', () => {
  for (const { rules, standard } of STANDARD_CASES) {
    const database = new DatabaseSync(':memory:')
    for (const name of [...BEFORE, ...NEWEST])
      for (const statement of statementsOf('d1', name)) database.exec(statement)
    for (const statement of [...rules, ...statementsOf('d1', STANDARD_RATE)]) database.exec(statement)
    const rows = database.prepare(LOOK_AT_STANDARD).all()
    expect(rows.map((row) => ({ ...row }))).toEqual(standard)
    database.close()
  }
})

test('products of a D1 without orders keep their units and are indexed again', () => {
  const database = new DatabaseSync(':memory:')
  for (const name of BEFORE) for (const statement of statementsOf('d1', name)) database.exec(statement)
  database.exec(PRODUCT)
  for (const name of NEWEST) for (const statement of statementsOf('d1', name)) database.exec(statement)
  for (const statement of [...INDEXED, ...statementsOf('d1', INDEXED_AGAIN)]) database.exec(statement)
  expect(
    database
      .prepare(LOOK)
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([KEPT])
  database.close()
})

test('a MySQL without orders keeps its units, indexes products again by lot, and finds orders by e-mail address and open returns', async () => {
  const given = new URL(process.env.PANNIER_TEST_MYSQL_URL ?? '')
  const connection = await createConnection({ uri: given.href, dateStrings: true })
  const name = `${given.pathname.slice(1)}_migrated`
  await connection.query(`create database ${name}`)
  try {
    await connection.query(`use ${name}`)
    for (const each of BEFORE) for (const statement of statementsOf('mysql', each)) await connection.query(statement)
    await connection.query(PRODUCT)
    for (const each of NEWEST) for (const statement of statementsOf('mysql', each)) await connection.query(statement)
    for (const each of [...INDEXED, ...statementsOf('mysql', INDEXED_AGAIN)]) await connection.query(each)
    expect((await connection.query(LOOK))[0]).toEqual([KEPT])
    for (const each of [...ORDERS, ...statementsOf('mysql', ORDERS_SEARCHED)]) await connection.query(each)
    expect((await connection.query('select id, email from orders order by id'))[0]).toEqual(ORDERS_KEPT)
    const returns = statementsOf('mysql', OPEN_RETURNS.mysql)
    for (const each of [...ORDERS_RETURNED.map((text) => text.replaceAll('\\', '\\\\')), ...returns])
      await connection.query(each)
    expect((await connection.query(LOOK_AT_RETURNS))[0]).toEqual(RETURNS_KEPT)
    await connection.query("update orders set open_returns = case when id in ('ret_3', 'ret_4') then 1 end")
    await connection.query(returns[1] ?? '')
    expect((await connection.query(LOOK_AT_RETURNS))[0]).toEqual(RETURNS_KEPT)
    for (const { rules, standard } of STANDARD_CASES) {
      await connection.query('delete from price_rules')
      for (const each of [...rules, ...statementsOf('mysql', STANDARD_RATE)]) await connection.query(each)
      expect((await connection.query(LOOK_AT_STANDARD))[0]).toEqual(standard)
    }
    for (const each of [TERMS, ...statementsOf('mysql', SEARCH_ORDER)]) await connection.query(each)
    await connection.query("update products set lot = 7 where sku = 'a'")
    for (const each of statementsOf('mysql', SEARCH_SAMPLES)) await connection.query(each)
    const words = `select sku, convert(words using utf8mb4) as words, lot,
      (select count(*) from product_terms t where t.sku = w.sku) as found from product_words w order by sku`
    expect((await connection.query(words))[0]).toEqual(WORDS_KEPT)
    expect((await connection.query('select updated_at from products'))[0]).toEqual([{ updated_at: KEPT.updated_at }])
  } finally {
    await connection.query(`drop database ${name}`)
    await connection.end()
  }
})
