/**
 * The numbering of a world and its copy: the shipped code over two disks. The numbering often begins another life, and
 * sometimes one of the two loses its storage.
 */
import type { InvoiceTerms } from '../../../src/contract/invoice-variables.ts'
import type { IssuedDocuments, StoredDocument } from '../../../src/contract/rpc/invoices.ts'
import type { Sale } from '../../../src/domain/invoices/document.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Numbering } from '../../../src/objects/invoices/numbering.ts'
import { Lost } from '../host.ts'
import { Disk, storageOf } from '../object-storage.ts'
import type { Scheduler } from '../scheduler.ts'

const ALL = 1_000_000
/**
 * Every such call finds another life of the object, or one of its two storages lost; gets no answer; or does not arrive.
 * They are counted and not drawn, so that the histories of a seed stay as they are.
 */
const RESTARTED = 5
const LOST = 7
const UNANSWERED = 4
const FAILED = 8

const TERMS: InvoiceTerms = {
  seller: { name: 'Tea House', address: ['1 Bund', 'Shanghai'], taxId: 'DE123456789' },
  timeZone: 'Asia/Shanghai',
  keepYears: 10,
  after: [],
}

export class Invoices {
  readonly #scheduler: Scheduler
  readonly #disks = { numbers: new Disk(), copy: new Disk() }
  #numbers: Numbering
  #calls = 0

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    this.#numbers = this.#begin('numbers')
  }

  async issue(sale: Sale): Promise<IssuedDocuments> {
    const calls = ++this.#calls
    if (calls % LOST === 0) this.#lose(calls % (2 * LOST) === 0 ? 'copy' : 'numbers')
    if (calls % RESTARTED === 0) this.#numbers = this.#begin('numbers')
    if (calls % FAILED === 0) throw new Lost('the call of the invoices')
    const issued = await this.#numbers.issue(sale)
    if (calls % UNANSWERED === 0) throw new Lost('the answer of the invoices')
    return structuredClone(issued)
  }

  /** Every document, in the order of numbering. */
  get all(): readonly StoredDocument[] {
    return this.#begin('numbers').stored(0, ALL)
  }

  close(): void {
    for (const disk of Object.values(this.#disks)) disk.close()
  }

  #lose(which: 'numbers' | 'copy'): void {
    this.#scheduler.trace?.(`    the invoices lose the storage of ${which}`)
    this.#disks[which].close()
    this.#disks[which] = new Disk()
    this.#numbers = this.#begin('numbers')
  }

  #begin(which: 'numbers' | 'copy'): Numbering {
    const life = { isAlive: () => true, beforeStatement() {}, alarmSet() {}, afterCommit() {}, aborted() {} }
    return new Numbering(storageOf(this.#disks[which], life), {
      now: () => this.#scheduler.wall('the invoices'),
      log: () => {},
      metrics: new Registry(),
      terms: TERMS,
      copy: {
        append: async (documents) => this.#begin('copy').append(structuredClone(documents)),
        stored: async (after, limit) => this.#begin('copy').stored(after, limit),
      },
    })
  }
}
