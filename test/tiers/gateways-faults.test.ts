/**
 * The fault hook of the gateways: a test decides for each request which fault occurs, and whether the database executed
 * the request first.
 */
import { randomBytes } from 'node:crypto'
import { Client } from '@planetscale/database'
import { Redis } from '@upstash/redis'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PlanetscaleGateway, startPlanetscaleGateway } from '../../dev/gateways/planetscale.ts'
import { startUpstashGateway, type UpstashGateway } from '../../dev/gateways/upstash.ts'

const unique = randomBytes(6).toString('hex')
const table = `gateway_faults_${unique}`
let planetscale: PlanetscaleGateway
let upstash: UpstashGateway
let client: Client
let redis: Redis

beforeAll(async () => {
  planetscale = await startPlanetscaleGateway({ mysqlUrl: process.env.PANNIER_TEST_MYSQL_URL ?? '' })
  upstash = await startUpstashGateway({ redisUrl: process.env.PANNIER_TEST_REDIS_URL ?? '' })
  client = new Client({ url: planetscale.url })
  redis = new Redis({ url: upstash.url, token: upstash.token, retry: { retries: 0 } })
  await client.execute(`CREATE TABLE ${table} (name VARCHAR(50) PRIMARY KEY)`)
})
afterEach(() => {
  planetscale.setIntercept(null)
  upstash.setIntercept(null)
})
afterAll(async () => {
  await client.execute(`DROP TABLE IF EXISTS ${table}`)
  await planetscale.close()
  await upstash.close()
})

const has = async (name: string) =>
  (await client.execute(`SELECT 1 FROM ${table} WHERE name = ?`, [name])).rows.length === 1
const insertInTransaction = (name: string) =>
  client.transaction((tx) => tx.execute(`INSERT INTO ${table} VALUES (?)`, [name]))

test('rows are stored although the answer to their COMMIT is lost', async () => {
  planetscale.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true, execute: true } : null))
  await expect(insertInTransaction('answer lost')).rejects.toThrow()
  planetscale.setIntercept(null)
  expect(await has('answer lost')).toBe(true)
})

test('a COMMIT that never arrives leaves no rows', async () => {
  planetscale.setIntercept(({ body }) => (body.includes('"COMMIT"') ? { drop: true } : null))
  await expect(insertInTransaction('never arrived')).rejects.toThrow()
  planetscale.setIntercept(null)
  expect(await has('never arrived')).toBe(false)
})

test('a 520 page and a truncated answer reach the client as errors', async () => {
  planetscale.setIntercept(() => ({
    status: 520,
    body: '<html>error</html>',
    headers: { 'content-type': 'text/html' },
  }))
  await expect(client.execute('SELECT 1')).rejects.toMatchObject({ status: 520 })
  planetscale.setIntercept(() => ({ body: (answer) => answer.slice(0, -3) }))
  await expect(client.execute('SELECT 1')).rejects.toThrow(SyntaxError)
})

test('a late answer arrives after its delay, and a dropped answer never arrives', async () => {
  upstash.setIntercept(() => ({ delayMs: 150 }))
  const startedAt = performance.now()
  expect(await redis.ping()).toBe('PONG')
  expect(performance.now() - startedAt).toBeGreaterThan(140)
  upstash.setIntercept(() => ({ drop: true }))
  await expect(redis.ping()).rejects.toThrow()
})

test('a closing gateway does not wait for delayed answers', async () => {
  const arrived = Promise.withResolvers<void>()
  const second = await startUpstashGateway({
    redisUrl: process.env.PANNIER_TEST_REDIS_URL ?? '',
    intercept: () => {
      arrived.resolve()
      return { delayMs: 600_000 }
    },
  })
  const waiting = new Redis({ url: second.url, token: second.token, retry: { retries: 0 } }).ping()
  const failed = expect(waiting).rejects.toThrow()
  await arrived.promise
  await second.close()
  await failed
})
