/**
 * `npm run import-carts` from a real Redis into a started worker.
 * Invariant: each line of a cart in the classic layout is once in its owner's cart or named with a reason, however often
 * the command runs and wherever it is killed.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { outsideUserId } from '../../src/worker/guard/outside-issuer.ts'
import { run, starting } from './support/command.ts'
import { cartOf, newGuest, newMember } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const KEY = `psk_${randomBytes(32).toString('base64url')}`
const ISSUER = 'https://login.old-shop.example'
const MANY = 230
/** The most lines of a cart. */
const MAX_LINES = 200

let folder: string
let tiers: Tiers
let worker: Worker
let tea: string
let many: readonly string[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-import-'))
  tiers = await startTiers()
  tea = tiers.ownSku('tea')
  many = Array.from({ length: MANY }, (_, at) => tiers.ownSku(`many-${String(at).padStart(3, '0')}`))
  await tiers.stock(product(tea, { priceAmount: 2_100 }), ...many.map((sku) => product(sku)))
  const vars = { ...tiers.vars, SERVER_KEY_HASHES: createHash('sha256').update(KEY).digest('hex') }
  worker = await startWorker({ vars })
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
  await rm(folder, { recursive: true, force: true })
})

let prefix: string
beforeEach(() => {
  prefix = `old-${randomBytes(4).toString('hex')}-`
})

const classic = (fields: object = {}) =>
  JSON.stringify({ title: 'Tea', price: 19.9, count: 2, selected: true, ...fields })
const put = (user: string, fields: Readonly<Record<string, string>>) =>
  tiers.redis.hset(`cart:${prefix}${user}`, fields)
const argsFor = (url: string, ...more: readonly string[]) => {
  const redis = ['--redis', process.env.PANNIER_TEST_REDIS_URL ?? '', '--match', `cart:${prefix}*`]
  return [...redis, '--url', url, '--issuer', ISSUER, ...more]
}
const importing = (...more: readonly string[]) =>
  run('import-carts', argsFor(worker.url, ...more), { PANNIER_SERVER_KEY: KEY })

async function ownerOf(user: string) {
  return newMember(worker.url, await outsideUserId(ISSUER, prefix + user))
}

async function cartAt(user: string) {
  const { cart } = await cartOf((await ownerOf(user)).api.v1.cart.$get())
  return cart
}

async function linesIn(report: string) {
  return (await readFile(report, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('npm run import-carts', () => {
  it('lines come into the carts of their owners at today’s price, and all others are named', async () => {
    await put('ann', {
      [`sku:${tea}`]: classic(),
      [`sku:${many[0]}`]: classic({ price: 10, selected: false, count: 3 }),
    })
    await put('bob', {
      'sku:gone': classic(),
      note: 'x',
      [`sku:${tea}`]: classic({ count: '0' }),
      [`sku:${many[1]}`]: '{',
    })
    await tiers.redis.set(`cart:${prefix}text`, 'x')
    await tiers.redis.rpush(`cart:${prefix}list`, 'x')
    const guest = await newGuest(worker.url)
    await cartOf(guest.api.v1.cart.items.$post({ json: { sku: tea, quantity: 1 } }))
    await vi.waitFor(async () => expect(await tiers.redis.exists(`cart:${guest.id}`)).toBe(1), 15_000)
    await tiers.redis.copy(`cart:${guest.id}`, `cart:${prefix}own`)

    const report = join(folder, 'report.ndjson')
    const { code, printed, said } = await importing('--report', report)
    expect([code, said]).toEqual([1, ''])
    expect(printed).toContain("carts: imported 2, imported before 0, Pannier's own 1, skipped 2")
    expect(printed).toContain("lines: imported 2, skipped 4, with another price than today's 1")
    const ann = await cartAt('ann')
    expect(
      ann.items.map(({ sku, quantity, selected, unitPrice }) => [sku, quantity, selected, unitPrice.amount]),
    ).toEqual([
      [tea, 2, true, 2_100],
      [many[0], 3, false, 1_000],
    ])
    expect((await cartAt('bob')).items).toEqual([])
    const lines = await linesIn(report)
    const reasons = lines.filter(({ outcome }) => outcome === 'skipped')
    expect(reasons).toHaveLength(6)
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          sku: tea,
          outcome: 'imported',
          priceChange: { from: 1_990, to: 2_100, currency: 'CNY' },
        }),
        expect.objectContaining({ sku: many[0], outcome: 'imported' }),
        expect.objectContaining({ sku: 'gone', reason: expect.stringMatching(/^unknown_sku: /) }),
        expect.objectContaining({ field: 'note', reason: 'the field is not sku:{id}' }),
        expect.objectContaining({ field: `sku:${tea}`, reason: 'count is not a whole number above 0' }),
        expect.objectContaining({ cart: `cart:${prefix}text`, reason: 'the key is a string, not a hash' }),
        expect.objectContaining({ cart: `cart:${prefix}own`, outcome: 'panniers' }),
      ]),
    )

    // The shopper's own changes stay: a second run adds nothing, also to a cart that has changed on both sides.
    const owner = await ownerOf('ann')
    await cartOf(owner.api.v1.cart.items[':sku'].$delete({ param: { sku: tea } }))
    await put('ann', { [`sku:${many[2]}`]: classic() })
    const before = await cartAt('ann')
    const again = await importing()
    expect(again.printed).toContain("carts: imported 0, imported before 2, Pannier's own 1, skipped 2")
    expect(await cartAt('ann')).toEqual(before)
  })

  it('an import that is killed continues, and adds each line once', async () => {
    const users = Array.from({ length: 300 }, (_, at) => String(at))
    await Promise.all(
      users.map((user) => put(user, { [`sku:${tea}`]: classic(), [`sku:${many[3]}`]: classic({ count: 1 }) })),
    )
    const report = join(folder, 'killed.ndjson')
    for (const bytes of [1, 10_000]) {
      const command = starting('import-carts', argsFor(worker.url, '--report', report), { PANNIER_SERVER_KEY: KEY })
      await vi.waitUntil(async () => (existsSync(report) && (await stat(report)).size >= bytes) || command.hasEnded(), {
        timeout: 20_000,
        interval: 2,
      })
      command.kill()
      expect((await command.ended).code).toBeNull()
      await rm(report)
    }
    const { code, printed, said } = await importing()
    expect(code, said).toBe(0)
    const [, imported, before] = /carts: imported (\d+), imported before (\d+),/.exec(printed) ?? []
    expect(Number(imported)).toBeGreaterThan(0)
    expect(Number(imported) + Number(before)).toBe(users.length)
    for (const user of users) {
      const { items, version } = await cartAt(user)
      expect(items.map(({ sku, quantity }) => [sku, quantity])).toEqual([
        [many[3], 1],
        [tea, 2],
      ])
      expect(version).toBe(1)
    }
  })

  it('fault 75: a cart of two requests that was killed between them is completed, although its hash has changed', async () => {
    const some = many.slice(0, 150)
    await put('big', Object.fromEntries(some.map((sku) => [`sku:${sku}`, classic({ count: 1 })])))
    let batches = 0
    let reach: () => void
    const reached = new Promise<void>((done) => {
      reach = done
    })
    const proxy = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { method = 'GET', url = '' } = request
      if (method === 'POST' && ++batches === 2) return reach()
      const headers = Object.entries(request.headers).filter(([name]) =>
        /^(authorization|content-type|x-user-id)$/.test(name),
      )
      const body = method === 'GET' ? {} : { body: Buffer.concat(chunks) }
      const answer = await fetch(worker.url + url, { method, headers: headers as [string, string][], ...body })
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
      response.end(await answer.text())
    })
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
    const through = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const command = starting('import-carts', argsFor(through), { PANNIER_SERVER_KEY: KEY })
    await reached
    command.kill()
    await command.ended
    proxy.closeAllConnections()
    proxy.close()
    expect((await cartAt('big')).items).toHaveLength(100)

    await put('big', { [`sku:${tea}`]: classic({ count: 7 }), 'sku:a-first': classic() })
    expect((await importing()).printed).toMatch(/carts: imported 1,/)
    const cart = await cartAt('big')
    expect(cart.items.map(({ quantity }) => quantity).sort()).toEqual([...some.map(() => 1), 7])
    expect((await importing()).printed).toMatch(/carts: imported 0, imported before 1,/)
    expect(await cartAt('big')).toEqual(cart)
  })

  it('a hash of 10,000 fields fills the cart with its selected lines, and each other field has its reason', async () => {
    const unknown = Array.from({ length: 10_000 - MANY }, (_, at) => [
      `sku:unknown-${at}`,
      classic({ selected: false }),
    ])
    const known = many.map((sku) => [`sku:${sku}`, classic({ count: 1 })])
    await put('huge', Object.fromEntries([...unknown, ...known]))
    const { code, printed } = await importing()
    expect(code).toBe(1)
    expect(printed).toContain(`lines: imported ${MAX_LINES}, skipped ${(10_000 - MAX_LINES).toLocaleString('en')}`)
    expect(printed).toMatch(/line_limit: /)
    expect((await cartAt('huge')).items.map(({ sku }) => sku)).toEqual(many.slice(0, MAX_LINES))
  })

  it('a dry run sends nothing, and wrong calls are answered with what to do', async () => {
    await put('ann', { [`sku:${tea}`]: classic() })
    const dry = await run('import-carts', argsFor(worker.url, '--dry-run'), {})
    expect([dry.code, dry.printed]).toEqual([0, expect.stringContaining('lines: imported 1, skipped 0')])
    expect((await cartAt('ann')).items).toEqual([])

    expect((await run('import-carts', ['--help'])).printed).toMatch(/^usage: npm run import-carts -- --redis URL/)
    for (const args of [
      [],
      ['--redis', 'nonsense'],
      argsFor(worker.url, '--prices', 'gold'),
      argsFor(worker.url, '--match', 'x*'),
    ]) {
      expect((await run('import-carts', args)).said).toMatch(/^--\w+ .+\nusage: npm run import-carts/)
    }
    const without = await run('import-carts', argsFor(worker.url), {})
    expect([without.code, without.said]).toEqual([2, expect.stringMatching(/set PANNIER_SERVER_KEY to a server key/)])
    const wrong = await run('import-carts', argsFor(worker.url), { PANNIER_SERVER_KEY: `psk_${'x'.repeat(43)}` })
    expect([wrong.code, wrong.said]).toEqual([2, expect.stringMatching(/The import stopped.*\n401: /)])
    const args = ['--redis', 'redis://127.0.0.1:1', '--url', worker.url]
    const away = await run('import-carts', args, { PANNIER_SERVER_KEY: KEY })
    expect([away.code, away.said]).toEqual([2, expect.stringMatching(/^Redis at 127\.0\.0\.1:1 does not answer: /)])
    const users = join(folder, 'users.csv')
    await writeFile(users, '')
    const unmapped = argsFor(worker.url).filter((arg) => arg !== '--issuer' && arg !== ISSUER)
    const none = await run('import-carts', [...unmapped, '--users', users], { PANNIER_SERVER_KEY: KEY })
    expect(none.printed).toMatch(/the user id has no Pannier user: see --issuer and --users/)
  })
})
