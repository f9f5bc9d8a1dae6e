/** The newest events that an endpoint never accepted. Invariant: the list never holds more than a thousand rows. */
import type { DeadLetter } from '../../contract/rpc/webhooks.ts'
import type { Storage } from '../aggregate/storage.ts'

export const DEAD_TABLE = 'CREATE TABLE dead (seq INTEGER PRIMARY KEY, letter TEXT NOT NULL, event_id TEXT NOT NULL)'

const KEPT = 1_000
const SHOWN = 100

export class DeadLetters {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  get count(): number {
    return Number(this.#storage.sql('SELECT count(*) AS dead FROM dead')[0]?.dead)
  }

  /** Newest first. */
  get newest(): readonly DeadLetter[] {
    const rows = this.#storage.sql('SELECT letter FROM dead ORDER BY seq DESC LIMIT ?', SHOWN)
    // The cast: only `add` writes the column.
    return rows.map(({ letter }) => JSON.parse(String(letter)) as DeadLetter)
  }

  add(letter: DeadLetter): void {
    this.#storage.run('INSERT INTO dead (letter, event_id) VALUES (?, ?)', JSON.stringify(letter), letter.eventId)
    this.#storage.run('DELETE FROM dead WHERE seq <= (SELECT max(seq) FROM dead) - ?', KEPT)
  }

  remove(eventId: string): void {
    this.#storage.run('DELETE FROM dead WHERE event_id = ?', eventId)
  }
}
