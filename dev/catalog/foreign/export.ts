/**
 * Exports products as CSV files of other shops. Invariant: an import of the file gives the same products, as far as the
 * file has columns for them and in the language of its texts; a spreadsheet that opens it runs no formula. Variants wait
 * in memory until their family is whole, as texts.
 */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { guarded } from '../../../src/domain/import/formula.ts'
import type { Api } from '../api.ts'
import { Lines, linesOf, rowOf } from '../export.ts'
import { formatOf } from '../import.ts'
import { Progress } from '../progress.ts'
import type { ForeignFormat } from './columns.ts'
import type { Exported } from './exported.ts'
import { shopOf } from './import.ts'
import { MEDUSA_FILE } from './medusa.ts'
import { SHOPIFY_FILE } from './shopify.ts'

export async function exportForeign(
  connect: (say: (line: string) => void) => Api,
  file: string | undefined,
  format: ForeignFormat,
  language: string | null,
): Promise<void> {
  if (file !== undefined && formatOf(file) !== 'csv') throw new Error(`${file} is not .csv`)
  const progress = new Progress('lines', null)
  const api = connect((line) => progress.say(line))
  const shop = await shopOf(api)
  const locale = language ?? shop.locale
  const { mark, header, rows } = format === 'shopify' ? SHOPIFY_FILE : MEDUSA_FILE
  const units = new Map<string, number>()
  for await (const line of linesOf(api, 'stock', progress)) {
    const { sku, onHand } = JSON.parse(line) as { sku: string; onHand: number }
    units.set(sku, onHand)
  }
  const unfinished = `${file}.part`
  const out = new Lines(file === undefined ? process.stdout : createWriteStream(unfinished))
  try {
    await out.write(mark + rowOf([...header(shop.currency)]))
    const families = new Map<string, string[]>()
    let products = 0
    const write = async (lines: readonly string[]) => {
      // The cast: the lines are the worker's own.
      const variants = lines.map((line) => JSON.parse(line) as Exported)
      for (const cells of rows(variants, units, locale)) await out.write(rowOf(cells.map(guarded)))
    }
    for await (const line of linesOf(api, 'products', progress)) {
      products += 1
      const { family } = JSON.parse(line) as Exported
      if (!family) await write([line])
      else families.set(family.id, [...(families.get(family.id) ?? []), line])
    }
    for (const lines of families.values()) await write(lines)
    if (file !== undefined) {
      await out.end()
      await rename(unfinished, file)
    }
    progress.done(products)
  } finally {
    if (file !== undefined) await rm(unfinished, { force: true })
  }
}
