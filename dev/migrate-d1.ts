/**
 * Migrates a local D1 database to the newest schema, with the same table of applied migrations as wrangler keeps.
 * Invariant: each migration and its entry are written in one transaction.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(import.meta.resolve('../drizzle/d1/migrations'))

/** Throws the database's error; applied migrations stay. */
export async function migrateD1(database: D1Database, log: (line: string) => void): Promise<void> {
  const columns =
    'id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL'
  await database.prepare(`CREATE TABLE IF NOT EXISTS d1_migrations (${columns})`).run()
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const done = new Set(results.map(({ name }) => name))
  for (const name of await migrationNames()) {
    if (done.has(name)) continue
    const text = await readFile(join(folder, name), 'utf8')
    // drizzle-kit writes this line between statements.
    const statements = text.split('--> statement-breakpoint').map((statement) => database.prepare(statement.trim()))
    await database.batch([...statements, database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)])
    log(`D1: applied ${name}`)
  }
}

async function migrationNames(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}
