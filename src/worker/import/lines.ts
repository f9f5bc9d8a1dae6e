/**
 * Reads the lines of an import body one by one, with at most one window of the text in memory.
 * Invariant: every line of the file is reported once, as a row or as rejected; empty lines are not reported.
 */
import { CSV } from '../../contract/http/import.ts'
import { Problem } from '../../contract/problem.ts'
import { CsvReader, type FileRecord, type RecordReader } from '../../domain/import/csv.ts'
import { unguarded } from '../../domain/import/formula.ts'
import { JsonLinesReader } from '../../domain/import/json-lines.ts'
import type { Rejection } from '../../domain/import/plan.ts'
import type { Body } from '../../domain/import/product-cells.ts'
import type { HeaderFault } from '../../domain/import/product-columns.ts'
import { type Result, refuse } from '../../domain/result.ts'
import { unsafeIn } from '../guard/body.ts'

const WINDOW = 64 * 1024
/** Upper bound, because each line may be rejected and the whole report is held in memory. */
const MAX_LINES = 100_000

/** How one kind of item reads its lines. */
export interface Reading<Columns extends { readonly length: number }, Item> {
  header(cells: readonly string[]): Result<Columns, HeaderFault>
  ofCells(line: number, columns: Columns, cells: readonly string[]): Result<Item, string>
  ofBody(line: number, body: Body): Result<Item, string>
}

/** Throws `invalid_request` for an invalid header. */
export function* readLines<Columns extends { readonly length: number }, Item extends { readonly line: number }>(
  text: string,
  contentType: string,
  reading: Reading<Columns, Item>,
): Generator<Item | Rejection> {
  const isCsv = contentType.trim().toLowerCase().startsWith(CSV)
  let lines = 0
  for (const item of isCsv ? readCsv(text, reading) : readJsonLines(text, reading)) {
    if (!('blank' in item)) yield item
    // Blank lines count too, because a body can contain eight million of them.
    lines += 1
    if (lines < MAX_LINES) continue
    yield {
      line: item.line + 1,
      message: `a body can have at most ${MAX_LINES} lines; this line and the lines after it were not read`,
    }
    return
  }
}

export function isRejection(item: object): item is Rejection {
  return 'message' in item
}

function* readCsv<Columns extends { readonly length: number }, Item>(text: string, reading: Reading<Columns, Item>) {
  let columns: Columns | null = null
  for (const { line, cells: given, blank, fault } of recordsOf(text, new CsvReader())) {
    if (blank) {
      yield { line, blank }
      continue
    }
    const cells = given.map(unguarded)
    if (columns === null) {
      if (fault !== null) throw refusal({ column: 'header', message: fault })
      const header = reading.header(withoutEnd(cells, 0))
      if (!header.ok) throw refusal(header.refusal)
      columns = header.value
      continue
    }
    const row = withoutEnd(cells, columns.length)
    if (fault !== null) yield { line, message: fault }
    else if (row.length !== columns.length) {
      yield { line, message: `has ${row.length} columns, but the header has ${columns.length}` }
    } else yield rowOr(line, reading.ofCells(line, columns, row))
  }
  if (columns === null) throw refusal({ column: 'header', message: 'is missing: the file is empty' })
}

/** Removes empty cells beyond this width, because spreadsheets write columns that were never filled. */
function withoutEnd(cells: readonly string[], width: number): readonly string[] {
  let length = cells.length
  while (length > width && cells[length - 1]?.trim() === '') length -= 1
  return cells.slice(0, length)
}

function* readJsonLines<Item>(text: string, reading: Pick<Reading<{ readonly length: number }, Item>, 'ofBody'>) {
  for (const { line, text: json, blank, fault } of recordsOf(text, new JsonLinesReader())) {
    if (blank) {
      yield { line, blank }
      continue
    }
    const body = fault === null ? bodyIn(json) : refuse(fault)
    yield body.ok ? rowOr(line, reading.ofBody(line, body.value)) : { line, message: body.refusal }
  }
}

function* recordsOf<Item extends FileRecord>(text: string, reader: RecordReader<Item>): Generator<Item> {
  for (let at = 0; at < text.length; at += WINDOW) yield* reader.push(text.slice(at, at + WINDOW))
  yield* reader.end()
}

function bodyIn(json: string): Result<Body, string> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return refuse('is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('is not a JSON object')
  const fault = unsafeIn(value)
  // The cast: a parsed JSON object.
  return fault === null ? { ok: true, value: value as Body } : refuse(fault)
}

function rowOr<Item>(line: number, row: Result<Item, string>): Item | Rejection {
  return row.ok ? row.value : { line, message: row.refusal }
}

function refusal({ column, message }: HeaderFault): Problem {
  const path = column.slice(0, 100)
  return new Problem('invalid_request', `The header is not valid: column ${path} ${message}.`, {
    extra: { errors: [{ path, message }] },
  })
}
