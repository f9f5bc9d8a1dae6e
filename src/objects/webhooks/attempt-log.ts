/** The newest attempts of an endpoint, in as many slots. Invariant: the log never holds more than a thousand rows. */
import type { Attempt } from '../../contract/rpc/webhooks.ts'
import type { Storage } from '../aggregate/storage.ts'

export const ATTEMPTS_TABLE = 'CREATE TABLE attempts (seq INTEGER PRIMARY KEY, attempt TEXT NOT NULL)'

const KEPT = 1_000

export class AttemptLog {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  add(attempt: Omit<Attempt, 'seq'>): Attempt {
    const [row] = this.#storage.sql('INSERT INTO attempts (attempt) VALUES (?) RETURNING seq', JSON.stringify(attempt))
    const seq = Number(row?.seq)
    this.#storage.run('DELETE FROM attempts WHERE seq <= ?', seq - KEPT)
    return { ...attempt, seq }
  }

  /** Newest first. */
  list(limit: number, before: number | null): readonly Attempt[] {
    const rows = this.#storage.sql(
      'SELECT seq, attempt FROM attempts WHERE seq < ? ORDER BY seq DESC LIMIT ?',
      ...[before ?? Number.MAX_SAFE_INTEGER, limit],
    )
    // The cast: only `add` writes the column.
    return rows.map(({ seq, attempt }) => ({ ...(JSON.parse(String(attempt)) as Attempt), seq: Number(seq) }))
  }
}
