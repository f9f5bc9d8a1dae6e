/**
 * Wraps a record with deadlines, a bound on its calls and a breaker, for both adapters.
 * Every call fails closed: an answer, or a TierError.
 */

import { type CallOptions, type Failure, GuardedCalls } from '../calls/guarded-calls.ts'
import { Slots } from '../calls/slots.ts'
import { TierError } from '../calls/tier-error.ts'
import type { BreakerState } from '../calls/tier-metrics.ts'
import type { RecordStore } from './record.ts'

/** Searches at once per isolate: D1 runs one statement at a time, and other reads must not wait for many searches. */
const SEARCHES = 2

export interface GuardedRecord extends RecordStore {
  readonly breaker: BreakerState
}

export interface RecordOptions extends CallOptions {
  /** Deadline of each call of the port, in milliseconds. */
  readonly deadlineMs?: number
  /** Deadline of writes of many products, in milliseconds. */
  readonly loadDeadlineMs?: number
  /** Milliseconds since 1970, for the times that `load` writes. */
  readonly now?: () => number
}

/** @param open returns the unguarded record, whose calls end with the signal */
export function guardRecord(
  open: (signal: AbortSignal) => RecordStore,
  explain: (error: unknown) => Failure,
  options: RecordOptions,
): GuardedRecord {
  const { deadlineMs = 3_000, loadDeadlineMs = 15_000 } = options
  const calls = new GuardedCalls('record', Math.max(deadlineMs, loadDeadlineMs), explain, options)
  const run = <Value>(use: (record: RecordStore) => Promise<Value>, ms = deadlineMs) =>
    calls.run(ms, (signal) => use(open(signal)))
  const searches = new Slots(SEARCHES)
  const search = async <Value>(use: (record: RecordStore) => Promise<Value>) => {
    const startedAt = Date.now()
    const release = await searches.take(deadlineMs, deadlineMs).catch(() => {
      throw new TierError('record', 'down', 'too many searches')
    })
    try {
      return await run(use, Math.max(1, deadlineMs - (Date.now() - startedAt)))
    } finally {
      release()
    }
  }

  return {
    get breaker() {
      return calls.breaker
    },
    ping: () => run((record) => record.ping()),
    putCopies: (kind, copies) => run((record) => record.putCopies(kind, copies)),
    getCopy: (kind, id) => run((record) => record.getCopy(kind, id)),
    getCopies: (kind, ids) => run((record) => record.getCopies(kind, ids), loadDeadlineMs),
    heldOf: (kind, ids) => run((record) => record.heldOf(kind, ids)),
    listHeld: (kind, limit, afterId) => run((record) => record.listHeld(kind, limit, afterId)),
    listIds: (kind, which, limit, afterId) => run((record) => record.listIds(kind, which, limit, afterId)),
    listSealedTo: (userId) => run((record) => record.listSealedTo(userId)),
    dropTombstones: (kind, before, limit) =>
      run((record) => record.dropTombstones(kind, before, limit), loadDeadlineMs),
    addDeadLetter: (letter) => run((record) => record.addDeadLetter(letter)),
    listDeadLetters: (limit, after) => run((record) => record.listDeadLetters(limit, after)),
    getDeadLetter: (id) => run((record) => record.getDeadLetter(id)),
    countDeadLetters: () => run((record) => record.countDeadLetters()),
    dropDeadLetter: (id) => run((record) => record.dropDeadLetter(id)),
    getProduct: (sku) => run((record) => record.getProduct(sku)),
    getProducts: (skus) => run((record) => record.getProducts(skus)),
    variantsOf: (families) => run((record) => record.variantsOf(families)),
    listProducts: (query) => search((record) => record.listProducts(query)),
    productsIn: (status, limit, after) => run((record) => record.productsIn(status, limit, after)),
    listCategories: () => run((record) => record.listCategories()),
    facets: (filter) => search((record) => record.facets(filter)),
    writeProducts: (writes) => run((record) => record.writeProducts(writes), loadDeadlineMs),
    setStock: (units) => run((record) => record.setStock(units), loadDeadlineMs),
    outsideStock: (sku) => run((record) => record.outsideStock(sku)),
    writeCategory: (write) => run((record) => record.writeCategory(write)),
    indexProducts: (items) => run((record) => record.indexProducts(items), loadDeadlineMs),
    changedProducts: (limit, after) => run((record) => record.changedProducts(limit, after)),
    exportProducts: (limit, afterSku) => run((record) => record.exportProducts(limit, afterSku), loadDeadlineMs),
    catalogueEpoch: () => run((record) => record.catalogueEpoch()),
    raiseCatalogueEpoch: () => run((record) => record.raiseCatalogueEpoch()),
    beginAudit: (entries) => run((record) => record.beginAudit(entries)),
    endAudit: (entries) => run((record) => record.endAudit(entries)),
    listAudit: (query) => run((record) => record.listAudit(query)),
    auditAfter: (place, limit) => run((record) => record.auditAfter(place, limit)),
    dropAudit: (before, limit) => run((record) => record.dropAudit(before, limit), loadDeadlineMs),
    forgetReasons: (subjects) => run((record) => record.forgetReasons(subjects)),
    getWatermark: (id) => run((record) => record.getWatermark(id)),
    putWatermark: (id, watermark) => run((record) => record.putWatermark(id, watermark)),
    productsAsIndexed: (skus) => run((record) => record.productsAsIndexed(skus)),
    countHeat: (batches, now) => run((record) => record.countHeat(batches, now)),
    hottest: (window, now, limit) => run((record) => record.hottest(window, now, limit)),
    heatRank: (window, now, sku) => run((record) => record.heatRank(window, now, sku)),
    tendHeat: (now) => run((record) => record.tendHeat(now), loadDeadlineMs),
    getRule: (kind, id) => run((record) => record.getRule(kind, id)),
    getRules: (kind, ids) => run((record) => record.getRules(kind, ids)),
    listRules: (kind, page) => run((record) => record.listRules(kind, page)),
    activeRules: (kinds) => run((record) => record.activeRules(kinds)),
    writeRules: (kind, writes) => run((record) => record.writeRules(kind, writes), loadDeadlineMs),
    listOrders: (query) => run((record) => record.listOrders(query)),
    orderIdsByNumber: (numbers) => run((record) => record.orderIdsByNumber(numbers)),
    listedOrders: (owner, ids) => run((record) => record.listedOrders(owner, ids)),
    ordersForLedger: (limit, afterId) => run((record) => record.ordersForLedger(limit, afterId), loadDeadlineMs),
    stockForLedger: (query) => run((record) => record.stockForLedger(query), loadDeadlineMs),
    skusWithStock: (skus) => run((record) => record.skusWithStock(skus)),
    putReport: (report) => run((record) => record.putReport(report)),
    getReport: (id) => run((record) => record.getReport(id)),
    newestReport: (kind) => run((record) => record.newestReport(kind)),
    listReports: (kind, limit, after) => run((record) => record.listReports(kind, limit, after)),
    dropReports: (kind, before) => run((record) => record.dropReports(kind, before)),
    putJobRuns: (runs) => run((record) => record.putJobRuns(runs)),
    namedMedia: (uploads) => run((record) => record.namedMedia(uploads)),
    listJobRuns: () => run((record) => record.listJobRuns()),
    load: (categories, products) => run((record) => record.load(categories, products), loadDeadlineMs),
  }
}
