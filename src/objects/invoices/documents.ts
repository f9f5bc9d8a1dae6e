/**
 * The stored documents of one object: the numbering or its copy.
 * Invariant: positions are 1, 2, 3, … without gaps, and no key and no number occurs twice.
 */
import type { DocumentCheck, DocumentQuery, StoredDocument } from '../../contract/rpc/invoices.ts'
import type { Content, CreditContent, DocumentKind, InvoiceDocument } from '../../domain/invoices/document.ts'
import { numberOf, type Place } from '../../domain/invoices/series.ts'
import { type Migration, migrate } from '../aggregate/schema.ts'
import type { SqlValue, Storage } from '../aggregate/storage.ts'

const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    storage.run(`CREATE TABLE documents (
      position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, kind TEXT NOT NULL,
      year INTEGER NOT NULL, seq INTEGER NOT NULL, issued_at INTEGER NOT NULL, content TEXT NOT NULL, buyer TEXT,
      UNIQUE (kind, year, seq))`)
    storage.run('CREATE INDEX documents_of_order ON documents (order_id)')
    storage.run('CREATE INDEX documents_by_time ON documents (issued_at, position)')
    storage.run('CREATE INDEX documents_with_buyer ON documents (issued_at) WHERE buyer IS NOT NULL')
  },
]

/** Documents of one check: each is a search by index. */
const CHECKED_AT_ONCE = 500
/** Buyers of one call, so that a large number of them does not hold up the numbering. */
const FORGOTTEN_AT_ONCE = 1_000

export class Documents {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
    migrate(storage, MIGRATIONS)
  }

  get newest(): number {
    return Number(this.#storage.sql('SELECT max(position) AS newest FROM documents')[0]?.newest ?? 0)
  }

  /** The time of the newest document; 0 if there is none. */
  get newestAt(): number {
    return Number(this.#storage.sql('SELECT max(issued_at) AS at FROM documents')[0]?.at ?? 0)
  }

  /** The year of the newest series of a kind, and its highest number; null if there is none. */
  highest(kind: DocumentKind): Place | null {
    const [row] = this.#storage.sql(
      'SELECT year, seq FROM documents WHERE kind = ? ORDER BY year DESC, seq DESC LIMIT 1',
      kind,
    )
    return row ? { kind, year: Number(row.year), seq: Number(row.seq) } : null
  }

  isTaken({ kind, year, seq }: Place): boolean {
    const query = 'SELECT 1 FROM documents WHERE kind = ? AND year = ? AND seq = ?'
    return this.#storage.sql(query, kind, year, seq).length > 0
  }

  /** Stores all or none. A transaction that throws ends the object. */
  addAll(documents: readonly StoredDocument[]): void {
    if (documents.length === 0) return
    this.#storage.transaction(() => {
      for (const document of documents) this.#add(document)
    })
  }

  #add(document: StoredDocument): void {
    const { position, key, orderId, kind, year, seq, issuedAt, content, buyer } = document
    this.#storage.run(
      'INSERT INTO documents (position, key, order_id, kind, year, seq, issued_at, content, buyer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[position, key, orderId, kind, year, seq, issuedAt, content, buyer],
    )
  }

  /** @param upTo a document after this position is not found */
  find(key: string, upTo = Number.MAX_SAFE_INTEGER): InvoiceDocument | null {
    const [row] = this.#storage.sql('SELECT * FROM documents WHERE key = ? AND position <= ?', key, upTo)
    return row ? documentOf(storedOf(row)) : null
  }

  creditsOf(orderId: string): readonly CreditContent[] {
    const rows = this.#storage.sql(
      "SELECT content FROM documents WHERE order_id = ? AND kind = 'credit_note' ORDER BY position",
      orderId,
    )
    return rows.map(({ content }) => JSON.parse(String(content)) as CreditContent)
  }

  stored(after: number, limit: number): readonly StoredDocument[] {
    const query = 'SELECT * FROM documents WHERE position > ? ORDER BY position LIMIT ?'
    return this.#storage.sql(query, after, limit).map(storedOf)
  }

  /** Times rise with positions, so both bound the same part. */
  list({ after, limit, from, to }: DocumentQuery, upTo: number): readonly StoredDocument[] {
    const query = `SELECT * FROM documents WHERE issued_at >= ? AND issued_at < ? AND position > ? AND position <= ?
      ORDER BY issued_at, position LIMIT ?`
    return this.#storage.sql(query, from, to, after, upTo, limit).map(storedOf)
  }

  /** The first number of a series may be any, because `SELLER_NUMBERS_AFTER` can begin it above 1. */
  check(after: number): DocumentCheck {
    const [first] = this.#storage.sql('SELECT issued_at FROM documents ORDER BY position LIMIT 1')
    const { newest } = this
    const upTo = Math.min(newest, after + CHECKED_AT_ONCE)
    const found = this.#storage.sql(
      `SELECT kind, year, seq FROM documents AS d WHERE position > ? AND position <= ? AND seq - 1 <>
         (SELECT max(seq) FROM documents WHERE kind = d.kind AND year = d.year AND seq < d.seq)`,
      ...[after, upTo],
    )
    const missing = found.map(({ kind, year, seq }) =>
      numberOf({ kind: kind as DocumentKind, year: Number(year), seq: Number(seq) - 1 }),
    )
    return { since: first ? Number(first.issued_at) : null, upTo, newest, missing }
  }

  /** @returns whether none is left */
  forgetBuyers(before: number): boolean {
    const forgotten = this.#storage.sql(
      `UPDATE documents SET buyer = NULL WHERE position IN (
         SELECT position FROM documents WHERE buyer IS NOT NULL AND issued_at < ? ORDER BY issued_at LIMIT ?)
       RETURNING position`,
      ...[before, FORGOTTEN_AT_ONCE],
    )
    return forgotten.length < FORGOTTEN_AT_ONCE
  }
}

export function documentOf(stored: StoredDocument): InvoiceDocument {
  const { issuedAt, content, buyer } = stored
  return {
    number: numberOf(stored),
    issuedAt,
    // The casts: only the numbering writes these columns.
    content: JSON.parse(content) as Content,
    buyer: buyer === null ? null : (JSON.parse(buyer) as InvoiceDocument['buyer']),
  }
}

function storedOf(row: Readonly<Record<string, SqlValue>>): StoredDocument {
  const { position, key, order_id: orderId, kind, year, seq, issued_at: issuedAt, content, buyer } = row
  return {
    ...{ position: Number(position), key: String(key), orderId: String(orderId), kind: kind as DocumentKind },
    ...{ year: Number(year), seq: Number(seq), issuedAt: Number(issuedAt), content: String(content) },
    buyer: buyer === null || buyer === undefined ? null : String(buyer),
  }
}
