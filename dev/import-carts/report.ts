/**
 * The report of an import: sums, the first skipped lines, and a file with every line. Invariant: the memory does not
 * grow with the number of carts.
 */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { minorDigitsOf } from '../../src/domain/currency.ts'
import type { Skip } from './classic.ts'
import type { LineOutcome } from './send.ts'

const SHOWN = 20

/** The unit of prices in the old system. */
export type PriceUnit = 'major' | 'minor'

export class Report {
  readonly carts = { imported: 0, already: 0, panniers: 0, skipped: 0 }
  readonly lines = { imported: 0, skipped: 0, repriced: 0 }
  readonly #unit: PriceUnit
  readonly #first: string[] = []
  readonly #file
  #failure: Error | null = null

  constructor(file: string | undefined, unit: PriceUnit) {
    this.#unit = unit
    this.#file = file === undefined ? null : createWriteStream(file)
    this.#file?.on('error', (error) => {
      this.#failure = error
    })
  }

  /** Throws when the file cannot be written. */
  async cart(key: string, outcome: 'already' | 'panniers' | 'skipped', reason: string): Promise<void> {
    this.carts[outcome]++
    if (outcome === 'skipped') this.#show(`${key}: ${reason}`)
    await this.#write({ cart: key, outcome, reason })
  }

  async imported(key: string, user: string, outcomes: readonly LineOutcome[], skipped: readonly Skip[]): Promise<void> {
    this.carts.imported++
    for (const { line, reason, price } of outcomes) {
      const { sku, count } = line
      if (reason !== null) {
        this.#skip(`${key} ${sku}: ${reason}`)
        await this.#write({ cart: key, user, sku, count, outcome: 'skipped', reason })
        continue
      }
      this.lines.imported++
      const change = this.#changeOf(line.price, price)
      if (change) this.lines.repriced++
      await this.#write({ cart: key, user, sku, count, outcome: 'imported', ...(change && { priceChange: change }) })
    }
    await this.skippedFields(key, skipped)
  }

  async skippedFields(key: string, skipped: readonly Skip[]): Promise<void> {
    for (const { field, reason } of skipped) {
      this.#skip(`${key} ${field}: ${reason}`)
      await this.#write({ cart: key, field, outcome: 'skipped', reason })
    }
  }

  print(): void {
    const { carts, lines } = this
    console.log(
      `carts: imported ${count(carts.imported)}, imported before ${count(carts.already)}, ` +
        `Pannier's own ${count(carts.panniers)}, skipped ${count(carts.skipped)}`,
    )
    console.log(
      `lines: imported ${count(lines.imported)}, skipped ${count(lines.skipped)}, with another price than today's ${count(lines.repriced)}`,
    )
    for (const line of this.#first) console.log(`  ${line}`)
    const more = carts.skipped + lines.skipped - this.#first.length
    if (more > 0) console.log(`  … and ${count(more)} more${this.#file ? '' : '; --report FILE writes all of them'}`)
  }

  /** Throws when the file cannot be written. */
  async close(): Promise<void> {
    if (this.#file && !this.#failure) await finished(this.#file.end())
    if (this.#failure) throw this.#failure
  }

  /** Today's price applies; the change is only reported. Null when both agree or one is unknown. */
  #changeOf(before: number | null, price: LineOutcome['price']) {
    if (before === null || price === null) return null
    const factor = this.#unit === 'minor' ? 1 : 10 ** (minorDigitsOf(price.currency) ?? 2)
    const from = Math.round(before * factor)
    return from === price.amount ? null : { from, to: price.amount, currency: price.currency }
  }

  #skip(text: string): void {
    this.lines.skipped++
    this.#show(text)
  }

  #show(text: string): void {
    if (this.#first.length < SHOWN) this.#first.push(text)
  }

  async #write(entry: object): Promise<void> {
    if (this.#failure) throw this.#failure
    if (!this.#file || this.#file.write(`${JSON.stringify(entry)}\n`)) return
    await new Promise<void>((done) => this.#file?.once('drain', done).once('close', done))
  }
}

function count(value: number): string {
  return value.toLocaleString('en')
}
