/**
 * The passes of `npm run move-record` between two databases in memory; the journey moves between real ones.
 * Invariant: no row of the source is lost, and none of the target's own is overwritten, whenever a row was written and
 * wherever the command was killed.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { httpD1 } from '../../dev/d1/http.ts'
import { Journal } from '../../dev/record-move/journal.ts'
import { catchUp, copyAll } from '../../dev/record-move/move.ts'
import type { Moving } from '../../dev/record-move/moving.ts'
import type { TableName } from '../../dev/record-move/sides.ts'
import { d1Side } from '../../dev/record-move/sides.ts'
import { DERIVED, MOVED_TABLES } from '../../dev/record-move/tables.ts'
import { compareRecords } from '../../dev/record-move/verify.ts'
import * as schema from '../../drizzle/d1/schema.ts'
import type { Copy, Kind } from '../../src/domain/copy.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import type { LoadedProduct } from '../../src/tiers/record/record.ts'
import { type LocalD1, openD1 } from '../world/d1-database.ts'

let folder: string
let source: LocalD1
let target: LocalD1
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-move-'))
  source = openD1()
  target = openD1()
})
afterEach(async () => {
  source.close()
  target.close()
  await rm(folder, { recursive: true, force: true })
})

const journalFile = () => join(folder, 'journal.json')

function moving(isSwitched = false): Moving & { readonly findings: Set<string> } {
  return {
    source: d1Side(source.binding),
    target: d1Side(target.binding),
    ...{ isSwitched, findings: new Set<string>(), show: () => {}, say: () => {} },
    journal: new Journal(journalFile(), 'mysql'),
  }
}

const recordOf = ({ binding }: LocalD1) => createD1Record({ database: binding })

function copy(kind: Kind, id: string, version: number, lists = {}): Copy {
  return { kind, id, epoch: 7, version, schema: 1, updatedAt: 1_000 * version, state: 'live', seal: null, lists }
}

function tea(sku: string, onHand: number): LoadedProduct {
  const texts = { title: { en: `Green ${sku}` }, description: { en: 'Tea.' } }
  const shown = { compareAtAmount: null, images: [], attributes: {}, labels: [], status: 'active' } as const
  return { sku, ...texts, ...shown, category: 'tea', priceAmount: 1_000, onHand }
}

const units = (database: LocalD1, sku: string) =>
  database.look('SELECT on_hand, object_on_hand FROM products WHERE sku = ?', sku)[0]

describe('a move of the record', () => {
  it('every table is moved or made again', () => {
    const named = new Set([...MOVED_TABLES, ...DERIVED])
    const missing = Object.keys(schema).filter((name) => !named.has(name as TableName))
    expect(missing, 'say in dev/record-move/tables.ts how a new table moves').toEqual([])
  })

  it('the target gets every row, and a second run copies nothing', async () => {
    const record = recordOf(source)
    await record.load([{ id: 'tea', parent: null, name: { en: 'Tea' }, rank: 0 }], [tea('sencha', 5), tea('oolong', 9)])
    for (let at = 0; at < 700; at += 100) {
      const carts = Array.from({ length: 100 }, (_, place) =>
        copy('cart', `gst_${String(at + place).padStart(4, '0')}`, 3),
      )
      await record.putCopies('cart', carts)
    }
    await record.putCopies('cart', [{ ...copy('cart', 'gst_end', 4), state: 'erased' } as Copy])
    await record.putCopies('stock', [copy('stock', 'sencha', 1, { units: { now: { received: 3 } } })])
    await record.addDeadLetter({
      id: 'd1',
      kind: 'cart',
      aggregateId: 'gst_1',
      epoch: 7,
      version: 1,
      reason: 'x',
      at: 5,
    })
    await record.putWatermark('catalogue', { place: { updatedAt: 5, sku: 'x' }, begunAt: null })
    source.look(
      "INSERT INTO audit (id, at, actor, action, subject, changes) VALUES ('a1', '2026-11-29 10:00:00.000', 'usr_1', 'edit', 'product:sencha', '{}')",
    )
    await copyAll(moving(), false)

    for (const table of [
      'audit',
      'carts',
      'stock',
      'products',
      'product_terms',
      'product_words',
      'categories',
      'dead_letters',
      'watermarks',
    ]) {
      const all = (database: LocalD1) => database.look(`SELECT * FROM ${table} ORDER BY 1, 2`)
      expect(all(target), table).toEqual(all(source))
      expect(all(target).length, table).toBeGreaterThan(0)
    }
    const again = moving()
    await copyAll(again, false)
    const compared = await compareRecords(again)
    expect(compared.every(({ digests: [one, other], moving }) => one === other && moving === 0)).toBe(true)
    expect(compared.find(({ table }) => table === 'carts')).toMatchObject({ source: 701, target: 701 })
  })

  it('a changed row in the target is found by its digest', async () => {
    await recordOf(source).putCopies('cart', [copy('cart', 'gst_1', 1, { items: { a: { quantity: 1 } } })])
    await copyAll(moving(), false)
    target.look(`UPDATE carts SET lists = '{}'`)
    const carts = (await compareRecords(moving())).find(({ table }) => table === 'carts')
    expect(carts?.digests[0]).not.toBe(carts?.digests[1])
  })

  it('rows that came between the last copy and the switch follow, and newer ones of the target stay', async () => {
    const [from, into] = [recordOf(source), recordOf(target)]
    await from.putCopies('cart', [copy('cart', 'gst_1', 1), copy('cart', 'gst_2', 1)])
    await copyAll(moving(), false)
    await from.putCopies('cart', [copy('cart', 'gst_1', 2), copy('cart', 'gst_3', 1)])
    await into.putCopies('cart', [copy('cart', 'gst_1', 5), copy('cart', 'gst_2', 2), copy('cart', 'gst_4', 1)])
    await catchUp(moving(true), 0)
    expect(target.look('SELECT id, version FROM carts ORDER BY id')).toEqual([
      { id: 'gst_1', version: 5 },
      { id: 'gst_2', version: 2 },
      { id: 'gst_3', version: 1 },
      { id: 'gst_4', version: 1 },
    ])
  })

  it('before the switch a target that is ahead, or knows other carts, is refused', async () => {
    const [from, into] = [recordOf(source), recordOf(target)]
    await from.putCopies('cart', [copy('cart', 'gst_1', 1)])
    await into.putCopies('cart', [copy('cart', 'gst_1', 2)])
    await expect(copyAll(moving(), false)).rejects.toThrow(
      /ahead of D1 \(1 of kind cart\): a deployment writes to it.*--finish/,
    )
    await from.putCopies('cart', [copy('cart', 'gst_1', 3)])
    await into.putCopies('cart', [copy('cart', 'gst_other', 1)])
    await expect(copyAll(moving(), false)).rejects.toThrow(/1 rows of kind cart that D1 does not know.*--drop-unknown/)
    await copyAll(moving(), true)
    expect(target.look('SELECT id, version FROM carts')).toEqual([{ id: 'gst_1', version: 3 }])
  })

  it('units that others put in on both sides are added up once, wherever the command is killed', async () => {
    await recordOf(source).load([], [tea('sencha', 10)])
    await copyAll(moving(), false)
    const edit = (database: LocalD1, by: number) => database.look(`UPDATE products SET on_hand = on_hand + ${by}`)
    edit(source, 7)
    edit(target, 5)
    const killed = moving(true)
    const change = killed.target.change
    Object.assign(killed.target, {
      async change(statement: Parameters<typeof change>[0]) {
        await change(statement)
        throw new TypeError('killed')
      },
    })
    await expect(catchUp({ ...killed, say: kill }, 0)).rejects.toThrow(/killed/)
    expect(units(target, 'sencha')?.on_hand).toBe(22)
    expect(JSON.parse(await readFile(journalFile(), 'utf8'))).toMatchObject({ applying: { sku: 'sencha', by: 7 } })
    await catchUp(moving(true), 0)
    await catchUp(moving(true), 0)
    expect(units(target, 'sencha')?.on_hand).toBe(22)
    edit(source, -2)
    await catchUp(moving(true), 0)
    expect(units(target, 'sencha')?.on_hand).toBe(20)
  })

  it('a copy that is run after the switch by mistake takes nothing back, and is refused once that is known', async () => {
    const [from, into] = [recordOf(source), recordOf(target)]
    await from.load([{ id: 'tea', parent: null, name: { en: 'Tea' }, rank: 0 }], [tea('sencha', 10)])
    await copyAll(moving(), false)
    await into.load(
      [{ id: 'tea', parent: null, name: { en: 'Teas' }, rank: 0 }],
      [{ ...tea('sencha', 10), priceAmount: 800 }],
    )
    target.look('UPDATE products SET on_hand = on_hand + 5')
    source.look('UPDATE products SET on_hand = on_hand + 7')
    await copyAll(moving(), false)
    expect(target.look('SELECT on_hand, price_amount FROM products')).toEqual([{ on_hand: 22, price_amount: 800 }])
    expect(target.look('SELECT name FROM categories')).toEqual([{ name: '{"en":"Teas"}' }])
    await catchUp(moving(true), 0)
    await expect(copyAll(moving(), false)).rejects.toThrow(/has been switched already: run the command with --finish/)
  })

  it('a product that was edited in both records keeps the edit of the target and is named', async () => {
    const [from, into] = [recordOf(source), recordOf(target)]
    await from.load([], [tea('sencha', 1), tea('oolong', 1)])
    await copyAll(moving(), false)
    await from.load(
      [],
      [
        { ...tea('sencha', 1), priceAmount: 900 },
        { ...tea('oolong', 1), priceAmount: 900 },
      ],
    )
    await into.load([], [{ ...tea('sencha', 1), priceAmount: 800 }])
    const late = moving(true)
    await catchUp(late, 0)
    expect([...late.findings]).toEqual([expect.stringMatching(/^product sencha: edited in both records/)])
    expect(target.look('SELECT sku, price_amount FROM products ORDER BY sku')).toEqual([
      { sku: 'oolong', price_amount: 900 },
      { sku: 'sencha', price_amount: 800 },
    ])
  })

  it('a source that goes on getting rows ends the wait with a question', async () => {
    const record = recordOf(source)
    await record.load([], [tea('sencha', 1)])
    let version = 0
    const late = moving(true)
    const busy = {
      ...late,
      show: (table: string) =>
        void (table === 'products' && record.putCopies('cart', [copy('cart', 'gst_1', ++version)])),
    }
    await expect(catchUp(busy, 60, 40)).rejects.toThrow(/still gets new rows: has the deployment been switched to D1\?/)
  })

  it('a row that cannot be read is named, and the others are copied', async () => {
    await recordOf(source).putCopies('cart', [copy('cart', 'gst_1', 1), copy('cart', 'gst_2', 1)])
    source.look(`UPDATE carts SET lists = 'x' WHERE id = 'gst_1'`)
    const first = moving()
    await copyAll(first, false)
    expect([...first.findings]).toEqual([expect.stringMatching(/^cart gst_1: D1 holds a row that cannot be read/)])
    expect(target.look('SELECT id FROM carts')).toEqual([{ id: 'gst_2' }])
  })
})

/** Ends the patience of a step that was killed after its effect. */
function kill(): void {
  throw new TypeError('killed')
}

describe('D1 over the REST API', () => {
  it('a record is read and written through the API, one transaction for each batch', async () => {
    const requests: unknown[] = []
    const remote = openD1()
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      // The cast: the client under test wrote it.
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Single | { readonly batch: readonly Single[] }
      requests.push([request.method, request.url, request.headers.authorization])
      response.setHeader('content-type', 'application/json')
      if (requests.length === 1) return response.writeHead(429, { 'retry-after': '0' }).end('{}')
      try {
        const all = 'batch' in body ? body.batch : [body]
        const ran = await remote.binding.batch(
          all.map(({ sql, params }) => remote.binding.prepare(sql).bind(...params)),
        )
        const result = ran.map(({ results, meta }) => ({ results, meta, success: true }))
        response.end(JSON.stringify({ success: true, errors: [], messages: [], result }))
      } catch (error) {
        response
          .writeHead(400)
          .end(JSON.stringify({ success: false, errors: [{ code: 7500, message: String(error) }], result: null }))
      }
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      await recordOf(source).load([], [tea('sencha', 4)])
      await recordOf(source).putCopies('cart', [copy('cart', 'gst_1', 2)])
      const binding = httpD1({ accountId: 'acc', databaseId: 'db', token: 'secret', api })
      await copyAll({ ...moving(), target: d1Side(binding) }, false)
      expect(remote.look('SELECT id, version FROM carts')).toEqual([{ id: 'gst_1', version: 2 }])
      expect(remote.look('SELECT count(*) AS n FROM product_terms')[0]?.n).toBeGreaterThan(0)
      expect(requests[0]).toEqual(['POST', '/accounts/acc/d1/database/db/query', 'Bearer secret'])
      await expect(binding.prepare('SELECT nonsense').all()).rejects.toThrow(/^D1 answers 400: .*nonsense/)
    } finally {
      server.close()
      remote.close()
    }
  })
})

interface Single {
  readonly sql: string
  readonly params: readonly (string | number | null)[]
}
