/**
 * The tables of an aggregate and their ordered, one-way migrations.
 * Invariant: a migration that throws leaves the tables as they were.
 */
import type { Storage } from './storage.ts'

export type Migration = (storage: Storage) => void

/**
 * `meta`: one row, where the aggregate stands when no operation says otherwise. `rows`: its state. `ops`: the last
 * writes, in a ring of slots. `dues`: what is to be done and when; the position of a due row is what it has reached
 * (for the drain: what the record has confirmed), and `failing_since` the time from which it has not succeeded.
 */
export const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run(`CREATE TABLE meta (
      id INTEGER PRIMARY KEY CHECK (id = 0), shape INTEGER NOT NULL, schema INTEGER NOT NULL,
      epoch INTEGER NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL, seal TEXT, updated_at INTEGER NOT NULL)`)
    storage.run(`CREATE TABLE rows (
      list TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (list, key)) WITHOUT ROWID`)
    storage.run(`CREATE TABLE ops (
      slot INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
      name TEXT NOT NULL, keys TEXT, undo TEXT)`)
    storage.run(`CREATE TABLE dues (
      name TEXT PRIMARY KEY, at INTEGER, attempt INTEGER NOT NULL,
      epoch INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID`)
  },
  // Keyed writes have slots of their own: 256 and up.
  (storage) => {
    storage.run('UPDATE ops SET slot = slot + 256 WHERE keys IS NOT NULL')
  },
  (storage) => {
    storage.run('ALTER TABLE meta ADD COLUMN name TEXT')
    storage.run('ALTER TABLE dues ADD COLUMN failing_since INTEGER')
    storage.run('ALTER TABLE dues ADD COLUMN alerted INTEGER NOT NULL DEFAULT 0')
  },
]

/** Whether anything was ever written here. Reading an untouched object writes nothing. */
export function isTouched(storage: Storage): boolean {
  return storage.sql("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").length > 0
}

/** The name that the object stored with its first write, or null. */
export function storedName(storage: Storage): string | null {
  if (!isTouched(storage)) return null
  const hasName = storage.sql("SELECT 1 FROM pragma_table_info('meta') WHERE name = 'name'").length > 0
  const name = hasName ? storage.sql('SELECT name FROM meta')[0]?.name : null
  return typeof name === 'string' ? name : null
}

/** Brings the tables to the last migration, in one transaction; `shape` counts the migrations that have run. */
export function migrate(storage: Storage, migrations: readonly Migration[]): void {
  const shape = isTouched(storage) ? Number(storage.sql('SELECT shape FROM meta')[0]?.shape ?? 0) : 0
  if (shape > migrations.length)
    throw new Error(`storage has shape ${shape}, newer than this code (${migrations.length})`)
  if (shape === migrations.length) return
  storage.transaction(() => {
    for (const migration of migrations.slice(shape)) migration(storage)
    if (shape > 0) storage.run('UPDATE meta SET shape = ?', migrations.length)
  })
}
