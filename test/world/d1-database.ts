/** A D1 of the newest schema in memory. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { sqliteD1 } from '../../dev/d1/sqlite.ts'

const MIGRATIONS = join(import.meta.dirname, '../../drizzle/d1/migrations')

export interface LocalD1 {
  readonly binding: D1Database
  /** Reads the tables from outside the system. */
  look(query: string, ...parameters: readonly SQLInputValue[]): Record<string, unknown>[]
  close(): void
}

let ddl: string | null = null

function migrations(): string {
  ddl ??= readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(join(MIGRATIONS, name), 'utf8'))
    .join('\n')
  return ddl
}

export function openD1(): LocalD1 {
  const database = new DatabaseSync(':memory:')
  database.exec(migrations())
  const binding = sqliteD1(database)
  return {
    binding,
    look: (query, ...parameters) => database.prepare(query).all(...parameters),
    close: () => database.close(),
  }
}
