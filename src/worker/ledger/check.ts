/**
 * The ledger check: walks through documents, stock and orders in the record by pages, and examines suspected differences again.
 * Invariant: one portion makes a bounded number of calls, and the next continues where it ended; the check changes only
 * the pass itself.
 */
import { documentDifferences, numberMissing } from '../../domain/ledger/documents.ts'
import {
  countedSkus,
  isOrderInFlight,
  MAX_FLIGHT_MS,
  type OrderFigures,
  orderDifferences,
  stuckDifferences,
} from '../../domain/ledger/orders.ts'
import { type PaymentClaim, paymentClaims } from '../../domain/ledger/payments.ts'
import { isSkuInFlight, mayBeLate, skuDifferences } from '../../domain/ledger/stock.ts'
import { Budget } from '../checks/budget.ts'
import { each } from '../each.ts'
import { callObject } from '../object-call.ts'
import type { Pass } from './pass.ts'
import { GRACE_MS, type LedgerPorts } from './ports.ts'
import { type Finding, lookAtOrder, lookAtSku } from './second-look.ts'
import { Statements } from './statements.ts'
import { Tally } from './tally.ts'

const SKUS_AT_ONCE = 200
/** Lower than for SKUs, because each order is read with all its rows. */
const ORDERS_AT_ONCE = 100
const MAX_SUSPECTS = 200
/**
 * Pauses before the later rounds, for late copies of orders: after a lost message, the order sends again within
 * seconds.
 */
const PAUSES_MS = [3_000, 12_000]
/** Calls per item: a copy from the record, a page of one, a snapshot; for orders also the provider of the payments. */
const CALLS_PER_SKU = 3
const CALLS_PER_ORDER = 5
/** Payments of orders that changed within this time are all checked; each pass checks some older ones in turn. */
const RECENT_MS = 2 * 24 * 3600_000
const MAX_CLAIMS = 20
const OLDER_PER_PASS = 1_000
const NEXT = { documents: 'stock', stock: 'orders', orders: 'ended', ended: 'ended' } as const

/**
 * Continues the pass for about `calls` calls; the pass is over when its stage is `ended`.
 * Throws TierError, or the signal's abort reason; the next portion then reads the unfinished part again.
 */
export async function checkPortion(ports: LedgerPorts, pass: Pass, calls: number): Promise<void> {
  const portion = new Portion(ports, pass, new Budget(calls))
  while (pass.stage !== 'ended' && !portion.isSpent) await portion.step()
}

class Portion {
  readonly #ports: LedgerPorts
  readonly #pass: Pass
  readonly #budget: Budget
  readonly #tally: Tally
  readonly #statements: Statements
  /** SKUs with stock in the record. */
  readonly #known = new Set<string>()

  constructor(ports: LedgerPorts, pass: Pass, budget: Budget) {
    this.#ports = ports
    this.#pass = pass
    this.#budget = budget
    this.#tally = new Tally(pass, ports.now)
    this.#statements = new Statements(ports.providers)
  }

  get isSpent(): boolean {
    return this.#budget.isSpent
  }

  async step(): Promise<void> {
    this.#ports.signal.throwIfAborted()
    if (!this.#tally.hasRoom) return this.#tally.stop()
    const { skus, orders, late, stage, after } = this.#pass
    if (after === null || skus.length + orders.length >= MAX_SUSPECTS) this.#pass.looking = true
    if (this.#pass.looking && orders.length > 0) return this.#lookAtOrders()
    if (this.#pass.looking && skus.length > 0) return this.#lookAtSkus()
    if (this.#pass.looking && late.length > 0) return this.#waitForLate()
    this.#pass.looking = false
    this.#pass.round = 0
    if (after === null) this.#endStage()
    else if (stage === 'documents') await this.#readDocuments()
    else if (stage === 'stock') await this.#readStock(after)
    else await this.#readOrders(after)
  }

  #endStage(): void {
    const next = NEXT[this.#pass.stage]
    const isOver = next === 'ended'
    this.#pass.stage = next
    this.#pass.after = isOver ? null : ''
    // All older orders were checked, so the next pass starts with the oldest.
    if (isOver && this.#pass.olderAsked < OLDER_PER_PASS) this.#pass.olderNext = ''
  }

  /** Fails open: without an answer, this pass does not check documents. Numbers that were compared once never change. */
  async #readDocuments(): Promise<void> {
    const { invoices } = this.#ports
    const pass = this.#pass
    if (invoices) this.#budget.spend(1)
    const found = invoices && (await callObject(true, () => invoices.check(pass.documentsAfter)).catch(() => null))
    if (invoices && !found) pass.counts.unanswered++
    pass.after = null
    if (!found) return
    pass.documentsSince = found.since
    this.#tally.add(found.missing.flatMap(numberMissing))
    // Documents that a restore has lost are numbered again.
    pass.documentsAfter = found.newest < pass.documentsAfter ? 0 : found.upTo
    if (pass.documentsAfter < found.newest) pass.after = ''
  }

  async #readStock(afterSku: string): Promise<void> {
    const since = this.#ports.now() - GRACE_MS
    const times = { since, settlingSince: since - MAX_FLIGHT_MS }
    this.#budget.spend(1)
    const page = await this.#ports.record.stockForLedger({ limit: SKUS_AT_ONCE, afterSku, ...times })
    for (const row of page) {
      this.#pass.counts.skus++
      if (isSkuInFlight(row, since)) this.#pass.counts.inFlight++
      const isYoung = row.updatedAt >= since
      if (skuDifferences(row, row, isYoung).length > 0) this.#suspect('skus', row.sku)
    }
    this.#pass.after = page.length < SKUS_AT_ONCE ? null : (page.at(-1)?.sku ?? null)
  }

  async #readOrders(afterId: string): Promise<void> {
    const { record, now } = this.#ports
    this.#budget.spend(1)
    const page = await record.ordersForLedger(ORDERS_AT_ONCE, afterId)
    const since = now() - GRACE_MS
    const begun = this.#budget.take(page, (order) => this.#claimsToAsk(order, since).length)
    await this.#findMissing(begun.flatMap((order) => (isOrderInFlight(order, since) ? [] : countedSkus(order))))
    await each(begun, (order) => this.#checkOrder(order, since))
    this.#pass.counts.orders += begun.length
    const isLast = page.length < ORDERS_AT_ONCE && begun.length === page.length
    this.#pass.after = isLast ? null : (begun.at(-1)?.id ?? null)
  }

  /** Finds SKUs that orders refer to and that have no stock row. */
  async #findMissing(skus: readonly string[]): Promise<void> {
    const unknown = [...new Set(skus)].filter((sku) => !this.#known.has(sku))
    for (let from = 0; from < unknown.length; from += SKUS_AT_ONCE) {
      const some = unknown.slice(from, from + SKUS_AT_ONCE)
      this.#budget.spend(1)
      const found = await this.#ports.record.skusWithStock(some)
      for (const sku of some) {
        if (found.has(sku)) this.#known.add(sku)
        else this.#suspect('skus', sku)
      }
    }
  }

  async #checkOrder(order: OrderFigures, since: number): Promise<void> {
    if (stuckDifferences(order, since).length > 0) this.#suspect('orders', order.id)
    if (isOrderInFlight(order, since)) {
      this.#pass.counts.inFlight++
      return
    }
    const differs = documentDifferences(order, this.#pass.documentsSince).length + orderDifferences(order).length > 0
    if (differs) this.#suspect('orders', order.id)
    const claims = this.#claimsToAsk(order, since)
    if (claims.length > 0 && !isRecent(order, since)) {
      this.#pass.olderAsked++
      // Several orders are checked at once: keep the greatest id, because the next pass continues after it.
      if (order.id > this.#pass.olderNext) this.#pass.olderNext = order.id
    }
    for (const claim of claims) {
      this.#ports.signal.throwIfAborted()
      const found = await this.#statements.differences(claim)
      if (found === null) this.#pass.counts.unanswered++
      else this.#pass.counts.payments++
      if (found && found.length > 0) this.#suspect('orders', order.id)
    }
  }

  #claimsToAsk(order: OrderFigures, since: number): readonly PaymentClaim[] {
    if (isOrderInFlight(order, since)) return []
    const isTurn = order.id > this.#pass.olderAfter && this.#pass.olderAsked < OLDER_PER_PASS
    if (!isTurn && !isRecent(order, since)) return []
    const claims = paymentClaims(order, this.#ports.now()).filter((claim) => this.#statements.covers(claim))
    return claims.toSorted((a, b) => b.captured - a.captured).slice(0, MAX_CLAIMS)
  }

  #suspect(list: 'skus' | 'orders', name: string): void {
    if (!this.#pass[list].includes(name)) this.#pass[list].push(name)
  }

  async #lookAtOrders(): Promise<void> {
    const some = this.#budget.take(this.#pass.orders, () => CALLS_PER_ORDER)
    await each(some, async (id) =>
      this.#settle(await lookAtOrder(this.#ports, this.#statements, id, this.#pass.documentsSince)),
    )
    this.#pass.orders = this.#pass.orders.slice(some.length)
  }

  async #lookAtSkus(): Promise<void> {
    const some = this.#budget.take(this.#pass.skus, () => CALLS_PER_SKU)
    const isLast = this.#pass.round === PAUSES_MS.length
    await each(some, async (sku) => {
      const look = await lookAtSku(this.#ports, sku)
      if (!isLast && look !== 'in_flight' && look.some(mayBeLate)) this.#pass.late.push(sku)
      else this.#settle(look)
    })
    this.#pass.skus = this.#pass.skus.slice(some.length)
  }

  /** Called when this round has examined every suspect. */
  async #waitForLate(): Promise<void> {
    await this.#ports.pause(PAUSES_MS[this.#pass.round] ?? 0)
    this.#pass.round++
    this.#pass.skus = this.#pass.late.sort()
    this.#pass.late = []
  }

  #settle(look: Finding): void {
    if (look === 'in_flight') this.#pass.counts.inFlight++
    else if (this.#pass.stage !== 'ended') this.#tally.add(look)
  }
}

function isRecent({ updatedAt }: OrderFigures, since: number): boolean {
  return updatedAt >= since - RECENT_MS
}
