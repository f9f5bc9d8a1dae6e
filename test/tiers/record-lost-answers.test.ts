/**
 * MySQL's record when the answer to a write, a COMMIT or a ROLLBACK is lost.
 * Invariant: nothing is reported as written unless it is, and a repeated write counts once.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { type MysqlUnderTest, startMysql } from './support/mysql-record.ts'
import { MADE_AT, newOrderId, orderCopy, stockCopy } from './support/order-samples.ts'
import { rule } from './support/rule-samples.ts'
import { auditSample, cart, category, heldOf, newId, product } from './support/samples.ts'

const DOWN = { name: 'TierError', tier: 'record', outcome: 'down' }

let mysql: MysqlUnderTest
beforeAll(async () => {
  mysql = await startMysql()
}, 60_000)
afterEach(() => mysql.gateway.setIntercept(null))
afterAll(() => mysql.close())

const open = () => createMysqlRecord({ url: mysql.gateway.url })

test('fault 14: when ROLLBACK fails too, the first error is reported and no success is claimed', async () => {
  mysql.gateway.setIntercept(({ body }) => {
    if (body.includes('insert into `products`')) {
      return {
        body: JSON.stringify({
          session: {},
          error: { code: 'UNKNOWN', message: 'too long (errno 1406) (sqlstate 22001)' },
        }),
      }
    }
    return body.includes('"ROLLBACK"') ? { status: 520, body: '<html>' } : null
  })
  const failed = await open()
    .load([], [product('rolled-back')])
    .catch((error: unknown) => error)
  expect(failed).toMatchObject({ name: 'TierError', outcome: 'refused' })
  expect(String(failed)).toContain('1406')
  mysql.gateway.setIntercept(null)
  expect(await open().getProduct('rolled-back')).toBeNull()
})

test('fault 13: an edit whose COMMIT is not answered is found by its name and reported as written', async () => {
  const made = { ...product('unanswered'), held: 0, version: 1, createdAt: 1_000, updatedAt: 1_000 }
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true, execute: true } : null))
  expect(await open().writeProducts([{ product: made, terms: [], audit: null }])).toEqual(new Set(['unanswered']))
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true } : null))
  const next = { product: { ...made, version: 2, priceAmount: 1 }, terms: [], audit: null }
  await expect(open().writeProducts([next])).rejects.toMatchObject(DOWN)
  mysql.gateway.setIntercept(null)
  expect(await open().getProduct('unanswered')).toEqual(made)
})

test('fault 13: a price rule whose COMMIT is not answered is found by its name and reported as written', async () => {
  const audit = auditSample({ id: 'lost-1', subject: 'tax:unanswered' })
  const made = rule('tax', 'unanswered', 1)
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true, execute: true } : null))
  expect(await open().writeRules('tax', [{ rule: made, audit }])).toEqual(new Set(['unanswered']))
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true } : null))
  const next = { rule: rule('tax', 'unanswered', 2), audit: { ...audit, id: 'lost-2' } }
  await expect(open().writeRules('tax', [next])).rejects.toMatchObject(DOWN)
  mysql.gateway.setIntercept(null)
  expect(await open().getRule('tax', 'unanswered')).toEqual(made)
})

test('a load whose COMMIT is not answered is an error, and the same load again is one load', async () => {
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true, execute: true } : null))
  await expect(open().load([category('books', null, 0)], [product('again')])).rejects.toMatchObject(DOWN)
  mysql.gateway.setIntercept(null)
  await open().load([category('books', null, 0)], [product('again')])
  expect(await mysql.sql('select count(*) as n from categories')).toEqual([{ n: 1 }])
})

test('a write whose answer is lost is stored, and its repeat returns the same position', async () => {
  const id = newId()
  const lost = cart(id, { epoch: 1, version: 1 })
  mysql.gateway.setIntercept(({ body }) => (body.includes('insert into') ? { drop: true, execute: true } : null))
  await expect(open().putCopies('cart', [lost])).rejects.toMatchObject(DOWN)
  mysql.gateway.setIntercept(null)
  expect((await open().putCopies('cart', [lost])).get(id)).toEqual(heldOf(lost))
})

test('fault 13: a COMMIT of orders or stock whose answer is lost is sent again, and counts once', async () => {
  const [id, sku] = [newOrderId(MADE_AT), newId('lost')]
  await open().load([], [product(sku, { onHand: 10 })])
  const order = orderCopy(id, { epoch: 5, version: 1 }, { lines: [[sku, 2, 'held']] })
  const stock = stockCopy(sku, { epoch: 5, version: 1 }, { own: 4, held: 2 })
  const puts = [() => open().putCopies('order', [order]), () => open().putCopies('stock', [stock])]
  const found = async () => [
    await mysql.sql(`select on_hand, object_on_hand, held from products where sku = '${sku}'`),
    await mysql.sql(`select units_held from order_lines where sku = '${sku}'`),
    await mysql.sql(
      `select version from orders where id = '${id}' union all select version from stock where id = '${sku}'`,
    ),
  ]
  // If the request is lost, nothing is written. If the answer is lost, everything is.
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true } : null))
  for (const put of puts) await expect(put()).rejects.toMatchObject(DOWN)
  expect(await found()).toEqual([[{ on_hand: 10, object_on_hand: 0, held: 0 }], [], []])
  mysql.gateway.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true, execute: true } : null))
  for (const put of puts) await expect(put()).rejects.toMatchObject(DOWN)
  const written = [[{ on_hand: 14, object_on_hand: 4, held: 2 }], [{ units_held: 2 }], [{ version: 1 }, { version: 1 }]]
  expect(await found()).toEqual(written)
  mysql.gateway.setIntercept(null)
  expect((await open().putCopies('order', [order])).get(id)).toEqual(heldOf(order))
  expect((await open().putCopies('stock', [stock])).get(sku)).toEqual(heldOf(stock))
  expect(await found()).toEqual(written)
})

test('fault 15: a transaction that the server aborts leaves nothing half-written, and is sent again', async () => {
  const limited = await startMysql(150)
  try {
    const record = () => createMysqlRecord({ url: limited.gateway.url })
    const sku = newId('ended')
    await record().load([], [product(sku, { onHand: 10 })])
    const copy = stockCopy(sku, { epoch: 5, version: 1 }, { own: 4, held: 2 })
    // The stock's row is written by then, but not the product's units.
    limited.gateway.setIntercept(async ({ body }) => {
      if (body.includes('update `products`')) await new Promise((resolve) => setTimeout(resolve, 600))
      return null
    })
    await expect(record().putCopies('stock', [copy])).rejects.toMatchObject({ name: 'TierError' })
    limited.gateway.setIntercept(null)
    expect(await record().getCopy('stock', sku)).toBeNull()
    expect(await record().getProduct(sku)).toMatchObject({ onHand: 10, held: 0 })
    expect((await record().putCopies('stock', [copy])).get(sku)).toEqual(heldOf(copy))
    expect(await record().getProduct(sku)).toMatchObject({ onHand: 14, held: 2 })
  } finally {
    await limited.close()
  }
})
