/**
 * `npm run backup` and `npm run restore` as operators run them, on the embedded default.
 * Invariant: a restored backup is the state of one moment while the deployment ran: every write that was answered before
 * the backup began is there, no unit is sold twice, the ledger agrees, and no object is behind or ahead of its copies.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createD1Record } from '../../../src/tiers/record/d1/record.ts'
import { IMAGES } from '../../support/images.ts'
import { TEST_VARS } from '../../support/secrets.ts'
import { run, starting } from '../support/command.ts'
import { unitsOf, untilBalanced } from '../support/orders.ts'
import { cartOf, newAdmin, newGuest } from '../support/shopper.ts'
import { startShopping } from '../support/shopping.ts'
import { product } from '../support/tiers.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const SCARCE_UNITS = 40
const FILLERS = 250
const FILLER_BYTES = 120_000
const PLENTY = ['iphone-15', 'gel-pens-12', 'plush-panda']

let folder: string
let worker: Worker | null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-backup-'))
  worker = null
})
afterEach(async () => {
  await worker?.stop()
  await rm(folder, { recursive: true, force: true })
})

const dataIn = (name: string) => join(folder, name)
const varsFor = (data: string) => ({ PANNIER_DATA: dataIn(data), ACCOUNT_SECRET: TEST_VARS.ACCOUNT_SECRET })
const backup = (data: string, ...args: readonly string[]) => run('backup', args, varsFor(data))
const restore = (data: string, ...args: readonly string[]) => run('restore', args, varsFor(data))

async function open(data: string): Promise<Worker> {
  worker = await startWorker({ dataDir: join(dataIn(data), 'embedded'), demo: true })
  return worker
}

async function close(): Promise<void> {
  await worker?.stop()
  worker = null
}

/**
 * Adds files that no object has, to every folder of objects: the copy then takes seconds, in which files that were
 * copied one after another would be of different moments.
 */
async function fillUp(data: string): Promise<void> {
  const objects = join(dataIn(data), 'embedded/state/do')
  const bytes = randomBytes(FILLER_BYTES)
  for (const folder of await readdir(objects)) {
    for (let at = 0; at < FILLERS; at++) {
      await writeFile(join(objects, folder, `${randomBytes(32).toString('hex')}.sqlite`), bytes)
    }
  }
}

/** The address of an uploaded image. */
async function uploaded(url: string): Promise<string> {
  const { token } = await newAdmin(url)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'image/webp' }
  const answer = await fetch(`${url}/v1/admin/media`, { method: 'POST', headers, body: IMAGES.webp })
  const body = (await answer.json()) as { readonly src: string }
  expect(answer.status, JSON.stringify(body)).toBe(201)
  return body.src
}

/** Guests whose carts have one line each. */
async function manyGuests(url: string, count: number) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const guest = await newGuest(url)
      await cartOf(guest.api.v1.cart.items.$post({ json: { sku: 'iphone-15', quantity: 1 } }))
      return guest
    }),
  )
}

describe('npm run backup and npm run restore', () => {
  it('a backup under load has every write that was answered before it began, and sells no unit twice', async () => {
    const { url, database } = await open('live')
    const record = createD1Record({ database: await database() })
    await record.load([], [product('scarce', { onHand: SCARCE_UNITS })])
    await fillUp('live')
    const image = await uploaded(url)
    const shopping = await startShopping(url, { plenty: PLENTY, scarce: 'scarce' })
    const untilBusy = () => {
      const before = {
        carts: shopping.fillers.map(({ answered }) => Math.max(...answered.keys())),
        orders: shopping.buyers.map(({ orders }) => new Map(orders)),
      }
      expect(Math.min(...before.carts)).toBeGreaterThan(3)
      expect(before.orders.flatMap((orders) => [...orders.values()])).toContain('paid')
      return before
    }
    const before = await vi.waitFor(untilBusy, { timeout: 30_000, interval: 200 })
    const file = join(folder, 'shop.backup')
    const backedUp = await backup('live', file)
    expect(backedUp.code, backedUp.said).toBe(0)
    expect(backedUp.printed).toMatch(/has the state of 2\S+Z: [\d,]+ files; it stood still for \d+ ms\./)
    await wait(500)
    await shopping.end()
    const at = shopping.fillers.map(({ answered }) => Math.max(...answered.keys()))
    await close()

    const restored = await restore('again', file)
    expect(restored.code, restored.said).toBe(0)
    const again = await open('again')
    const served = await fetch(`${again.url}${image}`)
    expect([served.status, new Uint8Array(await served.arrayBuffer())]).toEqual([200, IMAGES.webp])
    for (const [place, { shopper, answered }] of shopping.fillers.entries()) {
      const { cart } = await cartOf(shopper.at(again.url).api.v1.cart.$get())
      expect(cart.version).toBeGreaterThanOrEqual(before.carts[place] ?? 0)
      expect(cart.version).toBeLessThanOrEqual(at[place] ?? 0)
      expect(cart.items.map(({ sku, quantity }) => [sku, quantity])).toEqual(answered.get(cart.version))
    }
    for (const [place, { shopper }] of shopping.buyers.entries()) {
      for (const [id, status] of before.orders[place] ?? []) {
        const answer = await shopper.at(again.url).api.v1.orders[':id'].$get({ param: { id } })
        const body = (await answer.json()) as { readonly status: string }
        expect(answer.status, JSON.stringify(body)).toBe(200)
        if (status === 'paid') expect(body.status).toBe('paid')
      }
    }
    // Writes that were not yet in the record are sent again after ten seconds.
    const orders = await again.database()
    const placed = before.orders.flatMap((known) => [...known.keys()])
    const untilSent = async () => {
      const { results } = await orders.prepare('SELECT id FROM orders').all<{ id: string }>()
      expect(results.map(({ id }) => id)).toEqual(expect.arrayContaining(placed))
    }
    await vi.waitFor(untilSent, { timeout: 40_000, interval: 200 })
    const admin = await newAdmin(again.url)
    await untilBalanced(admin, 40_000)
    const { onHand, held } = await unitsOf(admin, 'scarce')
    const [sold] = (
      await orders
        .prepare("SELECT coalesce(sum(units_sold + units_held), 0) AS units FROM order_lines WHERE sku = 'scarce'")
        .all<{ units: number }>()
    ).results
    expect(onHand).toBeGreaterThanOrEqual(0)
    expect(Number(sold?.units)).toBe(SCARCE_UNITS - onHand + held)
    expect(Number(sold?.units)).toBeLessThanOrEqual(SCARCE_UNITS)
    // No object had to go on under a new epoch, and none was without its rows.
    expect(again.logs.filter(({ alert }) => alert === true)).toEqual([])
  }, 180_000)

  it('fault 73: a runtime goes on when its backup is killed, and the next backup is complete', async () => {
    const { url } = await open('live')
    const guests = await manyGuests(url, 40)
    const file = join(folder, 'shop.backup')
    // Killed at any moment: while files are copied, while the runtime stands still, and after that.
    for (let at = 0; at < 8; at++) {
      const command = starting('backup', [file], varsFor('live'))
      await vi.waitUntil(() => existsSync(at % 2 === 0 ? `${file}.part` : `${file}.aside`) || command.hasEnded(), {
        timeout: 10_000,
        interval: 1,
      })
      command.kill()
      await command.ended
      await rm(file, { force: true })
      // A kept connection may have ended while the runtime stood still.
      const answer = await vi.waitFor(() => guests[at]?.api.v1.cart.$get(), { timeout: 10_000, interval: 100 })
      expect(answer?.status).toBe(200)
      expect((await readdir(folder)).filter((name) => name === 'shop.backup')).toEqual([])
    }
    const { code, said } = await backup('live', file)
    expect([code, said]).toEqual([0, ''])
    expect((await readdir(folder)).sort()).toEqual(['live', 'shop.backup'])
    await close()
    // A stopped deployment is copied as it is.
    const still = await backup('live', join(folder, 'still.backup'))
    expect([still.code, still.printed]).toEqual([0, expect.stringContaining('it was not running')])
    expect((await restore('again', file)).code).toBe(0)
    const again = await open('again')
    for (const guest of guests) {
      const { cart } = await cartOf(guest.at(again.url).api.v1.cart.$get())
      expect(cart.items).toHaveLength(1)
    }
  }, 120_000)

  it('fault 73: a killed restore is never started as a shop, and a second run completes it', async () => {
    const { url } = await open('live')
    const [guest] = await manyGuests(url, 60)
    await close()
    const file = join(folder, 'shop.backup')
    expect((await backup('live', file)).code).toBe(0)
    const unfinished = join(dataIn('again'), 'embedded/state.restoring')
    const command = starting('restore', [file], varsFor('again'))
    await vi.waitUntil(() => existsSync(join(unfinished, 'd1')), { timeout: 10_000, interval: 1 })
    command.kill()
    await command.ended
    expect(existsSync(join(dataIn('again'), 'embedded/state'))).toBe(false)
    await expect(open('again')).rejects.toThrow(/unfinished restore: run npm run restore again, or delete it/)

    const { code, said } = await restore('again', file)
    expect(code, said).toBe(0)
    const again = await open('again')
    const { cart } = await cartOf((guest ?? expect.fail()).at(again.url).api.v1.cart.$get())
    expect(cart.items).toMatchObject([{ sku: 'iphone-15', quantity: 1 }])
    const refused = await restore('again', file)
    expect([refused.code, refused.said]).toEqual([1, expect.stringMatching(/state exists: a restore needs an empty/)])
  }, 60_000)

  it('secrets have a file of their own, and a backup is not restored with those of another shop', async () => {
    await open('live')
    await close()
    const { ACCOUNT_SECRET: _, ...vars } = varsFor('live')
    const secrets = join(dataIn('live'), 'secrets.json')
    await writeFile(secrets, JSON.stringify({ ACCOUNT_SECRET: 'the first secret of the shop, 32 bytes' }))
    const kept = join(folder, 'kept.json')
    const file = join(folder, 'shop.backup')
    const { code, said, printed } = await run('backup', [file, '--secrets', kept], vars)
    expect([code, said]).toEqual([0, ''])
    expect(printed).toContain(`${kept} has the secrets. Keep it apart from the backup.`)
    expect((await stat(kept)).mode & 0o777).toBe(0o600)
    expect((await readFile(file)).includes('the first secret')).toBe(false)

    const into = { PANNIER_DATA: dataIn('again') }
    const without = await run('restore', [file], into)
    expect([without.code, without.said]).toEqual([
      1,
      expect.stringMatching(/another ACCOUNT_SECRET: pass .*--secrets FILE/),
    ])
    const other = join(folder, 'other.json')
    await writeFile(other, JSON.stringify({ ACCOUNT_SECRET: 'the secret of another shop, 32 bytes' }))
    expect((await run('restore', [file, '--secrets', other], into)).said).toMatch(/has not the secrets of this backup/)
    expect(existsSync(join(dataIn('again'), 'embedded/state'))).toBe(false)
    expect((await run('restore', [file, '--secrets', kept], into)).code).toBe(0)
    expect(await readFile(join(dataIn('again'), 'secrets.json'), 'utf8')).toBe(await readFile(secrets, 'utf8'))
  })

  it('a damaged or cut backup is recognized before anything is restored', async () => {
    await open('live')
    await close()
    const file = join(folder, 'shop.backup')
    expect((await backup('live', file)).code).toBe(0)
    const checked = await restore('again', file, '--check')
    expect([checked.code, checked.printed]).toEqual([0, expect.stringMatching(/is complete\. It has the state of 2/)])

    const bytes = await readFile(file)
    const changed = join(folder, 'changed.backup')
    const place = Math.floor(bytes.length / 2)
    await writeFile(changed, bytes)
    for (const command of [['--check'], []]) {
      await writeFile(
        changed,
        Buffer.concat([bytes.subarray(0, place), Buffer.alloc(8_192, 7), bytes.subarray(place + 8_192)]),
      )
      const { code, said } = await restore('again', changed, ...command)
      expect([code, said.trim()]).toEqual([1, expect.stringMatching(/damaged|malformed|not a backup/)])
    }
    await writeFile(changed, bytes.subarray(0, place))
    expect((await restore('again', changed)).said).toMatch(/damaged|malformed|not a backup/)
    expect((await restore('again', join(folder, 'absent'))).said).toMatch(/does not exist/)
    expect(existsSync(join(dataIn('again'), 'embedded/state'))).toBe(false)
  })

  it('wrong calls are answered with what to do', async () => {
    expect((await backup('nowhere', join(folder, 'x'))).said).toMatch(/npm start has not run .* Set PANNIER_DATA/)
    for (const command of ['backup', 'restore'] as const) {
      expect((await run(command, ['--bogus'])).said).toMatch(
        new RegExp(`^Unknown option '--bogus'\nusage: npm run ${command} -- `),
      )
      expect((await run(command, ['--help'])).printed).toMatch(new RegExp(`^usage: npm run ${command} -- `))
    }
    await open('live')
    const file = join(folder, 'shop.backup')
    const short = await backup('live', file, '--max-pause', '0.000001')
    expect([short.code, short.said]).toEqual([1, expect.stringMatching(/longer pause with --max-pause, or stop the/)])
    expect(await readdir(folder)).toEqual(['live'])
    await writeFile(file, '')
    expect((await backup('live', file)).said).toMatch(/exists already; choose another name/)
  })
})
