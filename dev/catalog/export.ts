/**
 * Exports the catalogue into a file, page by page. The columns of a CSV file are known only at its end, so products
 * wait in a temporary file. Invariant: memory does not grow with the catalogue, and the file is complete or absent.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { csvFormatRows } from 'd3-dsv'
import { BYTE_ORDER_MARK } from '../../src/domain/import/charset.ts'
import { type Body, cellsOf, type Printed } from '../../src/domain/import/product-cells.ts'
import { ColumnsNeeded, nameOf } from '../../src/domain/import/product-columns.ts'
import { cellsOfRule, RuleColumns } from '../../src/domain/import/rule-columns.ts'
import type { Api } from './api.ts'
import { formatOf } from './import.ts'
import { Progress } from './progress.ts'
import { ruleKindOf } from './what.ts'

/** A line of the worker's export. */
interface ExportedProduct extends Omit<Printed, 'priceAmount' | 'compareAtAmount'> {
  readonly price: { readonly amount: number; readonly currency: string }
  readonly compareAtPrice: { readonly amount: number } | null
}

export interface ExportOptions {
  /** Absent: stdout, as CSV. */
  readonly file: string | undefined
  /** One of IMPORT_KINDS. */
  readonly what: string
}

export async function exportFile(connect: (say: (line: string) => void) => Api, { file, what }: ExportOptions) {
  const format = file === undefined ? 'csv' : formatOf(file)
  const progress = new Progress('lines', null)
  const api = connect((line) => progress.say(line))
  const unfinished = `${file}.part`
  const folder = await mkdtemp(join(tmpdir(), 'pannier-export-'))
  try {
    const out = file === undefined ? process.stdout : createWriteStream(unfinished)
    const lines = new Lines(out)
    let products = 0
    const each = async (take: (line: string) => Promise<void> | void) => {
      for await (const line of linesOf(api, what, progress)) {
        products += 1
        await take(line)
      }
    }
    if (format === 'ndjson') await each((line) => lines.write(`${line}\n`))
    else if (what === 'stock') {
      await lines.write(`${BYTE_ORDER_MARK}product_id,quantity\n`)
      await each((line) => {
        const { sku, onHand } = JSON.parse(line) as { sku: string; onHand: number }
        return lines.write(rowOf([sku, String(onHand)]))
      })
    } else {
      const kept = join(folder, 'items.ndjson')
      const keeping = new Lines(createWriteStream(kept))
      const sheet = sheetOf(what)
      await each(async (line) => {
        sheet.add(JSON.parse(line))
        await keeping.write(`${line}\n`)
      })
      await keeping.end()
      await lines.write(BYTE_ORDER_MARK + rowOf(sheet.header()))
      for await (const line of createInterface({
        input: createReadStream(kept),
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        await lines.write(rowOf(sheet.row(JSON.parse(line))))
      }
    }
    if (file !== undefined) {
      await lines.end()
      await rename(unfinished, file)
    }
    progress.done(products)
  } finally {
    await rm(folder, { recursive: true, force: true })
    if (file !== undefined) await rm(unfinished, { force: true })
  }
}

/** A CSV file whose columns are known only after all lines were added. */
interface Sheet {
  add(item: unknown): void
  header(): string[]
  row(item: unknown): string[]
}

// The casts: the lines are the worker's own.
function sheetOf(what: string): Sheet {
  const kind = ruleKindOf(what)
  if (kind !== null) {
    const needed = new RuleColumns(kind)
    const columns = once(() => needed.columns())
    return {
      add: (item) => needed.add(item as Body),
      header: () => columns().map(({ name }) => name),
      row: (item) => cellsOfRule(columns(), item as Body),
    }
  }
  const needed = new ColumnsNeeded([])
  const columns = once(() => needed.columns())
  return {
    add: (item) => needed.add(item as ExportedProduct),
    header: () => columns().map(nameOf),
    row(item) {
      const { price, compareAtPrice, ...product } = item as ExportedProduct
      const amounts = { priceAmount: price.amount, compareAtAmount: compareAtPrice?.amount ?? null }
      return cellsOf(columns(), { ...product, ...amounts }, price.currency)
    },
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export async function* linesOf(api: Api, what: string, progress: Progress): AsyncGenerator<string> {
  let path: string | undefined = `/v1/admin/export/${what}?format=ndjson`
  let [products, bytes] = [0, 0]
  while (path !== undefined) {
    const response = await api.call({ method: 'GET', path })
    const text = await response.text()
    bytes += text.length
    for (const line of text.split('\n')) {
      if (line === '') continue
      products += 1
      yield line
    }
    progress.show(products, bytes)
    path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  }
}

export function rowOf(cells: string[]): string {
  return `${csvFormatRows([cells])}\n`
}

/** Waits for the file, or for the reader of stdout. Throws the stream's errors. */
export class Lines {
  readonly #out: Writable

  constructor(out: Writable) {
    this.#out = out
    // Ignored here, because the write that failed throws it.
    out.on('error', () => undefined)
  }

  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => this.#out.write(text, (error) => (error ? reject(error) : resolve())))
  }

  async end(): Promise<void> {
    await finished(this.#out.end())
  }
}
