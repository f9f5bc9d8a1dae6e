/**
 * How long `npm run catalog -- import` takes for 100,000 products, and for the same file again, which changes nothing:
 * the command as operators run it, against the shipped worker, on D1 and on MySQL with Redis. Also the peak memory of
 * the command and of the worker.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { csvFormatRows } from 'd3-dsv'
import { createConnection } from 'mysql2/promise'
import { cellsOf } from '../../src/domain/import/product-cells.ts'
import { ColumnsNeeded, nameOf } from '../../src/domain/import/product-columns.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { CatalogueRecord } from '../../src/tiers/record/record.ts'
import { type Figure, type Line, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { type ManyProducts, manyProducts } from '../many-products.ts'
import { peakBytes, peakUntilEnd, resetPeak } from '../memory.ts'
import { openShop, type Shop } from '../shop.ts'
import { startTiers, varsOf } from '../tiers.ts'

const PRODUCTS = 100_000
const QUICK_PRODUCTS = 10_000
const AT_ONCE = 1_000
/**
 * Large enough for the whole import, in bytes: the private server's default of 64 MB is less than any hosted one has.
 */
const BUFFER_POOL = 1024 ** 3
const CURRENCY = 'CNY'
const ADMIN = { email: 'admin@pannier.example', password: 'admin of the bench' }

const command = fileURLToPath(import.meta.resolve('../../dev/catalog.ts'))

interface Run {
  readonly seconds: number
  readonly commandBytes: number
  readonly workerBytes: number
}

/** The counts that a run must report; other counts mean that it did other work. */
interface Counts {
  readonly created: number
  readonly unchanged: number
}

export const importing: Figure = async ({ quick }) => {
  const many = await manyProducts(quick ? QUICK_PRODUCTS : PRODUCTS)
  // On disk, where an adopter's own worker has them.
  return withFolder('disk', async (folder) => {
    const file = join(folder, 'products.csv')
    await writeProducts(file, many)
    return [...(await onD1(folder, file, many)), ...(await onMysql(folder, file, many))]
  })
}

async function onD1(folder: string, file: string, many: ManyProducts): Promise<Line[]> {
  const shop = await openShop({ dataDir: join(folder, 'd1'), vars: varsFor({}) })
  try {
    return await measure('D1', shop, createD1Record({ database: await shop.database() }), file, many)
  } finally {
    await shop.stop()
  }
}

async function onMysql(folder: string, file: string, many: ManyProducts): Promise<Line[]> {
  const tiers = await startTiers()
  try {
    // Leaves a given server's settings unchanged.
    if (!process.env.MYSQL_URL) {
      const connection = await createConnection(tiers.mysqlUrl)
      await connection.query(`SET GLOBAL innodb_buffer_pool_size = ${BUFFER_POOL}`)
      await connection.end()
    }
    const shop = await openShop({ dataDir: join(folder, 'mysql'), vars: varsFor(varsOf(tiers)) })
    try {
      return await measure('MySQL', shop, createMysqlRecord({ url: tiers.vars.DATABASE_URL }), file, many)
    } finally {
      await shop.stop()
    }
  } finally {
    await tiers.stop()
  }
}

/** Adds an admin, as whom the command signs in. */
function varsFor(vars: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...vars, CURRENCY, ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password }
}

async function measure(
  name: string,
  shop: Shop,
  record: CatalogueRecord,
  file: string,
  { categories, products }: ManyProducts,
): Promise<Line[]> {
  // A file of products needs its categories to exist.
  await record.load(categories, [])
  const count = products.length
  const first = await run(shop, file, { created: count, unchanged: 0 })
  const again = await run(shop, file, { created: 0, unchanged: count })
  return [
    shown(`importing ${count.toLocaleString('en')} products (${name})`, rateOf(first, count)),
    shown('… peak memory of the command; of the worker', memoryOf(first)),
    shown('… the same file again, which changes nothing', rateOf(again, count)),
    shown('… peak memory of the command; of the worker', memoryOf(again)),
  ]
}

/** Measures from the command's start to its end. Throws when it reports other counts. */
async function run({ url, pid }: Shop, file: string, { created, unchanged }: Counts): Promise<Run> {
  const env = { ...process.env, PANNIER_ADMIN_EMAIL: ADMIN.email, PANNIER_ADMIN_PASSWORD: ADMIN.password }
  resetPeak(pid())
  const startedAt = performance.now()
  const child = spawn(process.execPath, [command, 'import', file, '--url', url], { env })
  const ended = once(child, 'exit')
  const [commandBytes, printed, said] = await Promise.all([
    peakUntilEnd(child.pid ?? 0, ended),
    text(child.stdout),
    text(child.stderr),
  ])
  const seconds = (performance.now() - startedAt) / 1000
  if (!printed.startsWith(`created ${created}, updated 0, unchanged ${unchanged}, rejected 0\n`)) {
    throw new Error(`the import reported: ${printed || said}`)
  }
  return { seconds, commandBytes, workerBytes: peakBytes(pid()) ?? 0 }
}

/** Writes the file as the command exports it, in pieces, because the whole file is too long for one string. */
async function writeProducts(file: string, { products }: ManyProducts): Promise<void> {
  const needed = new ColumnsNeeded([])
  for (const product of products) needed.add(product)
  const columns = needed.columns()
  const out = await open(file, 'w')
  try {
    await out.write(`${csvFormatRows([columns.map(nameOf)])}\n`)
    for (let from = 0; from < products.length; from += AT_ONCE) {
      const rows = products.slice(from, from + AT_ONCE).map((product) => cellsOf(columns, product, CURRENCY))
      await out.write(`${csvFormatRows(rows)}\n`)
    }
  } finally {
    await out.close()
  }
}

function rateOf({ seconds }: Run, products: number): string {
  return `${seconds.toFixed(0)} s, ${Math.round(products / seconds).toLocaleString('en')}/s`
}

function memoryOf({ commandBytes, workerBytes }: Run): string {
  return [commandBytes, workerBytes].map((bytes) => `${Math.round(bytes / 1e6)} MB`).join('; ')
}
