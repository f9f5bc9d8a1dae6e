/**
 * Imports a CSV file of Shopify or Medusa: its products, then its units, each as JSON lines by the routes that take any
 * import. Invariant: a line that is not taken, here or by the worker, is named by its number in the file.
 */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Api } from '../api.ts'
import { type ImportOptions, importFile, type Rejection } from '../import.ts'
import { textOf } from '../pieces.ts'
import type { ForeignFormat } from './columns.ts'
import { readForeign } from './read.ts'

/** Bounds the report of a file of another kind; the rest is counted. */
const MAX_REJECTED = 100_000

export interface ForeignOptions extends ImportOptions {
  readonly format: ForeignFormat
  /** Null for the first language of the shop. */
  readonly locale: string | null
}

/** @returns whether every line was taken */
export async function importForeign(
  connect: (say: (line: string) => void) => Api,
  { format, locale, ...options }: ForeignOptions,
): Promise<boolean> {
  const shop = await shopOf(connect(() => undefined))
  const terms = { currency: shop.currency, locale: locale ?? shop.locale }
  const folder = await mkdtemp(join(tmpdir(), 'pannier-import-'))
  try {
    const [products, stock] = [join(folder, 'products.ndjson'), join(folder, 'stock.ndjson')]
    const [productsOut, stockOut] = [createWriteStream(products), createWriteStream(stock)]
    const [productLines, stockLines]: [number[], number[]] = [[], []]
    const rejected: Rejection[] = []
    for await (const converted of readForeign(textOf(options.file, options.charset), format, terms)) {
      for (const { line, product, onHand } of converted.taken) {
        productLines.push(line)
        if (!productsOut.write(`${JSON.stringify(product)}\n`)) await drained(productsOut)
        if (onHand === null) continue
        stockLines.push(line)
        stockOut.write(`${JSON.stringify({ sku: product.sku, onHand })}\n`)
      }
      if (rejected.length < MAX_REJECTED) rejected.push(...converted.rejected)
    }
    await Promise.all([finished(productsOut.end()), finished(stockOut.end())])
    const taken = await importFile(connect, { ...options, file: products, lines: productLines, rejected })
    if (stockLines.length === 0) return taken
    const report = options.report === undefined ? undefined : `${options.report}.stock`
    return (await importFile(connect, { ...options, file: stock, what: 'stock', report, lines: stockLines })) && taken
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The currency and the first language of the shop, from the configuration that operators see. */
export async function shopOf(api: Api): Promise<{ readonly currency: string; readonly locale: string }> {
  const answer = await api.call({ method: 'GET', path: '/v1/admin/ops/config' })
  // The cast: the contract's answer.
  const { variables } = (await answer.json()) as { variables: readonly { name: string; value: unknown }[] }
  const settingOf = (name: string) => variables.find((variable) => variable.name === name)?.value
  const [currency, locales] = [settingOf('CURRENCY'), settingOf('LOCALES')]
  const locale = Array.isArray(locales) ? locales[0] : String(locales).split(',')[0]
  if (typeof currency !== 'string' || typeof locale !== 'string')
    throw new Error('the worker does not state its currency')
  return { currency, locale }
}

function drained(out: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => out.once('drain', () => resolve()))
}
