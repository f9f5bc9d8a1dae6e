/**
 * The record while its database cannot answer.
 * Invariant: a missing answer is an error within the deadline and never an empty answer, and no error message repeats
 * data that was written or asked for.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Intercept } from '../../dev/gateways/http-gateway.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { RecordStore } from '../../src/tiers/record/record.ts'
import type { StoredReport } from '../../src/tiers/record/reports.ts'
import { type MysqlUnderTest, startMysql } from './support/mysql-record.ts'
import { orderCopy, stockCopy } from './support/order-samples.ts'
import { rule } from './support/rule-samples.ts'
import { auditSample, cart, line, newId, product } from './support/samples.ts'

const SECRET = 'secret-text'
const DOWN = { name: 'TierError', tier: 'record', outcome: 'down' }

let mysql: MysqlUnderTest
beforeAll(async () => {
  mysql = await startMysql()
}, 60_000)
afterEach(() => {
  mysql.gateway.setIntercept(null)
  vi.useRealTimers()
})
afterAll(() => mysql.close())

// Each test has its own breaker; tests of other subjects keep it closed.
const quiet = { minimumCalls: 20 }
const open = (more: Partial<Parameters<typeof createMysqlRecord>[0]> = {}) =>
  createMysqlRecord({ url: mysql.gateway.url, breaker: quiet, ...more })

const secretCart = (id: string) =>
  cart(id, { epoch: 1, version: 1 }, { lists: { items: { a: line(1, { note: SECRET }) } } })

const secretAudit = auditSample({ id: SECRET, actor: SECRET, subject: SECRET, reason: SECRET })
const secretRule = { rule: rule('tax', SECRET, 1), audit: secretAudit }

const secretReport: StoredReport = {
  ...{ id: SECRET, kind: 'ledger', startedAt: 1, endedAt: null, state: 'running' },
  ...{ checked: {}, counts: {}, findings: [], progress: SECRET },
}

const calls: readonly [name: string, call: (record: RecordStore) => Promise<unknown>][] = [
  ['ping', (record) => record.ping()],
  ['putCopies', (record) => record.putCopies('cart', [secretCart(SECRET)])],
  ['getCopy', (record) => record.getCopy('cart', SECRET)],
  ['listSealedTo', (record) => record.listSealedTo(SECRET)],
  ['dropTombstones', (record) => record.dropTombstones('cart', 1, 10)],
  ['getProduct', (record) => record.getProduct(SECRET)],
  ['getProducts', (record) => record.getProducts([SECRET])],
  ['listProducts', (record) => record.listProducts({ limit: 10, categories: [SECRET] })],
  ['listCategories', (record) => record.listCategories()],
  ['outsideStock', (record) => record.outsideStock(SECRET)],
  ['putCopies of orders', (record) => record.putCopies('order', [orderCopy(SECRET, { epoch: 1, version: 1 })])],
  [
    'putCopies of stock',
    (record) => record.putCopies('stock', [stockCopy(SECRET, { epoch: 1, version: 1 }, { own: 1 })]),
  ],
  ['listOrders', (record) => record.listOrders({ owner: SECRET, limit: 10 })],
  ['listOrders with a product', (record) => record.listOrders({ sku: SECRET, limit: 10 })],
  ['orderIdsByNumber', (record) => record.orderIdsByNumber([SECRET])],
  ['beginAudit', (record) => record.beginAudit([secretAudit])],
  ['endAudit', (record) => record.endAudit([secretAudit])],
  ['auditAfter', (record) => record.auditAfter({ at: 0, id: SECRET }, 10)],
  ['listAudit', (record) => record.listAudit({ subject: SECRET, limit: 10 })],
  ['forgetReasons', (record) => record.forgetReasons([SECRET])],
  ['ordersForLedger', (record) => record.ordersForLedger(10, SECRET)],
  ['stockForLedger', (record) => record.stockForLedger({ limit: 10, afterSku: SECRET, since: 1, settlingSince: 0 })],
  ['listHeld', (record) => record.listHeld('cart', 10, SECRET)],
  ['heldOf', (record) => record.heldOf('cart', [SECRET])],
  ['getCopies', (record) => record.getCopies('cart', [SECRET])],
  ['putReport', (record) => record.putReport(secretReport)],
  ['getReport', (record) => record.getReport(SECRET)],
  ['newestReport', (record) => record.newestReport('ledger')],
  ['listReports', (record) => record.listReports('ledger', 10)],
  ['getRule', (record) => record.getRule('coupon', SECRET)],
  ['listRules', (record) => record.listRules('coupon', { limit: 10 })],
  ['activeRules', (record) => record.activeRules(['tax'])],
  ['writeRules', (record) => record.writeRules('tax', [secretRule])],
  ['load', (record) => record.load([], [product(SECRET)])],
  ['listDeadLetters', (record) => record.listDeadLetters(10)],
  ['getDeadLetter', (record) => record.getDeadLetter(SECRET)],
  ['countDeadLetters', (record) => record.countDeadLetters()],
  ['dropDeadLetter', (record) => record.dropDeadLetter(SECRET)],
]

const html = { 'content-type': 'text/html' }
const answers: readonly [name: string, intercept: Intercept][] = [
  ['520 with a page', () => ({ status: 520, body: `<html>${SECRET}</html>`, headers: html })],
  ['200 with a page', () => ({ status: 200, body: `<html>${SECRET}</html>`, headers: html })],
  ['truncated JSON', () => ({ body: (answer) => answer.slice(0, -3) })],
  ['an empty body', () => ({ body: '' })],
  ['an empty object', () => ({ body: '{}' })],
  ['an empty list', () => ({ body: '[]' })],
  ['null', () => ({ body: 'null' })],
  [
    '503 with an error',
    () => ({ status: 503, body: JSON.stringify({ error: { code: 'unavailable', message: SECRET } }) }),
  ],
  ['401', () => ({ status: 401, body: JSON.stringify({ error: { code: 'unauthenticated', message: SECRET } }) })],
  [
    'a lock wait that timed out',
    () => ({
      body: JSON.stringify({ error: { code: 'UNKNOWN', message: `${SECRET} (errno 1205) (sqlstate HY000)` } }),
    }),
  ],
  ['a cut connection', () => ({ drop: true })],
]

describe('fault 16: a 520, HTML or truncated JSON from the record is an error, never an empty cart', () => {
  test.each(answers)('fault 16: %s from the record is an error', async (_, intercept) => {
    mysql.gateway.setIntercept(intercept)
    for (const [name, call] of calls) {
      const failed = await call(open()).then(
        () => 'an answer',
        (error: unknown) => error,
      )
      expect(failed, name).toMatchObject(DOWN)
      expect(String(failed), name).not.toContain(SECRET)
    }
  })
})

test('a call to a silent record ends at the deadline', async () => {
  mysql.gateway.setIntercept(() => ({ delayMs: 60_000 }))
  const record = open({ deadlineMs: 50 })
  const startedAt = performance.now()
  await expect(record.getCopy('cart', newId())).rejects.toMatchObject(DOWN)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('the breaker opens when half of the calls fail, refuses at once, and closes when a probe is answered', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  let requests = 0
  let isDown = true
  mysql.gateway.setIntercept(() => {
    requests += 1
    return isDown ? { status: 520, body: '<html>' } : null
  })
  const record = open({ breaker: { window: 10, minimumCalls: 4, openMs: 5_000 } })
  const ping = () =>
    record.ping().then(
      () => 'up',
      (error: unknown) => String(error),
    )

  isDown = false
  await ping()
  await ping()
  isDown = true
  await ping()
  expect(record.breaker).toBe('closed')
  await ping()
  expect(record.breaker).toBe('open')

  requests = 0
  expect(await ping()).toContain('breaker is open')
  expect(requests).toBe(0)

  vi.setSystemTime(Date.now() + 5_001)
  await ping()
  expect([requests, record.breaker]).toEqual([1, 'open'])

  isDown = false
  expect(await ping()).toContain('breaker is open')
  vi.setSystemTime(Date.now() + 5_001)
  expect(await ping()).toBe('up')
  expect(record.breaker).toBe('closed')
})

test('a refusal of the record counts as an answer and never opens the breaker', async () => {
  const record = open({ breaker: { window: 10, minimumCalls: 4 } })
  for (let i = 0; i < 10; i += 1) {
    const refused = record.putCopies('cart', [cart(`${i}${'long'.repeat(100)}`, { epoch: 1, version: 1 })])
    await expect(refused).rejects.toMatchObject({ outcome: 'refused' })
  }
  expect(record.breaker).toBe('closed')
})

test('one refused copy in a batch of 100 writes none of them, so the caller can halve the batch', async () => {
  const ids = Array.from({ length: 99 }, () => newId('half'))
  const poison = cart('p'.repeat(300), { epoch: 1, version: 1 })
  const copies = [...ids.map((id) => cart(id, { epoch: 1, version: 1 })), poison]
  await expect(open().putCopies('cart', copies)).rejects.toMatchObject({ outcome: 'refused' })
  expect(await mysql.sql("select count(*) as n from carts where id like 'half%'")).toEqual([{ n: 0 }])
})

test('no more calls than allowed are in flight at once, and the others wait their turn', async () => {
  let inFlight = 0
  let most = 0
  mysql.gateway.setIntercept(() => {
    inFlight += 1
    most = Math.max(most, inFlight)
    return {
      delayMs: 20,
      body: (answer) => {
        inFlight -= 1
        return answer
      },
    }
  })
  const record = open({ concurrency: 2 })
  await Promise.all(Array.from({ length: 7 }, () => record.ping()))
  expect(most).toBe(2)
})

test.each([
  ['a lost connection', 'D1_ERROR: Network connection lost.', 'down'],
  ['an overloaded database', 'D1_ERROR: D1 DB is overloaded. Too many requests queued.', 'down'],
  ['a missing table', `D1_ERROR: no such table: ${SECRET}: SQLITE_ERROR`, 'down'],
  ['a broken constraint', `D1_ERROR: NOT NULL constraint failed: carts.${SECRET}: SQLITE_CONSTRAINT`, 'refused'],
])('D1: the error of %s is classified without its text', async (_, message, outcome) => {
  const statement = {
    bind: () => statement,
    run: () => Promise.reject(new Error(message)),
    raw: () => Promise.reject(new Error(message)),
  }
  // The cast: the real D1 cannot be made to fail in this way; these are the members that the record calls.
  const database = {
    prepare: () => statement,
    batch: () => Promise.reject(new Error(message)),
  } as unknown as D1Database
  const record = createD1Record({ database })
  for (const call of [() => record.getCopy('cart', SECRET), () => record.putCopies('cart', [secretCart(SECRET)])]) {
    const failed = await call().catch((error: unknown) => error)
    expect(failed).toMatchObject({ name: 'TierError', outcome })
    expect(String(failed)).not.toContain(SECRET)
  }
})
