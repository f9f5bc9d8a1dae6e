/**
 * What the newest migrations do to a record that is in use. Invariant: rows stay, and what they did not have yet is
 * nothing held, nothing put in by Pannier and no weight.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'

const BEFORE = ['0000_record', '0001_accounts', '0002_catalogue']
const NEWEST = ['0003_orders', '0004_price_rules']

function statementsOf(database: 'd1' | 'mysql', name: string): readonly string[] {
  const path = join(import.meta.dirname, `../../drizzle/${database}/migrations/${name}.sql`)
  return readFileSync(path, 'utf8').split('--> statement-breakpoint')
}

const PRODUCT = `insert into products (sku, title, description, category, price_amount, images, attributes, labels,
  status, on_hand, version, updated_at) values ('a', '{}', '{}', 'c', 1, '[]', '{}', '[]', 'active', 7, 3,
  '2026-11-22 07:38:00.123')`
const LOOK = 'select sku, on_hand, object_on_hand, held, weight_grams, version, updated_at from products'
const KEPT = {
  sku: 'a',
  on_hand: 7,
  object_on_hand: 0,
  held: 0,
  weight_grams: 0,
  version: 3,
  updated_at: '2026-11-22 07:38:00.123',
}

test('products of a D1 that knew no orders keep their units', () => {
  const database = new DatabaseSync(':memory:')
  for (const name of BEFORE) for (const statement of statementsOf('d1', name)) database.exec(statement)
  database.exec(PRODUCT)
  for (const name of NEWEST) for (const statement of statementsOf('d1', name)) database.exec(statement)
  expect(
    database
      .prepare(LOOK)
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([KEPT])
  database.close()
})

test('products of a MySQL that knew no orders keep their units', async () => {
  const given = new URL(process.env.PANNIER_TEST_MYSQL_URL ?? '')
  const connection = await createConnection({ uri: given.href, dateStrings: true })
  const name = `${given.pathname.slice(1)}_migrated`
  await connection.query(`create database ${name}`)
  try {
    await connection.query(`use ${name}`)
    for (const each of BEFORE) for (const statement of statementsOf('mysql', each)) await connection.query(statement)
    await connection.query(PRODUCT)
    for (const each of NEWEST) for (const statement of statementsOf('mysql', each)) await connection.query(statement)
    expect((await connection.query(LOOK))[0]).toEqual([KEPT])
  } finally {
    await connection.query(`drop database ${name}`)
    await connection.end()
  }
})
