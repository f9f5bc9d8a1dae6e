/**
 * Reads CSV (RFC 4180) as a stream: this reader finds the records, and d3-dsv splits them into cells. The worker and
 * the command line share it. Invariant: the texts of all records, joined, are the text of the file, however it is cut
 * into pieces, and memory holds at most one record of the maximum length.
 */
import { dsvFormat } from 'd3-dsv'
import { type Delimiter, delimiterOf, isSeparatorLine } from './delimiter.ts'

/** One record of a file; a record of CSV may contain line ends in its quoted cells. */
export interface FileRecord {
  /** Number of the record's first line in the file; the first line is 1. */
  readonly line: number
  /** Includes the line end. */
  readonly text: string
  /** Whether the record has no content. */
  readonly blank: boolean
  /** Why the record cannot be read, or null. */
  readonly fault: string | null
}

export interface CsvRecord extends FileRecord {
  readonly cells: readonly string[]
}

export interface RecordReader<Item extends FileRecord> {
  /** @returns the records that this piece completes */
  push(text: string): readonly Item[]
  /** @returns the last record, when the file does not end with a line end */
  end(): readonly Item[]
}

/** In UTF-16 units; a product with every field at its limit is shorter. */
export const MAX_RECORD_LENGTH = 1024 * 1024
export const TOO_LONG = `is longer than ${MAX_RECORD_LENGTH} characters (is a quotation mark missing?); the lines after it were not read`

const NEVER_CLOSED = 'has a quotation mark that is never closed'
const MISPLACED = 'has text after the closing quotation mark of a cell'

const LINE_ENDS = /\r\n|[\r\n]/g
/** An empty line before the header, with any delimiter. A CR at the end does not match, because an LF may follow. */
const BLANK_LINE = /(?:[^\S\r\n]|[,;])*(?:\r\n|\n|\r(?=[\s\S]))/y
/** The reader stops looking for the end of the header after this many characters and guesses the delimiter. */
const ENOUGH_OF_HEADER = 64 * 1024
const FORMATS = { ',': dsvFormat(','), ';': dsvFormat(';'), '\t': dsvFormat('\t') }

/** The state within a cell; `closed` follows a quotation mark that may be the first half of an escaped one. */
type Place = 'start' | 'plain' | 'quoted' | 'closed'

export class CsvReader implements RecordReader<CsvRecord> {
  /** The text of the record that has not ended yet. */
  #rest = ''
  #line = 1
  #place: Place = 'start'
  #fault: string | null = null
  #ended = false
  /** Null until the header line has been read, because the header shows the delimiter. */
  #delimiter: Delimiter | null = null

  push(text: string): readonly CsvRecord[] {
    if (this.#ended) return []
    if (this.#delimiter !== null) return this.#recordsOf(text)
    this.#rest += text
    const blank = this.#blankLines()
    this.#delimiter = delimiterOf(this.#rest, false)
    if (this.#delimiter === null && this.#rest.length <= ENOUGH_OF_HEADER) return blank
    return [...blank, ...this.#begin()]
  }

  end(): readonly CsvRecord[] {
    if (this.#ended) return []
    const records = this.#delimiter === null ? [...this.#begin()] : []
    if (this.#ended || this.#rest === '') return records
    this.#ended = true
    if (this.#place === 'quoted') this.#fault ??= NEVER_CLOSED
    return [...records, this.#record(this.#rest)]
  }

  /** Returns empty lines before the header at once; otherwise each piece of an empty file would be searched again. */
  #blankLines(): readonly CsvRecord[] {
    const records: CsvRecord[] = []
    let at = 0
    for (BLANK_LINE.lastIndex = 0; BLANK_LINE.test(this.#rest); at = BLANK_LINE.lastIndex) {
      const text = this.#rest.slice(at, BLANK_LINE.lastIndex)
      records.push({ line: this.#line, text, blank: true, cells: [''], fault: null })
      this.#line += 1
    }
    this.#rest = this.#rest.slice(at)
    return records
  }

  #begin(): readonly CsvRecord[] {
    this.#delimiter ??= delimiterOf(this.#rest, true)
    const text = this.#rest
    this.#rest = ''
    return this.#recordsOf(text)
  }

  #recordsOf(text: string): readonly CsvRecord[] {
    const records: CsvRecord[] = []
    const all = this.#rest + text
    let from = 0
    // Wait after a CR at the end, because an LF may follow in the next piece.
    const waits = this.#place !== 'quoted' && this.#rest.endsWith('\r')
    let at = this.#rest.length - (waits ? 1 : 0)
    for (let end = this.#endOfRecord(all, at); end !== -1; end = this.#endOfRecord(all, at)) {
      records.push(this.#record(all.slice(from, end)))
      from = at = end
    }
    this.#rest = all.slice(from)
    if (this.#rest.length > MAX_RECORD_LENGTH) {
      this.#ended = true
      this.#fault = TOO_LONG
      records.push(this.#record(this.#rest))
    }
    return records
  }

  /** Continues in the current state. @returns the index after the line end, or -1 */
  #endOfRecord(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const character = text[at]
      if (this.#place === 'quoted') {
        at = text.indexOf('"', at)
        if (at === -1) return -1
        this.#place = 'closed'
      } else if (character === '\n') return at + 1
      else if (character === '\r') {
        if (text[at + 1] === '\n') return at + 2
        if (at + 1 < text.length) return at + 1
      } else if (character === this.#delimiter) this.#place = 'start'
      else if (character === '"' && this.#place !== 'plain') this.#place = 'quoted'
      else {
        if (this.#place === 'closed') this.#fault ??= MISPLACED
        this.#place = 'plain'
      }
    }
    return -1
  }

  #record(text: string): CsvRecord {
    const fault = this.#fault
    const [cells = []] = fault === null ? FORMATS[this.#delimiter ?? ','].parseRows(text) : []
    const blank = fault === null && (cells.every((cell) => cell.trim() === '') || isSeparatorLine(text))
    const record: CsvRecord = { line: this.#line, text, blank, cells, fault }
    this.#line += text.match(LINE_ENDS)?.length ?? 0
    this.#place = 'start'
    this.#fault = null
    return record
  }
}
