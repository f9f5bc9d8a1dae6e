/**
 * Cuts a file into bodies for the import route, at the ends of records. The command line and the console share it.
 * Invariant: each piece is complete by itself, with the header in front, and memory holds at most a piece and one record
 * for a file of any size.
 */
import { CsvReader, type CsvRecord, type FileRecord, type RecordReader } from './csv.ts'
import { JsonLinesReader } from './json-lines.ts'
import { headerNames } from './product-columns.ts'

export type Format = 'csv' | 'ndjson'

/** Small enough that the worker's calls to the record stay within the platform's limit per request. */
const RECORDS_PER_PIECE = 2_000
const PIECE_CHARACTERS = 1024 * 1024
const IDS = ['id', 'sku', 'code', 'product_id']

const encoder = new TextEncoder()

export interface Piece {
  readonly text: string
  readonly records: number
  /** Bytes of the file that are done when this piece is done. */
  readonly bytes: number
  /** Ids of the products in the piece: pieces that share one must be sent one after another. */
  readonly ids: ReadonlySet<string>
  /** Maps a line of the body to its line of the file. */
  lineOf(line: number): number
}

export class Cutter {
  readonly #reader: RecordReader<FileRecord | CsvRecord>
  #header: { readonly text: string; readonly lines: number; readonly id: number } | null
  /** Blank lines before the header belong to it, so that line numbers match the file. */
  #lead = ''
  #texts: string[] = []
  #firstLine = 0
  #isCut = false
  #records = 0
  #characters = 0
  #bytes = 0
  #ids = new Set<string>()

  constructor(format: Format) {
    this.#reader = format === 'csv' ? new CsvReader() : new JsonLinesReader()
    this.#header = format === 'csv' ? null : { text: '', lines: 0, id: -1 }
  }

  *push(text: string): Generator<Piece> {
    for (const record of this.#reader.push(text)) yield* this.#add(record)
  }

  *end(): Generator<Piece> {
    for (const record of this.#reader.end()) yield* this.#add(record)
    // A header without records is sent too, as is an empty file: the worker decides whether it is valid.
    if (this.#records > 0 || !this.#isCut) yield this.#cut()
  }

  *#add(record: FileRecord | CsvRecord): Generator<Piece> {
    this.#bytes += encoder.encode(record.text).byteLength
    if (this.#header === null) {
      this.#lead += record.text
      if (!record.blank && 'cells' in record) this.#header = headerOf(this.#lead, record)
      return
    }
    if (this.#records === 0) this.#firstLine = record.line
    this.#texts.push(record.text)
    this.#records += 1
    this.#characters += record.text.length
    const id = 'cells' in record ? record.cells[this.#header.id] : idIn(record.text)
    // Upper-cased, because coupon codes are case-insensitive.
    if (id !== undefined) this.#ids.add(id.trim().toUpperCase())
    if (this.#records >= RECORDS_PER_PIECE || this.#characters >= PIECE_CHARACTERS) yield this.#cut()
  }

  #cut(): Piece {
    const { text, lines } = this.#header ?? { text: '', lines: 0 }
    const firstLine = this.#firstLine
    const piece: Piece = {
      text: text + this.#texts.join(''),
      records: this.#records,
      bytes: this.#bytes,
      ids: this.#ids,
      lineOf: (line) => (line <= lines ? line : firstLine + line - lines - 1),
    }
    ;[this.#texts, this.#records, this.#characters, this.#bytes] = [[], 0, 0, 0]
    this.#ids = new Set()
    this.#isCut = true
    return piece
  }
}

function headerOf(lead: string, { cells }: CsvRecord) {
  const names = headerNames(cells).map((name) => name.toLowerCase())
  const text = /[\r\n]$/.test(lead) ? lead : `${lead}\n`
  // Files of old Macs end lines by CR.
  const lines = text.split(text.endsWith('\n') ? '\n' : '\r').length - 1
  return { text, lines, id: names.findIndex((name) => IDS.includes(name)) }
}

/** Returns undefined for an unreadable line, which the worker rejects. */
function idIn(json: string): string | undefined {
  try {
    // The cast: a product, a coupon, or another price rule.
    const { sku, code, id = sku ?? code } = JSON.parse(json) as { sku?: unknown; code?: unknown; id?: unknown }
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
