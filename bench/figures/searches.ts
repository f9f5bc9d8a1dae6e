/**
 * Searches over HTTP against the shipped worker with 100,000 products, on MySQL and on D1. Loads both databases and
 * measures them. BENCH_DATA names a folder that keeps the loaded databases, because loading takes minutes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { indexTerms } from '../../src/domain/search/terms.ts'
import { bulkIntoMysql, bulkIntoSqlite } from '../bulk-load.ts'
import { canReadCpu } from '../cpu-clock.ts'
import type { Bench, Figure, Line } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { brandOf, type ManyProducts, manyProducts } from '../many-products.ts'
import { openShop } from '../shop.ts'
import { startTiers, varsOf } from '../tiers.ts'
import { measure, type Words } from './searches-measured.ts'

const PRODUCTS = 100_000
const QUICK_PRODUCTS = 10_000
/** Large enough for all data, in bytes: the private server's default of 64 MB is less than any hosted one has. */
const BUFFER_POOL = 1024 ** 3

export const searches: Figure = async (bench) => {
  const many = await manyProducts(bench.quick ? QUICK_PRODUCTS : PRODUCTS)
  const words: Words = { rare: brandOf(399).en ?? '', common: commonWords(many).join(' ') }
  bench.say(`rare: ${words.rare}; common: ${words.common}`)
  const measureIn = async (folder: string) => [
    ...(await onMysql(folder, many, words, bench)),
    ...(await onD1(`${folder}/d1`, many, words, bench)),
  ]
  const { BENCH_DATA: data } = process.env
  return data ? measureIn(resolve(data, String(many.products.length))) : withFolder('disk', measureIn)
}

async function onMysql(folder: string, many: ManyProducts, words: Words, bench: Bench): Promise<Line[]> {
  const dataDir = `${folder}/mysql-shop`
  const tiers = await startTiers(`${folder}/servers`)
  try {
    const connection = await createConnection(tiers.mysqlUrl)
    // Leaves a given server's settings unchanged.
    if (!process.env.MYSQL_URL) await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${BUFFER_POOL}`)
    await once(`${folder}/mysql-loaded`, async () => {
      const startedAt = performance.now()
      await bulkIntoMysql(connection, many, Date.now())
      bench.say(loaded('MySQL', many, startedAt))
    })
    const server = await processOf(connection)
    await connection.end()
    const shop = await openShop({ dataDir, vars: varsOf(tiers) })
    try {
      return await measure({ name: 'MySQL', shop, processes: [shop.pid(), ...server] }, words, bench)
    } finally {
      await shop.stop()
    }
  } finally {
    await tiers.stop()
  }
}

async function onD1(dataDir: string, many: ManyProducts, words: Words, bench: Bench): Promise<Line[]> {
  // Creates the tables first, because the file belongs to another process while the shop is open.
  await (await openShop({ dataDir })).stop()
  await once(`${dataDir}-loaded`, async () => {
    const startedAt = performance.now()
    const sqlite = new DatabaseSync(recordFile(dataDir))
    bulkIntoSqlite(sqlite, many, Date.now())
    sqlite.close()
    bench.say(loaded('D1', many, startedAt))
  })
  const shop = await openShop({ dataDir })
  try {
    return await measure({ name: 'D1', shop, processes: [shop.pid()] }, words, bench)
  } finally {
    await shop.stop()
  }
}

/** The process id of the server, or none when it runs on another machine. */
async function processOf(connection: Connection): Promise<readonly number[]> {
  const [[row]] = await connection.query<RowDataPacket[]>('select @@pid_file as file')
  try {
    return canReadCpu() ? [Number(readFileSync(String(row?.file), 'utf8'))] : []
  } catch {
    return []
  }
}

/** Skips the load when the folder already has this file. */
async function once(file: string, load: () => Promise<void>): Promise<void> {
  if (existsSync(file)) return
  await load()
  await writeFile(file, '')
}

/** The one database file that has products. */
function recordFile(dataDir: string): string {
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sqlite'))
  const found = files.find((name) => {
    const database = new DatabaseSync(join(dataDir, name))
    try {
      return database.prepare("select 1 from sqlite_master where name = 'product_terms'").get() !== undefined
    } finally {
      database.close()
    }
  })
  if (!found) throw new Error('no record among the files of the shop')
  return join(dataDir, found)
}

function loaded(name: string, { products }: ManyProducts, startedAt: number): string {
  return `${name}: ${products.length} products loaded in ${Math.round((performance.now() - startedAt) / 1000)} s`
}

/** The seven most frequent words of at least three letters in the texts of the first products. */
function commonWords({ products }: ManyProducts): readonly string[] {
  const counts = new Map<string, number>()
  for (const product of products.slice(0, 5_000)) {
    for (const { term } of indexTerms({ ...product, sku: '' })) {
      if (/^[a-z]{3,}$/.test(term)) counts.set(term, 1 + (counts.get(term) ?? 0))
    }
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 7)
    .map(([word]) => word)
}
