/**
 * A person's whole way over HTTP, from guest to merged account to erasure, on real MySQL and Redis.
 * Invariant: the record holds what the answers said, and no place holds data of an erased person.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { untilCopied } from './support/copies.ts'
import { productsForSale } from './support/drive.ts'
import { login, newEmail, PASSWORD, register, type Tried, tryFrom } from './support/people.ts'
import { anybody, cartOf, newGuest, REASONED } from './support/shopper.ts'
import { startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const ADMIN = { email: 'admin@pannier.example', password: 'the keys of the shop' }

let tiers: Tiers
let worker: Worker
beforeAll(async () => {
  tiers = await startTiers()
  const admin = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password }
  worker = await startWorker({ vars: { ...tiers.vars, ...admin } })
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

const rows = (table: string, id: string) => tiers.mysql.sql(`select * from ${table} where id = '${id}'`)

it('a person goes from guest to merged account to erasure', async () => {
  const { url } = worker
  const [a, b, c] = await productsForSale(url)
  const guest = await newGuest(url)
  await cartOf(guest.api.v1.cart.items.$post({ json: { sku: a, quantity: 2 } }))
  const email = newEmail()

  // The person registers with the guest's cart.
  const { person, merge } = await register(url, { email, guestToken: guest.token })
  expect(merge).toEqual({
    report: [{ sku: a, lineId: expect.any(String), guestQuantity: 2, userQuantity: 0, resultQuantity: 2 }],
  })
  const added = await cartOf(person.api.v1.cart.items.$post({ json: { sku: b, quantity: 1 } }))
  expect(added.cart.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([
    [a, 2],
    [b, 1],
  ])
  await untilCopied(tiers, person.id, added)
  await vi.waitFor(async () => {
    expect((await rows('accounts', person.id))[0]).toMatchObject({ email, role: 'customer', state: 'live' })
    const [claim] = await tiers.mysql.sql(`select * from claims where user_id = '${person.id}'`)
    expect(claim).toMatchObject({ state: 'live' })
    expect((await rows('carts', guest.id))[0]).toMatchObject({ seal: person.id, line_count: 0 })
  }, 10_000)
  expect(await tiers.redis.keys(`*account*`)).toEqual([])

  // The person returns as another guest, and signs in on another device.
  const second = await newGuest(url)
  await cartOf(second.api.v1.cart.items.$post({ json: { sku: c, quantity: 3 } }))
  await cartOf(second.api.v1.cart.items.$post({ json: { sku: a, quantity: 1 } }))
  const back = await login(url, { email, guestToken: second.token })
  expect(back.merge).toMatchObject({
    report: [
      { sku: c, resultQuantity: 3 },
      { sku: a, resultQuantity: 3 },
    ],
  })
  const merged = await cartOf(back.person.api.v1.cart.$get())
  await untilCopied(tiers, person.id, merged)
  const closed = await second.api.v1.cart.items.$post({ json: { sku: b, quantity: 1 } })
  expect([closed.status as number, await closed.json()]).toMatchObject([409, { code: 'cart_merged' }])

  // The person puts a line aside, refreshes, changes the password, and exports.
  const aside = await cartOf(back.person.api.v1.cart.items[':sku'].save.$post({ param: { sku: c } }))
  expect(aside.cart.saved).toMatchObject([{ sku: c, quantity: 3 }])
  const pair = await anybody(url).v1.auth.refresh.$post({ json: { refreshToken: back.person.refreshToken } })
  expect(pair.status).toBe(200)
  const change = { currentPassword: PASSWORD, newPassword: 'another horse battery' }
  expect((await back.person.api.v1.auth.password.$post({ json: change })).status).toBe(204)
  const old = await anybody(url).v1.auth.refresh.$post({ json: { refreshToken: person.refreshToken } })
  expect(old.status as number).toBe(401)
  const exported = await (await back.person.api.v1.me.export.$get()).json()
  expect(exported).toMatchObject({ user: { email }, cart: { saved: { [c]: { quantity: 3 } } } })

  // The person erases the account.
  const gone = await back.person.api.v1.me.$delete({ json: { password: change.newPassword } })
  expect(gone.status as number).toBe(204)
  await vi.waitFor(
    async () => {
      for (const [table, id] of [
        ['accounts', person.id],
        ['carts', person.id],
        ['carts', guest.id],
        ['carts', second.id],
      ] as const) {
        expect((await rows(table, id))[0]).toMatchObject({ state: 'erased', lists: null })
      }
      expect(await tiers.mysql.sql(`select id from claims where user_id = '${person.id}'`)).toEqual([])
      for (const id of [person.id, guest.id, second.id]) {
        expect(JSON.parse((await tiers.redis.hget(`cart:${id}`, 'meta')) ?? '{}')).toMatchObject({ state: 'erased' })
        expect(await tiers.redis.hlen(`cart:${id}`)).toBe(1)
      }
    },
    { timeout: 40_000, interval: 100 },
  )
  for (const table of ['accounts', 'carts', 'claims', 'dead_letters']) {
    expect(JSON.stringify(await tiers.mysql.sql(`select * from ${table}`))).not.toContain(email)
  }
  expect(JSON.stringify(worker.logs)).not.toContain(email)
  const again = await register(url, { email })
  expect(again.person.id).not.toBe(person.id)
})

it('the configured admin’s account is created, cannot be taken by others, and can create other operators', async () => {
  const { url } = worker
  const forestalling = await anybody(url).v1.auth.register.$post({
    json: { email: ADMIN.email.toUpperCase(), password: PASSWORD },
  })
  expect([forestalling.status as number, await forestalling.json()]).toMatchObject([409, { code: 'email_taken' }])
  const { person: admin } = await login(url, ADMIN)
  expect((await admin.api.v1.admin.ops['security-events'].$get({ query: {} })).status).toBe(200)
  const { person: helper } = await register(url, { email: newEmail('mei') })
  const path = { param: { userId: helper.id }, json: { role: 'support' as const } }
  expect((await helper.api.v1.admin.accounts[':userId'].$patch(path, REASONED)).status as number).toBe(403)
  expect((await admin.api.v1.admin.accounts[':userId'].$patch(path, REASONED)).status).toBe(200)
  const { person: support } = await login(url, { email: helper.email })
  expect((await support.api.v1.admin.ops.breakers.$get()).status).toBe(200)
  await vi.waitFor(async () => {
    expect((await rows('accounts', admin.id))[0]).toMatchObject({ role: 'admin' })
    expect((await rows('accounts', helper.id))[0]).toMatchObject({ role: 'support' })
  }, 10_000)
})

/** The limit's windows begin with the clock's minutes. */
const windowOf = (ms: number) => Math.floor(ms / 60_000)

/** A try without its line in the log was not limited over all locations: Redis did not answer in time. */
async function wasCounted({ logs }: Worker, { requestId }: Tried): Promise<boolean> {
  const lines = () => logs.filter((line) => line.requestId === requestId)
  // The line that ends a request comes after all of its others.
  await vi.waitUntil(() => lines().some(({ event }) => event === 'request'), 10_000)
  return lines().every(({ event }) => event !== 'limit.unanswered')
}

it('sign-ins are limited over all locations, because each location counts those of the others', async () => {
  // Two deployments share only the tiers: three sign-ins per minute from one address are allowed over both.
  const vars = { ...tiers.vars, RATE_LIMIT_SCALE: '0.05' }
  const [here, there] = [await startWorker({ vars }), await startWorker({ vars })]
  try {
    const [other, email] = ['203.0.113.9', newEmail()]
    const account = { email, password: PASSWORD }
    expect((await tryFrom(here.url, other, '/v1/auth/register', account)).status).toBe(201)

    /** Null if the limit promises nothing for these tries: its window ended, or Redis did not answer in time. */
    async function tryFiveTimes(address: string): Promise<readonly Tried[] | null> {
      const window = windowOf(Date.now())
      const tries: Tried[] = []
      for (const at of [here, here, here, here, there]) {
        const tried = await tryFrom(at.url, address, '/v1/auth/login', account)
        if (windowOf(Date.now()) !== window || !(await wasCounted(at, tried))) return null
        tries.push(tried)
      }
      return tries
    }

    let tries: readonly Tried[] | null = null
    for (let round = 1; tries === null && round <= 5; round++) tries = await tryFiveTimes(`198.51.100.${round}`)
    const refused = { status: 429, code: 'rate_limited' }
    expect(tries).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }, refused, refused])
    expect((await tryFrom(there.url, other, '/v1/auth/login', { email, password: 'x' })).status).toBe(401)
  } finally {
    await here.stop()
    await there.stop()
  }
})

it('fault 35: while Redis times out, sign-ins use the objects’ counters and end within the deadline', async () => {
  const { url } = worker
  const { person } = await register(url, { email: newEmail() })
  tiers.upstash.setIntercept(() => ({ delayMs: 60_000 }))
  try {
    for (let times = 0; times < 4; times++) {
      const startedAt = performance.now()
      await login(url, { email: person.email })
      expect(performance.now() - startedAt).toBeLessThan(3_000)
    }
    for (let times = 0; times < 10; times++) {
      const wrong = await anybody(url).v1.auth.login.$post({ json: { email: newEmail(), password: 'not this one' } })
      expect(wrong.status as number).toBe(401)
    }
  } finally {
    tiers.upstash.setIntercept(null)
  }
})
