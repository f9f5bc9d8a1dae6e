/**
 * The relay against a real server with a real binlog.
 * Invariant: every edit of the catalogue's tables arrives, signed, after any outage; acknowledged edits do
 * not arrive again after a restart.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { migrateMysql } from '../../dev/migrate-mysql.ts'
import { findMysql, startPrivateMysql } from '../../dev/servers/mysql.ts'
import type { Service } from '../../dev/servers/redis.ts'
import { HOOK_SECRET, HookReceiver } from './support/hook-receiver.ts'
import { RelayProcess } from './support/relay-process.ts'

const program = findMysql()
if (program === null) console.log('binlog relay: skipped, it needs mariadbd or mysqld on the PATH')

const PATIENCE = { timeout: 15_000, interval: 20 }

describe.skipIf(program === null)('the binlog relay', () => {
  let server: Service
  let sql: Connection
  let folder: string
  let receiver: HookReceiver
  const relays: RelayProcess[] = []

  beforeAll(async () => {
    server = await startPrivateMysql(program ?? '', null, { followed: true })
    await migrateMysql(server.url, () => {})
    sql = await createConnection({ uri: server.url, multipleStatements: true })
  }, 60_000)
  afterAll(async () => {
    await sql?.end()
    await server?.stop()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pannier-relay-'))
    receiver = await HookReceiver.start()
  })
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.kill()))
    await receiver.close()
    await rm(folder, { recursive: true, force: true })
  })

  const stateFile = () => join(folder, 'place.json')
  const start = async (changes: Readonly<Record<string, string>> = {}) => {
    const relay = new RelayProcess({
      MYSQL_URL: server.url,
      PANNIER_URL: receiver.url,
      CATALOGUE_HOOK_SECRET: HOOK_SECRET,
      STATE_FILE: stateFile(),
      ...changes,
    })
    relays.push(relay)
    return relay
  }
  const following = async () => {
    const relay = await start()
    await relay.said('binlog.following')
    return relay
  }
  const insert = (...skus: readonly string[]) =>
    sql.query(
      `insert into products (sku, title, description, category, price_amount, images, attributes, labels, status, on_hand, version, updated_at)
       values ${skus.map((sku) => `('${sku}', '{"en":"Tea 茶"}', '{}', 'teas', 100, '[]', '{}', '[]', 'active', 5, 1, utc_timestamp(3))`).join(', ')}`,
    )
  const arrived = (...skus: readonly string[]) =>
    vi.waitFor(() => expect([...receiver.skus].sort()).toEqual([...skus].sort()), PATIENCE)
  /** Waits until the relay has stored that it needs no earlier part of the log. */
  const settled = () =>
    vi.waitFor(async () => {
      const [[file]] = (await sql.query<RowDataPacket[]>('show master status')) as unknown as [RowDataPacket[]]
      const place = JSON.parse(await readFile(stateFile(), 'utf8'))
      expect(place).toEqual({ file: file?.File, offset: Number(file?.Position) })
    }, PATIENCE)

  const endStreams = async () => {
    const [threads] = await sql.query<RowDataPacket[]>('show processlist')
    const streams = threads.filter(({ Command }) => Command === 'Binlog Dump')
    for (const { Id } of streams) await sql.query(`kill ${Id}`)
    return streams.length
  }

  /** Purges the log before the stored place: the server keeps for a while what a stream or its engine may read. */
  const purge = () =>
    vi.waitFor(async () => {
      await endStreams()
      await sql.query('flush binary logs')
      const [files] = await sql.query<RowDataPacket[]>('show binary logs')
      await sql.query(`purge binary logs to '${files.at(-1)?.Log_name}'`)
      const [[oldest]] = (await sql.query('show binary logs')) as unknown as [RowDataPacket[]]
      expect(oldest?.Log_name).not.toBe(JSON.parse(await readFile(stateFile(), 'utf8')).file)
    }, PATIENCE)

  it('the relay reports inserted, edited, renamed and deleted products, and categories', async () => {
    await following()
    await insert('a-1', 'a-2', 'a-3')
    await arrived('a-1', 'a-2', 'a-3')
    receiver.forget()
    await sql.query("update products set price_amount = 200, version = version + 1 where sku in ('a-1', 'a-2')")
    await arrived('a-1', 'a-2')
    receiver.forget()
    await sql.query("update products set sku = 'a-4' where sku = 'a-2'; delete from products where sku = 'a-3'")
    await arrived('a-2', 'a-3', 'a-4')
    expect(receiver.categories).toBe(0)
    receiver.forget()
    const edit = "update products set on_hand = 9 where sku = 'a-1'; update products set sku = 'a-5' where sku = 'a-4'"
    await sql.query(`set binlog_row_image = MINIMAL; ${edit}; set binlog_row_image = FULL`)
    await arrived('a-1', 'a-4', 'a-5')
    await sql.query("insert into categories (id, name, sibling_rank, tree_rank) values ('teas', '{}', 1, 1)")
    await vi.waitFor(() => expect(receiver.categories).toBe(1), PATIENCE)
    expect(receiver.forged).toBe(0)
  })

  it('the relay ignores other tables, rolled back transactions, and Pannier’s own indexing', async () => {
    await following()
    await insert('b-1')
    await arrived('b-1')
    receiver.forget()
    await sql.query(`
      insert into catalogue_state (id, epoch) values ('other', 1);
      update products set indexed_version = 1 where sku = 'b-1';
      begin; update products set on_hand = 1 where sku = 'b-1'; rollback;
      insert into product_terms (term, sku, weight) values ('tea', 'b-1', 1)`)
    await insert('b-2')
    await arrived('b-2')
    expect(receiver.categories).toBe(0)
    await settled()
  })

  it('the relay groups many edits into few notices of at most 500 products', async () => {
    const relay = await following()
    const skus = Array.from({ length: 1_200 }, (_, n) => `c-${n}`)
    await insert(...skus)
    await sql.query("update products set on_hand = on_hand - 1 where sku like 'c-%'")
    await arrived(...skus)
    expect(Math.max(...receiver.sizes)).toBe(500)
    await settled()
    const told = relay.lines.filter(({ event }) => event === 'notice.acknowledged')
    expect(told.map(({ products }) => products)).toEqual(receiver.sizes)
  })

  it('a restarted relay continues at its place: missed edits arrive, earlier ones do not', async () => {
    const first = await following()
    await insert('d-1')
    await arrived('d-1')
    await settled()
    expect(await first.end()).toBe(0)
    receiver.forget()
    await insert('d-2')
    await sql.query('flush binary logs')
    await insert('d-3')
    await following()
    await arrived('d-2', 'd-3')
  })

  it('the relay loses nothing while the worker is down, even if the relay is killed meanwhile', async () => {
    const first = await following()
    receiver.answer = 503
    await insert('e-1')
    await first.said('notice.failed')
    await insert('e-2')
    await first.kill()
    await insert('e-3')
    const second = await following()
    await second.said('notice.failed')
    expect(receiver.skus.size).toBe(0)
    receiver.answer = 200
    await arrived('e-1', 'e-2', 'e-3')
    await settled()
  })

  it('the relay loses nothing when the server ends its connections', async () => {
    const relay = await following()
    await insert('f-1')
    await arrived('f-1')
    for (const sku of ['f-2', 'f-3']) {
      expect(await endStreams()).toBeGreaterThan(0)
      await insert(sku)
      await vi.waitFor(() => expect(receiver.skus).toContain(sku), PATIENCE)
    }
    expect(relay.lines.map(({ event }) => event)).toContain('binlog.lost')
  })

  it('if its place was purged, the relay says so, has lists read again, and continues from the end', async () => {
    await (await following()).end()
    await insert('g-1')
    await purge()
    const second = await start()
    expect(await second.said('binlog.gone')).toMatchObject({ alert: true })
    await vi.waitFor(() => expect(receiver.categories).toBe(1), PATIENCE)
    await insert('g-2')
    await arrived('g-2')
    await settled()
  })

  it('the relay reports statements that were logged without their rows', async () => {
    const relay = await following()
    await sql.query('set binlog_format = STATEMENT; update products set on_hand = 3; set binlog_format = ROW')
    expect(await relay.said('binlog.rows_unknown')).toMatchObject({ alert: true })
    await vi.waitFor(() => expect(receiver.categories).toBe(1), PATIENCE)
  })

  it('the relay omits products with a SKU that no route accepts, and reports the others', async () => {
    const relay = await following()
    await insert('h 1', 'h-2')
    await arrived('h-2')
    await relay.said('binlog.strange')
  })

  describe('a relay that cannot start', () => {
    it.each([
      ['MYSQL_URL', 'postgres://x'],
      ['PANNIER_URL', 'pannier'],
      ['CATALOGUE_HOOK_SECRET', 'whsec_short'],
      ['STATE_FILE', ''],
    ])('a relay without a valid %s does not start, and names it in one line', async (name, value) => {
      const relay = await start({ [name]: value })
      expect(await relay.exit).toBe(1)
      expect(relay.errors.trim().split('\n')).toEqual([expect.stringMatching(`^${name} must`)])
    })

    it('a relay with an unreadable state file does not start', async () => {
      await writeFile(stateFile(), '{"file":')
      const relay = await start()
      expect(await relay.exit).toBe(1)
      expect(relay.errors).toContain(stateFile())
    })

    it('the relay does not start if the server logs statements instead of rows', async () => {
      await sql.query('set global binlog_format = MIXED')
      try {
        const relay = await start()
        expect(await relay.exit).toBe(1)
        expect(relay.errors).toContain('must be ROW')
      } finally {
        await sql.query('set global binlog_format = ROW')
      }
    })
  })
})
