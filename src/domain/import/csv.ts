/**
 * Reads CSV (RFC 4180) as its text comes in: cuts records here and leaves their cells to d3-dsv. The worker and the
 * command line share it. Invariant: the texts of all records, joined, are the text of the file, whatever pieces it comes
 * in, and at most one record of the longest length is held.
 */
import { dsvFormat } from 'd3-dsv'
import { type Delimiter, delimiterOf, isSeparatorLine } from './delimiter.ts'

/** One record of a file; a record of CSV may contain line ends in its quoted cells. */
export interface FileRecord {
  /** Number of the record's first line in the file; the first line is 1. */
  readonly line: number
  /** With its line end. */
  readonly text: string
  /** Whether there is nothing in it. */
  readonly blank: boolean
  /** Why it cannot be read, or null. */
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
export const LONGEST_RECORD = 1024 * 1024
export const TOO_LONG = `is longer than ${LONGEST_RECORD} characters (is a quotation mark missing?); the lines after it were not read`

const NEVER_CLOSED = 'has a quotation mark that is never closed'
const MISPLACED = 'has text after the closing quotation mark of a cell'

const LINE_ENDS = /\r\n|[\r\n]/g
/** A line before the header that has nothing in it, whatever the delimiter. A CR that stands last may be half of a CRLF. */
const BLANK_LINE = /(?:[^\S\r\n]|[,;])*(?:\r\n|\n|\r(?=[\s\S]))/y
/** So much of a header shows the delimiter. */
const ENOUGH_OF_HEADER = 64 * 1024
const FORMATS = { ',': dsvFormat(','), ';': dsvFormat(';'), '\t': dsvFormat('\t') }

/** Where in a cell the next character stands; `closed` is behind a quotation mark that may be half of one. */
type Place = 'start' | 'plain' | 'quoted' | 'closed'

export class CsvReader implements RecordReader<CsvRecord> {
  /** The text so far of the record that has not ended yet. */
  #rest = ''
  #line = 1
  #place: Place = 'start'
  #fault: string | null = null
  #ended = false
  /** Null until the header line is there, which shows it. */
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

  /** Those before the header, as they come: a file of nothing else would be searched for its header again and again. */
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
    // A CR that stood last may be half of a CRLF.
    const waits = this.#place !== 'quoted' && this.#rest.endsWith('\r')
    let at = this.#rest.length - (waits ? 1 : 0)
    for (let end = this.#endOfRecord(all, at); end !== -1; end = this.#endOfRecord(all, at)) {
      records.push(this.#record(all.slice(from, end)))
      from = at = end
    }
    this.#rest = all.slice(from)
    if (this.#rest.length > LONGEST_RECORD) {
      this.#ended = true
      this.#fault = TOO_LONG
      records.push(this.#record(this.#rest))
    }
    return records
  }

  /** Goes on from where it stood. @returns the place behind the line end, or -1 */
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
