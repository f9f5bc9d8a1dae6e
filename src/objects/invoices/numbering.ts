/**
 * Numbers the documents of a shop, and keeps a copy of them in a second object.
 * Invariants: a document and its number are stored in one transaction, once for each key; the numbers of a series are
 * consecutive; a number is answered only after the copy has its document, so a lost storage never gives it again.
 */
import type { InvoiceTerms } from '../../contract/invoice-variables.ts'
import type { Log } from '../../contract/log.ts'
import type {
  DocumentCheck,
  DocumentPage,
  DocumentQuery,
  InvoicesObject,
  IssuedDocuments,
  StoredDocument,
} from '../../contract/rpc/invoices.ts'
import {
  type Content,
  creditOf,
  type InvoiceContent,
  type InvoiceDocument,
  invoiceOf,
  type Sale,
} from '../../domain/invoices/document.ts'
import { type Place, placeOf, yearIn } from '../../domain/invoices/series.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import type { Storage } from '../aggregate/storage.ts'
import { Documents, documentOf } from './documents.ts'

/** Documents of one call between the object and its copy. */
const AT_ONCE = 100
const DAY_MS = 24 * 3600_000
const YEAR_MS = 366 * DAY_MS

export interface NumberingPorts {
  readonly now: () => number
  readonly log: Log
  readonly metrics: Metrics
  readonly copy: Pick<InvoicesObject, 'append' | 'stored'>
  /** Null for a shop that issues no invoices. */
  readonly terms: InvoiceTerms | null
}

export class Numbering {
  readonly #ports: NumberingPorts
  readonly #documents: Documents
  /** The copy has all documents up to this position; null before the first comparison of this life. */
  #copied: number | null = null
  #copying: Promise<void> | null = null
  #forgotAt = 0

  constructor(storage: Storage, ports: NumberingPorts) {
    this.#ports = ports
    this.#documents = new Documents(storage)
  }

  async issue(sale: Sale): Promise<IssuedDocuments> {
    await this.#compared()
    const { terms, metrics } = this.#ports
    if (!terms) throw new Error('the shop issues no invoices')
    this.#forgetBuyers(terms)
    const planned = this.#planned(sale, terms)
    this.#documents.addAll(planned)
    for (const { kind } of planned) metrics.counter('invoices_total', { kind }).add()
    await this.#copyAll()
    const keys = [sale.orderId, ...sale.refunds.map(({ id }) => id)]
    return Object.fromEntries(
      keys.flatMap((key) => {
        const found = this.#documents.find(key)
        return found ? [[key, { number: found.number, at: found.issuedAt }]] : []
      }),
    )
  }

  async find(key: string): Promise<InvoiceDocument | null> {
    return this.#documents.find(key, await this.#compared())
  }

  async list(query: DocumentQuery): Promise<DocumentPage> {
    const upTo = await this.#compared()
    const rows = this.#documents.list({ ...query, limit: query.limit + 1 }, upTo)
    const items = rows.slice(0, query.limit).map((row) => ({ ...documentOf(row), position: row.position }))
    return { items, next: rows.length > query.limit ? (items.at(-1)?.position ?? null) : null }
  }

  async check(after: number): Promise<DocumentCheck> {
    await this.#compared()
    return this.#documents.check(after)
  }

  /** As the copy. After a gap it stores nothing and answers where it stands, so that the numbering sends from there. */
  append(documents: readonly StoredDocument[]): number {
    const { newest } = this.#documents
    const further = documents.filter(({ position }) => position > newest)
    if (further[0]?.position === newest + 1) this.#documents.addAll(further)
    if (this.#ports.terms) this.#forgetBuyers(this.#ports.terms)
    return this.#documents.newest
  }

  stored(after: number, limit: number): readonly StoredDocument[] {
    return this.#documents.stored(after, limit)
  }

  /** The documents that the sale lacks, with their numbers. Throws before anything is stored. */
  #planned(sale: Sale, { seller, timeZone, after }: InvoiceTerms): readonly StoredDocument[] {
    const { orderId, buyer, known } = sale
    const planned: StoredDocument[] = []
    const issuedAt = Math.max(this.#ports.now(), this.#documents.newestAt)
    const plan = (key: string, content: Content) => {
      const { kind } = content
      const last = planned.findLast((other) => other.kind === kind) ?? this.#documents.highest(kind)
      const place = this.#known(key, known[key]) ?? nextPlace(kind, yearIn(timeZone, issuedAt), last, after)
      planned.push({
        ...{ position: this.#documents.newest + planned.length + 1, key, orderId, ...place, issuedAt },
        ...{ content: JSON.stringify(content), buyer: buyer && JSON.stringify(buyer) },
      })
    }
    const numbered = this.#documents.find(orderId)
    if (!numbered) plan(orderId, invoiceOf(sale, seller))
    const [first] = planned
    const { number, content } = numbered ?? documentOf(first as StoredDocument)
    const credits = [...this.#documents.creditsOf(orderId)]
    for (const refund of sale.refunds) {
      if (this.#documents.find(refund.id)) continue
      // The cast: the key of an invoice is the id of its order.
      const credit = creditOf(content as InvoiceContent, number, credits, refund, seller)
      credits.push(credit)
      plan(refund.id, credit)
    }
    return planned
  }

  /** The number that the order has, if the object and its copy have lost it. */
  #known(key: string, number: string | undefined): Place | null {
    const place = number === undefined ? null : placeOf(number)
    if (!place) return null
    if (this.#documents.isTaken(place)) {
      this.#ports.log('error', 'invoices.number_conflict', { alert: true, key, number })
      throw new Error(`the number ${number} belongs to another document`)
    }
    this.#ports.log('error', 'invoices.number_returned', { alert: true, key, number })
    return place
  }

  /**
   * Compares this object with its copy, once in each life, and takes over what it lacks.
   * @returns the position up to which the copy has everything
   */
  async #compared(): Promise<number> {
    if (this.#copied !== null) return this.#copied
    const { copy, log } = this.#ports
    for (;;) {
      const { newest } = this.#documents
      const missing = await copy.stored(newest, AT_ONCE)
      if (missing.length === 0) break
      this.append(missing)
      log('error', 'invoices.restored', { alert: true, after: newest, documents: missing.length })
    }
    // Another call may have copied further meanwhile.
    this.#copied = Math.max(await copy.append([]), this.#copied ?? 0)
    return this.#copied
  }

  /** Calls that wait share one call of the copy. */
  async #copyAll(): Promise<void> {
    const { newest } = this.#documents
    while ((this.#copied ?? 0) < newest) {
      this.#copying ??= this.#copyNext().finally(() => {
        this.#copying = null
      })
      await this.#copying
    }
  }

  async #copyNext(): Promise<void> {
    this.#copied = await this.#ports.copy.append(this.#documents.stored(this.#copied ?? 0, AT_ONCE))
  }

  /** Once a day; with each call while there are more. */
  #forgetBuyers({ keepYears }: InvoiceTerms): void {
    const now = this.#ports.now()
    if (now - this.#forgotAt < DAY_MS) return
    if (this.#documents.forgetBuyers(now - keepYears * YEAR_MS)) this.#forgotAt = now
  }
}

/** @param last the highest number of the kind */
function nextPlace(kind: Place['kind'], yearNow: number, last: Place | null, after: readonly Place[]): Place {
  const year = Math.max(yearNow, last?.year ?? 0)
  const before = after.flatMap((each) => (each.kind === kind && each.year === year ? [each.seq] : []))
  return { kind, year, seq: Math.max(last?.year === year ? last.seq : 0, ...before) + 1 }
}
