/**
 * The feed of edits that others made in the record by SQL. Invariants: its next run makes them visible and searchable,
 * however late they were committed; and reading an edit again does not raise the epoch again.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { readChanges } from '../../src/worker/catalogue/feed.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { find, insertMany, isolateEnv, knownWare, rename, sql, titleOf } from './support/behind.ts'
import { product, record, stock } from './support/shop.ts'
import { MINUTE, SECOND } from './support/time.ts'

const feed = (at: number) => readChanges(portsOf(isolateEnv), at)

/** The number of these rows that the search has indexed at their current version. */
async function known(prefix: string): Promise<unknown> {
  const query = 'SELECT count(*) AS n FROM products WHERE sku LIKE ?1 AND indexed_version = version'
  return (await sql(query, `${prefix}%`)).results[0]?.n
}

let now: number
// Each test begins with a feed that has read everything, and ends with only the products that it made itself.
beforeEach(async () => {
  now = Date.now()
  await sql("DELETE FROM products WHERE category = 'bulk'")
  await sql('DELETE FROM watermarks')
  await feed(now)
})

describe('the feed', () => {
  it('the next run of the feed makes an edit visible and searchable', async () => {
    const { sku, before, after } = await knownWare()
    await rename(sku, after)
    await feed(now + MINUTE)
    expect(await titleOf(sku)).toBe(after)
    expect(await find(after)).toEqual([sku])
    expect(await find(before)).toEqual([])
  })

  it('the feed begins with the oldest product, and reaches the newest', async () => {
    await sql('DELETE FROM watermarks')
    await insertMany('ancient-', 1, 0)
    await insertMany('recent-', 1, now)
    await feed(now)
    expect([await known('ancient-'), await known('recent-')]).toEqual([1, 1])
  })

  it('the feed raises the epoch once for an edit, however often it reads it, and never for Pannier’s own', async () => {
    const { sku } = await knownWare()
    await rename(sku, 'New', now + MINUTE)
    const epoch = await record.catalogueEpoch()
    for (const minutes of [1, 2, 3, 4, 20]) await feed(now + minutes * MINUTE)
    expect(await record.catalogueEpoch()).toBe(epoch + 1)
    await stock(product(sku, { priceAmount: 7 }))
    const own = await record.catalogueEpoch()
    await sql('DELETE FROM watermarks')
    await feed(now + 21 * MINUTE)
    expect(await record.catalogueEpoch()).toBe(own)
  })

  it('the feed raises the epoch again for a further version with the same time', async () => {
    const { sku } = await knownWare()
    await rename(sku, 'New', now)
    await feed(now)
    const epoch = await record.catalogueEpoch()
    await rename(sku, 'Newer', now)
    await feed(now + MINUTE)
    expect(await record.catalogueEpoch()).toBe(epoch + 1)
    expect(await titleOf(sku)).toBe('Newer')
  })

  it('the feed sees edits that committed minutes after their time, or with a clock wrong by as much', async () => {
    const { sku } = await knownWare()
    await rename(sku, 'Late', now - 4 * MINUTE)
    await feed(now + MINUTE)
    expect(await titleOf(sku)).toBe('Late')
    await rename(sku, 'Early', now + 30 * MINUTE)
    await feed(now + 2 * MINUTE)
    expect(await titleOf(sku)).toBe('Early')
    await rename(sku, 'In time', now + 3 * MINUTE)
    await feed(now + 3 * MINUTE)
    expect(await titleOf(sku)).toBe('In time')
  })

  it('the feed reads 5,000 rows per run, resumes in the next, and returns to edits behind its position', async () => {
    await insertMany('bulk-', 5_100, now + SECOND)
    await feed(now + 2 * SECOND)
    const first = Number(await known('bulk-'))
    expect(first).toBeGreaterThan(4_800)
    expect(first).toBeLessThanOrEqual(5_000)
    await rename('bulk-1', 'Behind', now + SECOND)
    await feed(now + 7 * MINUTE)
    expect(await known('bulk-')).toBe(5_099)
    // Two more runs, because the second pass also takes two.
    for (const minutes of [8, 9]) await feed(now + minutes * MINUTE)
    expect(await known('bulk-')).toBe(5_100)
  })

  it('the feed repeats pages without a stored position, and stops between pages when its lock is lost', async () => {
    await insertMany('page-', 450, now + SECOND)
    const ports = portsOf(isolateEnv)
    const { record: whole } = ports
    const put = vi.fn(whole.putWatermark).mockRejectedValueOnce(new Error('down'))
    const failing = { ...ports, record: { ...whole, breaker: whole.breaker, putWatermark: put } }
    await expect(readChanges(failing, now + 2 * SECOND)).rejects.toThrow('down')
    const lock = new AbortController()
    put.mockImplementationOnce(async (...args) => {
      await whole.putWatermark(...args)
      lock.abort()
    })
    await expect(readChanges(failing, now + 3 * SECOND, lock.signal)).rejects.toThrow()
    const first = Number(await known('page-'))
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThanOrEqual(200)
    await feed(now + 4 * SECOND)
    expect(await known('page-')).toBe(450)
  })

  it('invalid times in the record do not stop the feed', async () => {
    await insertMany('odd-', 250, now)
    await sql("UPDATE products SET updated_at = 'yesterday' WHERE sku LIKE 'odd-%'")
    const { sku } = await knownWare()
    for (const title of ['New', 'Newer']) {
      await rename(sku, title)
      await feed(now + MINUTE)
      expect(await titleOf(sku)).toBe(title)
    }
  })
})
