/** Sends a file to an import route in pieces, one after another, and adds up their reports in lines of the file. */
import { decoderOf } from '../../../../domain/import/charset.ts'
import { Cutter, type Format, type Piece } from '../../../../domain/import/pieces.ts'
import { exchangeAt } from './api.ts'
import { saveAs } from './save-as.ts'

export interface Report {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: readonly { readonly line: number; readonly message: string }[]
}

interface Sending {
  readonly kind: string
  readonly file: File
  readonly isDryRun: boolean
  /** Called after each piece with the share of the file that is done, 0 to 1. Returns false to stop. */
  readonly onProgress: (share: number, report: Report) => boolean
}

const NONE: Report = { created: 0, updated: 0, unchanged: 0, rejected: [] }

/** @returns whether the whole file was sent */
export async function sendFile({ kind, file, isDryRun, onProgress }: Sending): Promise<boolean> {
  const format: Format = /\.(?:ndjson|jsonl)$/i.test(file.name) ? 'ndjson' : 'csv'
  const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson'
  let report = NONE
  for await (const piece of piecesOf(file, format)) {
    const sent = { query: { dryRun: isDryRun }, body: piece.text, type }
    // The cast: every import answers this report.
    const part = (await exchangeAt('POST', `/v1/admin/import/${kind}`, sent)).body as Report
    report = sumOf(report, part, piece)
    if (!onProgress(file.size === 0 ? 1 : Math.min(1, piece.bytes / file.size), report)) return false
  }
  return true
}

function sumOf(before: Report, part: Report, piece: Piece): Report {
  const rejected = part.rejected.map(({ line, message }) => ({ line: piece.lineOf(line), message }))
  return {
    created: before.created + part.created,
    updated: before.updated + part.updated,
    unchanged: before.unchanged + part.unchanged,
    rejected: [...before.rejected, ...rejected],
  }
}

async function* piecesOf(file: File, format: Format): AsyncGenerator<Piece> {
  const cutter = new Cutter(format)
  const reader = file.stream().getReader()
  let decoder: ReturnType<typeof decoderOf> = null
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    decoder ??= decoderOf(null, value)
    yield* cutter.push(decoder?.decode(value, { stream: true }) ?? '')
  }
  yield* cutter.push(decoder?.decode() ?? '')
  yield* cutter.end()
}

/** Reads an export to its end, as JSON lines, whose pages join to one file, and hands it to the browser. */
export async function download(kind: string): Promise<void> {
  let text = ''
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: Record<string, unknown> = { format: 'ndjson', ...(cursor && { cursor }) }
    const page = await exchangeAt('GET', `/v1/admin/export/${kind}`, { query })
    text += String(page.body)
    cursor = page.next
  }
  saveAs(`${kind}.ndjson`, text)
}
