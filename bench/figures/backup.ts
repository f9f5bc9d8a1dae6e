/**
 * Time and memory of `npm run backup`, `npm run restore` and `npm run move-record` for 100,000 carts: the commands as
 * operators run them, beside the shipped worker, while shoppers write. The state is one real cart of three lines, whose
 * object and row are copied 100,000 times; the commands only read files and rows, whose names they do not interpret.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { recordsIn } from '../../dev/d1/files.ts'
import { type Pannier, startPannier } from '../../dev/pannier.ts'
import { stateIn } from '../../dev/runtime.ts'
import { type Figure, type Line, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { peakUntilEnd } from '../memory.ts'
import { startTiers } from '../tiers.ts'

const CARTS = 100_000
const QUICK_CARTS = 5_000
const WRITERS = 20
const SKUS = ['iphone-15', 'gel-pens-12', 'plush-panda']
/** Carts are idle for that long before their object is closed. */
const CLOSED_MS = 15_000
const VARS = { RATE_LIMIT_SCALE: '100000', MAX_WAIT_MS: '0', LOG_LEVEL: 'error' }

interface Ran {
  readonly seconds: number
  readonly bytes: number
  readonly printed: string
}

export const backup: Figure = async ({ quick, say }) =>
  withFolder('disk', async (folder) => {
    const carts = quick ? QUICK_CARTS : CARTS
    const data = join(folder, 'live')
    await buildState(data, carts)
    const file = join(folder, 'shop.backup')
    const tiers = await startTiers()
    const env = { PANNIER_DATA: data, DATABASE_URL: tiers.vars.DATABASE_URL }
    const pannier = await startPannier({ dataDir: join(data, 'embedded'), vars: VARS })
    const shopping = await startWriting(pannier)
    let lines: Line[]
    try {
      const backedUp = await run('backup', [file], env)
      const pause = /stood still for (\d+) ms/.exec(backedUp.printed)?.[1]
      const restored = await run('restore', [file], { PANNIER_DATA: join(folder, 'again') })
      const moved = await run('move-record', ['--to', 'mysql'], env)
      say(moved.printed)
      lines = [
        shown(`backup of ${carts.toLocaleString('en')} carts while shoppers write`, ofRun(backedUp)),
        shown('… the runtime stands still', `${pause} ms`),
        shown('… the file', megabytes(statSync(file).size)),
        shown('restore', ofRun(restored)),
        shown('move-record from D1 to MySQL: the copy and its check', ofRun(moved)),
      ]
    } finally {
      await shopping.end()
      await pannier.stop()
    }
    const closedAt = performance.now()
    await run('move-record', ['--to', 'mysql', '--switch'], env)
    const switched = await startPannier({
      dataDir: join(data, 'external'),
      vars: { ...VARS, DATABASE_URL: env.DATABASE_URL },
    })
    const answer = await fetch(`${switched.url}/readyz`)
    const closedMs = performance.now() - closedAt
    if (!answer.ok) throw new Error(`the switched deployment is not ready: ${answer.status}`)
    const finished = await run('move-record', ['--to', 'mysql', '--finish', '--quiet', '0'], env)
    await switched.stop()
    await tiers.stop()
    return [
      ...lines,
      shown('… the deployment is closed for the switch', `${(closedMs / 1_000).toFixed(1)} s`),
      shown('… the last pass and its check', ofRun(finished)),
    ]
  })

async function buildState(data: string, carts: number): Promise<void> {
  const dataDir = join(data, 'embedded')
  const pannier = await startPannier({ dataDir, vars: VARS, demo: true })
  const guest = await newGuest(pannier.url)
  for (const sku of SKUS) await add(guest, sku)
  const database = await pannier.database()
  const isThere = async () =>
    (await database.prepare('SELECT version FROM carts WHERE id = ?').bind(guest.id).first('version')) === SKUS.length
  while (!(await isThere())) await wait(200)
  await wait(CLOSED_MS)
  await pannier.stop()
  const folder = join(stateIn(dataDir), 'do', 'pannier-CartDurableObject')
  const [object = ''] = readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name))
  foldLog(join(folder, object))
  for (let at = 0; at < carts; at++) {
    copyFileSync(join(folder, object), join(folder, `${randomBytes(32).toString('hex')}.sqlite`))
  }
  const [record = ''] = recordsIn(stateIn(dataDir))
  const rows = new DatabaseSync(record)
  const columns = rows
    .prepare("SELECT name FROM pragma_table_info('carts') WHERE name <> 'id'")
    .all()
    .map(({ name }) => String(name))
    .join(', ')
  rows.exec(`WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${carts})
    INSERT INTO carts (id, ${columns}) SELECT printf('gst_%026d', n), ${columns} FROM numbers, carts`)
  rows.close()
}

/** Brings the writes in the log into the main file, so that one file is the whole object. */
function foldLog(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

interface Guest {
  readonly url: string
  readonly id: string
  readonly token: string
}

async function newGuest(url: string): Promise<Guest> {
  const answer = await fetch(`${url}/v1/auth/guest`, { method: 'POST' })
  // The cast: the contract's answer.
  const { accessToken, user } = (await answer.json()) as { accessToken: string; user: { id: string } }
  return { url, id: user.id, token: accessToken }
}

async function add({ url, token }: Guest, sku: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ sku, quantity: 1 })
  const answer = await fetch(`${url}/v1/cart/items`, { method: 'POST', headers, body })
  // A line is full after 999 units.
  if (!answer.ok && answer.status !== 409) throw new Error(`an add was answered ${answer.status}`)
  await answer.arrayBuffer()
}

async function startWriting({ url }: Pannier): Promise<{ end(): Promise<void> }> {
  let isOpen = true
  const guests = await Promise.all(Array.from({ length: WRITERS }, () => newGuest(url)))
  const ends = guests.map(async (guest) => {
    for (let at = 0; isOpen; at++) {
      await add(guest, SKUS[at % SKUS.length] ?? '')
      await wait(200)
    }
  })
  return {
    async end() {
      isOpen = false
      await Promise.all(ends)
    },
  }
}

async function run(command: string, args: readonly string[], vars: Record<string, string>): Promise<Ran> {
  const program = fileURLToPath(import.meta.resolve(`../../dev/${command}.ts`))
  const startedAt = performance.now()
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...vars } })
  const ended = once(child, 'exit')
  const [bytes, printed, said] = await Promise.all([
    peakUntilEnd(child.pid ?? 0, ended),
    text(child.stdout),
    text(child.stderr),
  ])
  if (child.exitCode !== 0) throw new Error(`${command} ended with ${child.exitCode}: ${printed}${said}`)
  return { seconds: (performance.now() - startedAt) / 1_000, bytes, printed }
}

function ofRun({ seconds, bytes }: Ran): string {
  return `${seconds.toFixed(1)} s, ${megabytes(bytes)} of memory`
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
}
