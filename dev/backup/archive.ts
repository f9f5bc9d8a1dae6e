/**
 * A backup is one SQLite file: the files of the state in compressed pieces, each file with its digest.
 * Invariant: the archive has its final name only when it is complete, and reading a changed or cut one throws.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

const FORMAT = 1
/** Bounds the memory; far more than the file of one object. */
const PIECE_BYTES = 4 * 1024 * 1024
const FILES_PER_TRANSACTION = 500

export interface About {
  readonly format: number
  /** The release that wrote it. */
  readonly release: string
  /** The moment whose state this is, ISO 8601. */
  readonly moment: string
  readonly files: number
  readonly bytes: number
  /** Content of the launcher's note that the record is migrated, or null. */
  readonly prepared: string | null
  /** Digest of ACCOUNT_SECRET, or null when the state folder does not have it. */
  readonly secret: string | null
}

export class ArchiveWriter {
  readonly #file: string
  readonly #database: DatabaseSync
  readonly #put: StatementSync
  readonly #putPiece: StatementSync
  readonly #drop: StatementSync
  readonly #dropPieces: StatementSync
  readonly #buffer = Buffer.allocUnsafe(PIECE_BYTES)
  #written = 0

  constructor(file: string) {
    this.#file = file
    // Left by a run that was killed.
    rmSync(unfinished(file), { force: true })
    closeSync(openSync(unfinished(file), 'wx', 0o600))
    this.#database = new DatabaseSync(unfinished(file))
    // An unfinished archive is worthless, so nothing of it needs to survive a crash.
    this.#database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
      CREATE TABLE about (about TEXT NOT NULL);
      CREATE TABLE files (path TEXT PRIMARY KEY, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE pieces (path TEXT NOT NULL, place INTEGER NOT NULL, data BLOB NOT NULL);
      CREATE INDEX pieces_by_path ON pieces (path, place);
      BEGIN`)
    this.#put = this.#database.prepare('INSERT INTO files (path, bytes, sha256) VALUES (?, ?, ?)')
    this.#putPiece = this.#database.prepare('INSERT INTO pieces (path, place, data) VALUES (?, ?, ?)')
    this.#drop = this.#database.prepare('DELETE FROM files WHERE path = ?')
    this.#dropPieces = this.#database.prepare('DELETE FROM pieces WHERE path = ?')
  }

  /** Adds a file, or replaces an earlier copy. False when it does not exist any more; the earlier copy then goes. */
  put(path: string, source: string): boolean {
    this.drop(path)
    if (++this.#written % FILES_PER_TRANSACTION === 0) this.#database.exec('COMMIT; BEGIN')
    let handle: number
    try {
      handle = openSync(source, 'r')
    } catch (error) {
      // The cast: openSync throws the system's error.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
    try {
      const hash = createHash('sha256')
      let bytes = 0
      for (let place = 0; ; place++) {
        const read = readSync(handle, this.#buffer, 0, PIECE_BYTES, bytes)
        if (read === 0) break
        bytes += read
        const piece = this.#buffer.subarray(0, read)
        hash.update(piece)
        this.#putPiece.run(path, place, zstdCompressSync(piece))
        if (read < PIECE_BYTES) break
      }
      this.#put.run(path, bytes, hash.digest('hex'))
      return true
    } finally {
      closeSync(handle)
    }
  }

  drop(path: string): void {
    if (Number(this.#drop.run(path).changes) > 0) this.#dropPieces.run(path)
  }

  /** Gives the archive its name. @returns what it says about itself */
  finish(fields: Pick<About, 'release' | 'moment' | 'prepared' | 'secret'>): About {
    const [row] = this.#database.prepare('SELECT count(*) AS files, sum(bytes) AS bytes FROM files').all()
    const about: About = { format: FORMAT, ...fields, files: Number(row?.files), bytes: Number(row?.bytes ?? 0) }
    this.#database.prepare('INSERT INTO about (about) VALUES (?)').run(JSON.stringify(about))
    this.#database.exec('COMMIT')
    this.#database.close()
    const handle = openSync(unfinished(this.#file), 'r')
    fsyncSync(handle)
    closeSync(handle)
    renameSync(unfinished(this.#file), this.#file)
    return about
  }

  /** Deletes what was written; safe to call at any time before `finish`. */
  abandon(): void {
    if (this.#database.isOpen) this.#database.close()
    rmSync(unfinished(this.#file), { force: true })
  }
}

export interface ArchivedFile {
  readonly path: string
  readonly bytes: number
  readonly pieces: Iterable<Uint8Array>
}

export class ArchiveReader {
  readonly #file: string
  readonly #database: DatabaseSync
  readonly about: About

  /** Throws when the file is not a complete archive of a format that this release reads. */
  constructor(file: string) {
    if (!existsSync(file)) throw new Error(`${file} does not exist`)
    this.#file = file
    this.#database = new DatabaseSync(file, { readOnly: true })
    try {
      const [row] = this.#database.prepare('SELECT about FROM about').all()
      // The cast: `finish` wrote it.
      this.about = JSON.parse(String(row?.about)) as About
    } catch {
      this.#database.close()
      throw new Error(`${file} is not a backup of Pannier, or it was cut off`)
    }
    if (this.about.format !== FORMAT) {
      throw new Error(`${file} has the format ${this.about.format}; this release reads ${FORMAT}. Use a newer release`)
    }
  }

  /** Every file, with its pieces in order. Throws at the end of a file whose digest differs. */
  *files(): Generator<ArchivedFile> {
    const read = this.#database.prepare('SELECT data FROM pieces WHERE path = ? ORDER BY place')
    let files = 0
    for (const row of this.#database.prepare('SELECT path, bytes, sha256 FROM files ORDER BY path').iterate()) {
      const path = String(row.path)
      files++
      yield { path, bytes: Number(row.bytes), pieces: this.#pieces(path, String(row.sha256), read) }
    }
    if (files !== this.about.files) throw new Error(`${this.#file} is damaged: files are missing`)
  }

  *#pieces(path: string, sha256: string, read: StatementSync): Generator<Uint8Array> {
    const hash = createHash('sha256')
    for (const { data } of read.iterate(path)) {
      const piece = this.#pieceIn(data as Uint8Array, path)
      hash.update(piece)
      yield piece
    }
    if (hash.digest('hex') !== sha256) throw new Error(`${this.#file} is damaged: the digest of ${path} differs`)
  }

  #pieceIn(data: Uint8Array, path: string): Uint8Array {
    try {
      return zstdDecompressSync(data)
    } catch {
      throw new Error(`${this.#file} is damaged: a piece of ${path} cannot be read`)
    }
  }

  close(): void {
    this.#database.close()
  }
}

function unfinished(file: string): string {
  return `${file}.part`
}
