/** The object that numbers documents, and the one that keeps their copy: binds each to its storage and to the other. */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { jsonLog } from '../../contract/log.ts'
import type { DocumentQuery, InvoicesObject, StoredDocument } from '../../contract/rpc/invoices.ts'
import type { Sale } from '../../domain/invoices/document.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { metricsOf } from '../metrics/isolate-metrics.ts'
import { objectsOf } from '../objects.ts'
import { Numbering } from './numbering.ts'

export class InvoicesDurableObject extends DurableObject<Env> implements InvoicesObject {
  readonly #numbering: Numbering

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const { LOG_LEVEL, invoices } = configOf(env)
    this.#numbering = new Numbering(durableStorage(ctx), {
      now: () => Date.now(),
      log: jsonLog(LOG_LEVEL),
      metrics: metricsOf(env).registry,
      copy: objectsOf(env).invoicesCopy(),
      terms: invoices,
    })
  }

  issue(sale: Sale) {
    return this.#numbering.issue(sale)
  }

  find(key: string) {
    return this.#numbering.find(key)
  }

  list(query: DocumentQuery) {
    return this.#numbering.list(query)
  }

  check(after: number) {
    return this.#numbering.check(after)
  }

  async append(documents: readonly StoredDocument[]) {
    return this.#numbering.append(documents)
  }

  async stored(after: number, limit: number) {
    return this.#numbering.stored(after, limit)
  }
}
