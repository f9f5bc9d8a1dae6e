/**
 * Reads a CSV file of Shopify or Medusa as products and units. Invariant: memory holds one product at a time and one
 * number for each SKU, for a file of any size; every row that is not taken is named with its line.
 */
import { CsvReader, type CsvRecord } from '../../../src/domain/import/csv.ts'
import type { Rejection } from '../import.ts'
import { ForeignColumns, type ForeignFormat, type ForeignRow } from './columns.ts'
import { type Conversion, convert, type Taken } from './convert.ts'

/** Rows of one product; Shopify allows 100 or 2,048 variants and 250 images. */
const MAX_ROWS_OF_PRODUCT = 2_500
const MAX_ROWS = 1_000_000

export interface Converted {
  readonly taken: readonly Taken[]
  readonly rejected: readonly Rejection[]
}

/** Throws for a header that lacks a required column. */
export async function* readForeign(
  chunks: AsyncIterable<string> | Iterable<string>,
  format: ForeignFormat,
  terms: Omit<Conversion, 'seen'>,
): AsyncGenerator<Converted> {
  const given: Conversion = { ...terms, seen: new Set() }
  const reader = new Rows(format, given)
  for await (const chunk of chunks) {
    yield* reader.push(chunk)
    if (reader.isFull) return
  }
  yield* reader.end()
}

class Rows {
  readonly #csv = new CsvReader()
  readonly #format: ForeignFormat
  readonly #given: Conversion
  readonly #handles = new Set<string>()
  #columns: ForeignColumns | null = null
  #rows: ForeignRow[] = []
  #read = 0
  isFull = false

  constructor(format: ForeignFormat, given: Conversion) {
    this.#format = format
    this.#given = given
  }

  *push(text: string): Generator<Converted> {
    for (const record of this.#csv.push(text)) yield* this.#record(record)
  }

  *end(): Generator<Converted> {
    for (const record of this.#csv.end()) yield* this.#record(record)
    yield* this.#product()
    if (this.#columns === null) throw new Error('the file has no header')
  }

  *#record({ line, cells, blank, fault }: CsvRecord): Generator<Converted> {
    if (blank || this.isFull) return
    if (this.#columns === null) {
      if (fault !== null) throw new Error(`the header ${fault}`)
      this.#columns = new ForeignColumns(this.#format, cells, this.#given.currency)
      const { missing } = this.#columns
      if (missing.length > 0)
        throw new Error(`the file has no column ${missing.join(', and no column ')}; is it of ${this.#format}?`)
      return
    }
    this.#read += 1
    if (this.#read > MAX_ROWS) {
      this.isFull = true
      yield* this.#product()
      yield reject(line, `a file can have at most ${MAX_ROWS} rows; this line and the lines after it were not read`)
      return
    }
    if (fault !== null) {
      yield reject(line, fault)
      return
    }
    const row = this.#columns.row(line, cells)
    if (row.handle !== this.#rows[0]?.handle) yield* this.#product()
    if (row.handle === '') yield reject(line, 'has no handle')
    else if (this.#handles.has(row.handle))
      yield reject(
        line,
        `the handle ${row.handle.slice(0, 80)} is in earlier lines; all rows of a product must follow each other`,
      )
    else if (this.#rows.length >= MAX_ROWS_OF_PRODUCT)
      yield reject(line, `a product can have at most ${MAX_ROWS_OF_PRODUCT} rows`)
    else this.#rows.push(row)
  }

  *#product(): Generator<Converted> {
    const [first] = this.#rows
    if (!first) return
    this.#handles.add(first.handle)
    yield convert(this.#rows, this.#given)
    this.#rows = []
  }
}

function reject(line: number, message: string): Converted {
  return { taken: [], rejected: [{ line, message }] }
}
