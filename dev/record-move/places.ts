/** Finds and opens the two records: D1 on this machine or on Cloudflare, and MySQL at DATABASE_URL. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { recordsIn } from '../d1/files.ts'
import { httpD1 } from '../d1/http.ts'
import { sqliteD1 } from '../d1/sqlite.ts'
import { stateIn } from '../runtime.ts'
import { d1Side, mysqlSide, type Side } from './sides.ts'
import { FOLDERS, type Target } from './switch.ts'

const MIGRATIONS = join(import.meta.dirname, '../../drizzle/d1/migrations')
const WRANGLER = join(import.meta.dirname, '../../wrangler.toml')
const BUSY_MS = 10_000

export interface Opened {
  readonly side: Side
  close(): void
}

/** Throws, with what to set, when there is no address. */
export function openMysqlSide(environment: NodeJS.ProcessEnv): Opened {
  const { DATABASE_URL } = environment
  if (!DATABASE_URL || !URL.canParse(DATABASE_URL)) {
    throw new Error(
      "set DATABASE_URL to the database's HTTP host, https://user:password@host, as the deployment has it",
    )
  }
  return { side: mysqlSide(DATABASE_URL), close: () => {} }
}

/**
 * Opens the D1 of a state folder, which a running deployment may use at the same time.
 * @param holder the record of the deployment now, which decides in which folder its state is
 */
export function openLocalD1(data: string, holder: Target): Opened {
  const other = holder === 'd1' ? 'mysql' : 'd1'
  const folders = [FOLDERS[holder], FOLDERS[other]].map((name) => stateIn(join(data, name)))
  const [file, ...more] = folders.flatMap((folder) => recordsIn(folder).slice(0, 2))
  if (file === undefined) {
    throw new Error(`${data} has no D1: start the deployment there once, set PANNIER_DATA, or use --d1 remote`)
  }
  if (more.length > 0 && folders.filter((folder) => recordsIn(folder).length > 0).length > 1) {
    throw new Error(`${folders.join(' and ')} both have a D1: move the one that is not used away`)
  }
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    checkSchema(database)
  } catch (error) {
    database.close()
    throw error
  }
  return { side: d1Side(sqliteD1(database)), close: () => database.close() }
}

/** Throws, with what to set, when the account is not known. */
export function openRemoteD1(environment: NodeJS.ProcessEnv): Opened {
  const { CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_API_BASE_URL: api } = environment
  const databaseId = /^database_id = "([^"]+)"/m.exec(readFileSync(WRANGLER, 'utf8'))?.[1]
  if (!accountId || !token || !databaseId) {
    throw new Error('set CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN (D1: Edit), and database_id in wrangler.toml')
  }
  return { side: d1Side(httpD1({ accountId, databaseId, token, ...(api && { api }) })), close: () => {} }
}

function checkSchema(database: DatabaseSync): void {
  const applied = new Set(
    database
      .prepare('SELECT name FROM d1_migrations')
      .all()
      .map(({ name }) => name),
  )
  const missing = readdirSync(MIGRATIONS).find((name) => name.endsWith('.sql') && !applied.has(name))
  if (missing) throw new Error(`D1 lacks the migration ${missing}: start the deployment with this release once`)
}

/** Throws, with what to do, when MySQL lacks a table or column of this release. */
export async function checkMysql({ database, tables }: Side): Promise<void> {
  try {
    for (const table of Object.values(tables)) await database.rows(table, { limit: 1 })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new Error(`MySQL cannot be read (${cause.slice(0, 200)}): has npm run migrate:mysql been run?`)
  }
}
