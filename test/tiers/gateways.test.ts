/**
 * The gateways stand in for the hosted services, so the official clients must see no difference: values of every type
 * come back unchanged, transactions hold, and errors have the hosted form. This is the PlanetScale half.
 */
import { randomBytes } from 'node:crypto'
import { Client, type Connection, DatabaseError } from '@planetscale/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PlanetscaleGateway, startPlanetscaleGateway } from '../../dev/gateways/planetscale.ts'

const mysqlUrl = process.env.PANNIER_TEST_MYSQL_URL ?? ''
const unique = randomBytes(6).toString('hex')

describe('the PlanetScale gateway', () => {
  const table = `gateway_${unique}`
  const pairs = `gateway_pairs_${unique}`
  let gateway: PlanetscaleGateway
  let client: Client
  let connection: Connection

  beforeAll(async () => {
    gateway = await startPlanetscaleGateway({ mysqlUrl, maxRows: 50, transactionLimitMs: 1500 })
    client = new Client({ url: gateway.url })
    connection = client.connection()
    await connection.execute(
      `CREATE TABLE ${table} (id INT PRIMARY KEY, tiny TINYINT, small SMALLINT UNSIGNED, medium MEDIUMINT, big BIGINT,
        unsigned_big BIGINT UNSIGNED, price DECIMAL(20,4), ratio DOUBLE, single_ratio FLOAT, name VARCHAR(100),
        code VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, fixed CHAR(4), long_text LONGTEXT, raw VARBINARY(300),
        raw_long BLOB, at DATETIME(3), stamp TIMESTAMP(6) NULL, day DATE, hour TIME, year YEAR, state ENUM('on','off'),
        marks SET('a','b'), bits BIT(10), document JSON)`,
    )
    await connection.execute(`CREATE TABLE ${pairs} (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50) UNIQUE)`)
  })
  afterAll(async () => {
    await connection.execute(`DROP TABLE IF EXISTS ${table}, ${pairs}`)
    await gateway.close()
  })

  const names = async () =>
    (await client.execute<{ name: string }>(`SELECT name FROM ${pairs}`)).rows.map((row) => row.name)

  test('values of every type come back as they were written, under the type names of Vitess', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    const written = {
      id: 1,
      tiny: -128,
      small: 65535,
      medium: -8388608,
      big: '-9223372036854775808',
      unsigned_big: '18446744073709551615',
      price: '1234567890123456.7890',
      ratio: 0.1,
      single_ratio: 1.5,
      name: '购物车 🛒 O\'Brien \\ "x" <b>\n\0',
      code: 'Ab',
      fixed: 'ab',
      long_text: '长'.repeat(70_000),
      raw: bytes,
      raw_long: bytes,
      at: '2026-11-22 10:11:12.345',
      stamp: '2026-11-22 10:11:12.345678',
      day: '2026-11-22',
      hour: '-12:34:56',
      year: 2026,
      state: 'off',
      marks: 'a,b',
      document: { lines: [{ sku: 'A', title: '茶' }] },
    }
    const values = { ...written, document: JSON.stringify(written.document) }
    const columns = Object.keys(values)
    await connection.execute(
      `INSERT INTO ${table} (${columns.join()}, bits) VALUES (${columns.map((name) => `:${name}`).join()}, b'1000000001')`,
      values,
    )
    const { rows, types } = await connection.execute(`SELECT * FROM ${table} WHERE id = 1`)
    expect(rows).toEqual([{ ...written, bits: Uint8Array.of(2, 1) }])
    expect(types).toEqual({
      ...{ id: 'INT32', tiny: 'INT8', small: 'UINT16', medium: 'INT24', big: 'INT64', unsigned_big: 'UINT64' },
      ...{
        price: 'DECIMAL',
        ratio: 'FLOAT64',
        single_ratio: 'FLOAT32',
        name: 'VARCHAR',
        code: 'VARCHAR',
        fixed: 'CHAR',
      },
      ...{ long_text: 'TEXT', raw: 'VARBINARY', raw_long: 'BLOB', at: 'DATETIME', stamp: 'TIMESTAMP', day: 'DATE' },
      ...{ hour: 'TIME', year: 'YEAR', state: 'ENUM', marks: 'SET', bits: 'BIT', document: 'JSON' },
    })
  })

  test('NULL, the empty string and zero are three different values', async () => {
    await connection.execute(`INSERT INTO ${table} (id, name, raw, tiny) VALUES (2, '', '', 0), (3, NULL, NULL, NULL)`)
    const { rows } = await connection.execute(`SELECT name, raw, tiny FROM ${table} WHERE id IN (2, 3) ORDER BY id`)
    expect(rows).toEqual([
      { name: '', raw: new Uint8Array(), tiny: 0 },
      { name: null, raw: null, tiny: null },
    ])
    const untyped = await connection.execute('SELECT NULL AS nothing')
    expect([untyped.rows, untyped.types]).toEqual([[{ nothing: null }], { nothing: 'NULL' }])
  })

  test('a result has its counts, and no counts if nothing was found', async () => {
    const inserted = await connection.execute(`INSERT INTO ${pairs} (id, name) VALUES (41, 'counted'), (42, 'twice')`)
    expect([inserted.rowsAffected, inserted.rows]).toEqual([2, []])
    const next = await connection.execute(`INSERT INTO ${pairs} (name) VALUES ('next')`)
    expect(next.insertId).toBe('43')
    const nothing = await connection.execute(`SELECT id, name FROM ${pairs} WHERE id = 0`)
    expect([nothing.rows, nothing.headers, nothing.size, nothing.rowsAffected]).toEqual([[], ['id', 'name'], 0, 0])
  })

  test('rows appear after a COMMIT, not before, and never after a ROLLBACK', async () => {
    await client.transaction(async (tx) => {
      await tx.execute(`INSERT INTO ${pairs} (name) VALUES (?)`, ['committed'])
      expect(await names()).not.toContain('committed')
    })
    const abandoned = client.transaction(async (tx) => {
      await tx.execute(`INSERT INTO ${pairs} (name) VALUES (?)`, ['rolled back'])
      throw new Error('changed my mind')
    })
    await expect(abandoned).rejects.toThrow('changed my mind')
    expect(await names()).toContain('committed')
    expect(await names()).not.toContain('rolled back')
  })

  test('twenty simultaneous transactions do not see each other, and all commit', async () => {
    const numbers = Array.from({ length: 20 }, (_, index) => index)
    await Promise.all(
      numbers.map((number) =>
        client.transaction(async (tx) => {
          await tx.execute(`INSERT INTO ${pairs} (name) VALUES (?)`, [`parallel-${number}`])
          const { rows } = await tx.execute(`SELECT name FROM ${pairs} WHERE name = ?`, [`parallel-${number}`])
          expect(rows).toHaveLength(1)
        }),
      ),
    )
    expect((await names()).filter((name) => name.startsWith('parallel-'))).toHaveLength(20)
  })

  test('simultaneous statements of one transaction race, and the loser is refused', async () => {
    const racing = client.transaction(async (tx) => {
      const slow = tx.execute('SELECT SLEEP(0.3)')
      const both = await Promise.allSettled([slow, tx.execute(`INSERT INTO ${pairs} (name) VALUES ('raced')`)])
      throw both.find((outcome) => outcome.status === 'rejected')?.reason ?? new Error('nothing was refused')
    })
    await expect(racing).rejects.toThrow(/code = Aborted desc = transaction \d+: in use/)
    expect(await names()).not.toContain('raced')
  })

  test('a transaction that reaches the time limit is rolled back and its locks are free', async () => {
    const session = client.connection()
    await session.execute('BEGIN')
    await session.execute(`INSERT INTO ${pairs} (name) VALUES ('too slow')`)
    await expect(session.execute('SELECT SLEEP(5)')).rejects.toThrow(/ended at .* \(exceeded timeout: 1.5s\)/)
    await expect(session.execute(`INSERT INTO ${pairs} (name) VALUES ('after the end')`)).rejects.toThrow(/ended at/)
    await expect(session.execute('COMMIT')).rejects.toThrow(/ended at/)
    await expect(session.execute('ROLLBACK')).rejects.toThrow(/ended at/)
    await client.execute(`INSERT INTO ${pairs} (name) VALUES ('too slow')`)
    expect((await names()).filter((name) => name === 'too slow' || name === 'after the end')).toEqual(['too slow'])
  })

  test('after a deadlock no further statement of the transaction runs, not even outside it', async () => {
    await client.execute(`INSERT INTO ${pairs} (id, name) VALUES (101, 'left'), (102, 'right')`)
    const sessions = [client.connection(), client.connection()] as const
    const lock = (index: 0 | 1, id: number) =>
      sessions[index].execute(`SELECT 1 FROM ${pairs} WHERE id = ${id} FOR UPDATE`)
    for (const session of sessions) await session.execute('BEGIN')
    await lock(0, 101)
    await lock(1, 102)
    const outcomes = await Promise.allSettled([lock(0, 102), lock(1, 101)])
    const victim = outcomes.findIndex((outcome) => outcome.status === 'rejected')
    const loser = sessions[victim === 0 ? 0 : 1]
    expect(outcomes[victim === 0 ? 0 : 1]).toMatchObject({
      reason: { message: expect.stringContaining('(errno 1213)') },
    })
    await expect(loser.execute(`INSERT INTO ${pairs} (name) VALUES ('stray')`)).rejects.toThrow(/rolled back/)
    await loser.execute('ROLLBACK')
    await sessions[victim === 0 ? 1 : 0].execute('COMMIT')
    expect(await names()).not.toContain('stray')
  })

  test('a duplicate key is an unknown error with errno 1062 in its text', async () => {
    await connection.execute(`INSERT INTO ${pairs} (name) VALUES ('once')`)
    const error = await connection.execute(`INSERT INTO ${pairs} (name) VALUES ('once')`).catch((reason) => reason)
    expect(error).toBeInstanceOf(DatabaseError)
    expect(error).toMatchObject({ status: 400, body: { code: 'UNKNOWN' } })
    expect(error.message).toMatch(/code = AlreadyExists desc = Duplicate entry .*\(errno 1062\) \(sqlstate 23000\)/)
  })

  test('a result above the row limit is refused, a result at the limit is not', async () => {
    const rows = (count: number) =>
      connection.execute(
        `WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT i FROM n`,
      )
    expect((await rows(50)).size).toBe(50)
    await expect(rows(51)).rejects.toThrow(/Row count exceeded 50/)
  })

  test('foreign keys are refused, the same words in a text are not', async () => {
    const child = `gateway_child_${unique}`
    const foreign = `CREATE TABLE ${child} (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES ${pairs} (id))`
    await expect(connection.execute(foreign)).rejects.toThrow('VT10001: foreign key constraints are not allowed')
    await connection.execute(`CREATE TABLE ${child} (id INT PRIMARY KEY COMMENT 'no foreign key, it references none')`)
    await connection.execute(`DROP TABLE ${child}`)
  })

  test('a wrong password is 401, and a session that was not issued here is refused', async () => {
    const stranger = new Client({ url: gateway.url.replace(gateway.password, 'wrong') })
    await expect(stranger.execute('SELECT 1')).rejects.toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    const forged = { query: 'SELECT 1', session: { signature: 'AAAA', vitessSession: { inTransaction: true } } }
    const { origin, username, password } = new URL(gateway.url)
    const response = await fetch(`${origin}/psdb.v1alpha1.Database/Execute`, {
      method: 'POST',
      body: JSON.stringify(forged),
      headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
    })
    expect(response.status).toBe(400)
  })

  test('a requested session works like one that came with a statement', async () => {
    const session = client.connection()
    await session.refresh()
    expect((await session.execute('SELECT 1 + 1 AS two')).rows).toEqual([{ two: 2 }])
  })
})
