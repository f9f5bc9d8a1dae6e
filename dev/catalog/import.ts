/**
 * Imports a file into the catalogue, piece by piece. Invariant: it reports the lines that were taken even if the rest
 * fails, and a second import of the same file continues from there.
 */
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import type { Format, Piece } from '../../src/domain/import/pieces.ts'
import type { Api } from './api.ts'
import { piecesOf } from './pieces.ts'
import { Progress } from './progress.ts'

/** Requests at once; the worker's limits are far above this. */
const AT_ONCE = 2
const REJECTED_SHOWN = 20

export interface ImportOptions {
  readonly file: string
  /** One of IMPORT_KINDS. */
  readonly what: string
  readonly dryRun: boolean
  /** The file's charset; null is UTF-8. */
  readonly charset: string | null
  /** File for all rejected lines. */
  readonly report: string | undefined
  /** For a file that was converted: the line of the original file of each line, and the lines that were not converted. */
  readonly lines?: readonly number[]
  readonly rejected?: readonly Rejection[]
}

export interface Rejection {
  readonly line: number
  readonly message: string
}

/** The contract's answer. */
interface Report {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: readonly Rejection[]
}

interface Flight {
  readonly piece: Piece
  readonly answer: Promise<Report>
}

/** @returns whether every line was taken */
export async function importFile(connect: (say: (line: string) => void) => Api, options: ImportOptions) {
  const { file, what, dryRun, charset } = options
  const format = formatOf(file)
  const progress = new Progress('lines', (await stat(file)).size)
  const api = connect((line) => progress.say(line))
  const tally = new Tally(options.report, options.lines ?? null)
  tally.reject(options.rejected ?? [])
  const send = async ({ text }: Piece): Promise<Report> => {
    const contentType = format === 'csv' ? 'text/csv' : 'application/x-ndjson'
    const path = `/v1/admin/import/${what}${dryRun ? '?dryRun=true' : ''}`
    return (await (await api.call({ method: 'POST', path, contentType, body: text })).json()) as Report
  }
  const flights: Flight[] = []
  const land = async () => {
    const [flight] = flights
    if (!flight) return
    const report = await flight.answer
    flights.shift()
    tally.add(flight.piece, report)
    progress.show(tally.lines, tally.bytes)
  }
  try {
    for await (const piece of piecesOf(file, format, charset)) {
      // In file order, and lines of one product never at the same time, because the later line must win.
      while (flights.length >= AT_ONCE || flights.some((flight) => share(flight.piece.ids, piece.ids))) {
        await land()
      }
      const answer = send(piece)
      // Marks the failure as handled; the loop awaits the answer in its turn.
      answer.catch(() => undefined)
      flights.push({ piece, answer })
      progress.show(tally.lines, tally.bytes)
    }
    while (flights.length > 0) await land()
  } catch (error) {
    await Promise.allSettled(flights.map(({ answer }) => answer))
    if (tally.lines > 0)
      progress.say(`${tally.lines} lines were taken before the failure; import the same file again to continue`)
    throw error
  } finally {
    await tally.close()
  }
  progress.done(tally.lines)
  tally.print(dryRun)
  return tally.rejected === 0
}

function share(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const id of some) if (others.has(id)) return true
  return false
}

export function formatOf(file: string): Format {
  if (/\.(ndjson|jsonl)$/i.test(file)) return 'ndjson'
  if (/\.csv$/i.test(file)) return 'csv'
  throw new Error(`${file} is neither .csv nor .ndjson (.jsonl)`)
}

class Tally {
  lines = 0
  bytes = 0
  rejected = 0
  readonly #counts = { created: 0, updated: 0, unchanged: 0 }
  readonly #first: Rejection[] = []
  readonly #all
  readonly #lines: readonly number[] | null

  constructor(report: string | undefined, lines: readonly number[] | null) {
    this.#lines = lines
    this.#all = report === undefined ? null : createWriteStream(report)
    // Ignored here, because `close` throws it.
    this.#all?.on('error', () => undefined)
    this.#all?.write('line,message\n')
  }

  add(piece: Piece, report: Report): void {
    this.lines += piece.records
    this.bytes += piece.bytes
    for (const effect of ['created', 'updated', 'unchanged'] as const) this.#counts[effect] += report[effect]
    const lineOf = (line: number) => this.#lines?.[piece.lineOf(line) - 1] ?? piece.lineOf(line)
    this.reject(report.rejected.map(({ line, message }) => ({ line: lineOf(line), message })))
  }

  reject(rejected: readonly Rejection[]): void {
    this.rejected += rejected.length
    for (const rejection of rejected) {
      if (this.#first.length < REJECTED_SHOWN) this.#first.push(rejection)
      this.#all?.write(`${rejection.line},"${rejection.message.replaceAll('"', '""')}"\n`)
    }
  }

  async close(): Promise<void> {
    if (this.#all) await finished(this.#all.end())
  }

  print(dryRun: boolean): void {
    const { created, updated, unchanged } = this.#counts
    const would = dryRun ? 'would be ' : ''
    console.log(`${would}created ${created}, updated ${updated}, unchanged ${unchanged}, rejected ${this.rejected}`)
    for (const { line, message } of this.#first) console.log(`  line ${line}: ${message}`)
    const more = this.rejected - this.#first.length
    if (more > 0) console.log(`  and ${more} more${this.#all ? '' : '; --report FILE lists them all'}`)
  }
}
