/**
 * Takes the lines of a body into the catalogue, a hundred at a time. Invariants: a line is written whole, with its
 * audit entry, or not at all; nothing that others wrote meanwhile is overwritten unseen. When the record fails, what was
 * taken stays, and the same body sent again goes on from there.
 */
import { ulid } from 'ulid'
import { DEFAULT_CATEGORY } from '../../contract/http/import.ts'
import { type PlannedProduct, type ProductRow, planProducts, type Rejection } from '../../domain/import/plan.ts'
import { readProductHeader } from '../../domain/import/product-columns.ts'
import type { Product } from '../../domain/product.ts'
import { indexTerms } from '../../domain/search/terms.ts'
import { TierError } from '../../tiers/tier-error.ts'
import type { Ports } from '../ports.ts'
import { defaultCategory } from './default-category.ts'
import { readLines } from './lines.ts'
import { rowOfBody, rowOfCells, type Shop } from './product-rows.ts'
import { batchesOf, Report } from './report.ts'

const ROWS_PER_WRITE = 100
const TRIES = 3
const PAUSE_MS = 100
/** So many products are held for the caches, at the most. */
const TOLD_AT_ONCE = 1_000

export interface ImportOptions {
  readonly contentType: string
  readonly actor: string
  readonly dryRun: boolean
}

/** Throws `invalid_request` for a header that cannot be taken, and TierError. */
export async function importProducts(ports: Ports, text: string, options: ImportOptions) {
  const run = new ProductImport(
    ports,
    options,
    (await ports.record.listCategories()).map(({ id }) => id),
  )
  try {
    await run.take(text)
  } finally {
    await run.tell()
  }
  return run.report.body()
}

class ProductImport {
  readonly report = new Report()
  readonly #ports: Ports
  readonly #options: ImportOptions
  readonly #categories: Set<string>
  #written: Product[] = []

  constructor(ports: Ports, options: ImportOptions, categories: readonly string[]) {
    this.#ports = ports
    this.#options = options
    this.#categories = new Set(categories)
  }

  async take(text: string): Promise<void> {
    const { CURRENCY: currency, LOCALES: locales } = this.#ports.config
    // The default one is made when the first line wants it.
    const shop: Shop = { currency, hasCategory: (id) => id === DEFAULT_CATEGORY || this.#categories.has(id) }
    const lines = readLines(text, this.#options.contentType, {
      header: (cells) => readProductHeader(cells, locales[0] ?? 'en'),
      ofCells: (line, columns, cells) => rowOfCells(line, columns, cells, shop),
      ofBody: (line, body) => rowOfBody(line, body, shop),
    })
    for (const rows of batchesOf(lines, ROWS_PER_WRITE, this.report)) {
      await this.#takeRows(rows)
      if (this.#written.length >= TOLD_AT_ONCE) await this.tell()
    }
  }

  /** The caches, of what was written. */
  async tell(): Promise<void> {
    const written = this.#written
    this.#written = []
    if (written.length > 0) await this.#ports.catalogue.edited(written)
  }

  async #takeRows(rows: readonly ProductRow[]): Promise<void> {
    let rest = rows
    for (let tries = 1; tries <= TRIES && rest.length > 0; tries++) {
      // Counted when it is done: one that fails is tried as a whole.
      const report = new Report()
      try {
        rest = await this.#takeOnce(rest, report)
        this.report.add(report)
      } catch (error) {
        // Two imports at once can stand in each other's way in the record, which then undoes one of them.
        if (!(error instanceof TierError) || tries === TRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries * (1 + Math.random())))
      }
    }
    this.report.reject(...rejected(rest, 'is being edited by others; import the line again'))
  }

  /** @returns the rows with which others were faster */
  async #takeOnce(rows: readonly ProductRow[], report: Report): Promise<readonly ProductRow[]> {
    const standing = await this.#ports.record.getProducts([...new Set(rows.map(({ sku }) => sku))])
    const plan = planProducts(rows, standing, Date.now())
    report.count('unchanged', plan.unchanged)
    report.reject(...plan.rejected)
    if (plan.writes.length === 0) return []
    if (this.#options.dryRun) {
      countAll(plan.writes, report)
      return []
    }
    await this.#makeDefaultCategory(plan.writes)
    return (await this.#write(plan.writes, report)).flatMap((write) => write.rows)
  }

  /** What the record refuses is halved until the culprit stands alone. @returns what others were faster with */
  async #write(writes: readonly PlannedProduct[], report: Report): Promise<readonly PlannedProduct[]> {
    try {
      const written = await this.#ports.record.writeProducts(writes.map((write) => this.#writeOf(write)))
      const isWritten = ({ product }: PlannedProduct) => written.has(product.sku)
      const done = writes.filter(isWritten)
      countAll(done, report)
      this.#written.push(...done.map(({ product }) => product))
      return writes.filter((write) => !isWritten(write))
    } catch (error) {
      if (!(error instanceof TierError) || error.outcome !== 'refused') throw error
      const [first, ...others] = writes
      if (!first) return []
      if (others.length === 0) {
        report.reject(...rejected(first.rows, 'is nothing that the record takes'))
        return []
      }
      const half = writes.length >> 1
      const overtaken = await this.#write(writes.slice(0, half), report)
      return [...overtaken, ...(await this.#write(writes.slice(half), report))]
    }
  }

  async #makeDefaultCategory(writes: readonly PlannedProduct[]): Promise<void> {
    if (this.#categories.has(DEFAULT_CATEGORY)) return
    if (writes.every(({ product }) => product.category !== DEFAULT_CATEGORY)) return
    const { record, config } = this.#ports
    // False when somebody else has made it meanwhile.
    await record.writeCategory(defaultCategory(config.LOCALES, this.#options.actor, Date.now()))
    this.#categories.add(DEFAULT_CATEGORY)
  }

  #writeOf({ product, changes }: PlannedProduct) {
    const { actor } = this.#options
    const subject = `product:${product.sku}`
    const audit = { id: ulid(), at: product.updatedAt, actor, action: 'import', subject, changes }
    return { product, terms: indexTerms(product), audit }
  }
}

function countAll(writes: readonly PlannedProduct[], report: Report): void {
  for (const { effects } of writes) for (const effect of effects) report.count(effect)
}

function rejected(rows: readonly ProductRow[], message: string): readonly Rejection[] {
  return rows.map(({ line }) => ({ line, message }))
}
