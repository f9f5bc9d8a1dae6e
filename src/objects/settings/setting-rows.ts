/** Settings as rows, each with a version. Invariant: a version rises by one with every change and never goes back. */
import type { Setting, Settings } from '../../contract/rpc/settings.ts'
import type { Storage } from '../aggregate/storage.ts'

/** The table, for the migrations of its owner. */
export const SETTINGS_TABLE = `CREATE TABLE settings (
  name TEXT PRIMARY KEY, version INTEGER NOT NULL, value TEXT NOT NULL,
  changed_at INTEGER NOT NULL, changed_by TEXT NOT NULL, reason TEXT) WITHOUT ROWID`

export class SettingRows<Name extends keyof Settings> {
  readonly #storage: Storage
  readonly #name: Name
  readonly #initial: Settings[Name]

  constructor(storage: Storage, name: Name, initial: Settings[Name]) {
    this.#storage = storage
    this.#name = name
    this.#initial = initial
  }

  read(): Setting<Settings[Name]> {
    const [row] = this.#storage.sql('SELECT * FROM settings WHERE name = ?', this.#name)
    if (!row) return { value: this.#initial, version: 0, changedAt: null, changedBy: null, reason: null }
    return {
      // The cast: only this class writes the column. Fields of later releases have their initial value.
      value: { ...this.#initial, ...(JSON.parse(String(row.value)) as Settings[Name]) },
      version: Number(row.version),
      changedAt: Number(row.changed_at),
      changedBy: String(row.changed_by),
      reason: row.reason === null ? null : String(row.reason),
    }
  }

  write(value: Settings[Name], by: string, reason: string | null, now: number): Setting<Settings[Name]> {
    this.#storage.run(
      'INSERT OR REPLACE INTO settings (name, version, value, changed_at, changed_by, reason) VALUES (?, ?, ?, ?, ?, ?)',
      ...[this.#name, this.read().version + 1, JSON.stringify(value), now, by, reason],
    )
    return this.read()
  }
}
