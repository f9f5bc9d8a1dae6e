/**
 * The ledger check: walks through stock and orders in the record by pages, and looks a second time at whatever seems not
 * to add up. Invariant: it holds a page, and a bounded number of subjects and differences, however much there is; it
 * changes nothing.
 */
import type { Difference } from '../../domain/ledger/difference.ts'
import { countedSkus, isOrderInFlight, type OrderFigures, orderDifferences } from '../../domain/ledger/orders.ts'
import { paymentClaims } from '../../domain/ledger/payments.ts'
import { isSkuInFlight, mayBeLate, skuDifferences } from '../../domain/ledger/stock.ts'
import { each } from '../each.ts'
import { GRACE_MS, type LedgerPorts } from './ports.ts'
import { type Look, lookAtOrder, lookAtSku } from './second-look.ts'
import { Statements } from './statements.ts'
import { type Checked, MOST, Tally } from './tally.ts'

export interface LedgerReport {
  readonly ranAt: number
  readonly differences: readonly Difference[]
  readonly checked: Checked
}

const SKUS_AT_ONCE = 200
/** Each brings all its rows. */
const ORDERS_AT_ONCE = 100
/** For copies of orders that are late: once a message was lost, its order sends again after some seconds. */
const PAUSES_MS = [3_000, 12_000]
/** A few megabytes. */
const MOST_KNOWN = 50_000

/** Throws TierError, and what the signal was aborted with. */
export async function checkLedger(ports: LedgerPorts): Promise<LedgerReport> {
  const ranAt = ports.now()
  const check = new LedgerCheck(ports)
  await check.stock()
  await check.orders()
  const { differences, checked } = check.tally
  return { ranAt, differences, checked }
}

class LedgerCheck {
  readonly tally = new Tally()
  readonly #ports: LedgerPorts
  readonly #statements: Statements
  /** That have stock in the record. When there are too many, some are looked up once more. */
  readonly #known = new Set<string>()
  readonly #suspects = { skus: new Set<string>(), orders: new Set<string>() }

  constructor(ports: LedgerPorts) {
    this.#ports = ports
    this.#statements = new Statements(ports.providers)
  }

  async stock(): Promise<void> {
    const { record, now } = this.#ports
    await this.#walk(SKUS_AT_ONCE, async (afterSku) => {
      const since = now() - GRACE_MS
      const page = await record.stockForLedger({ limit: SKUS_AT_ONCE, afterSku, since })
      for (const row of page) {
        this.#know(row.sku)
        this.tally.skus++
        if (isSkuInFlight(row, since)) this.tally.inFlight++
        else if (skuDifferences(row).length > 0) this.#suspects.skus.add(row.sku)
      }
      return page.map(({ sku }) => sku)
    })
  }

  async orders(): Promise<void> {
    await this.#walk(ORDERS_AT_ONCE, async (afterId) => {
      const page = await this.#ports.record.ordersForLedger(ORDERS_AT_ONCE, afterId)
      this.tally.orders += page.length
      await each(page, (order) => this.#checkOrder(order))
      return page.map(({ id }) => id)
    })
  }

  async #checkOrder(order: OrderFigures): Promise<void> {
    const now = this.#ports.now()
    if (isOrderInFlight(order, now - GRACE_MS)) {
      this.tally.inFlight++
      return
    }
    for (const sku of countedSkus(order)) if (!this.#known.has(sku)) this.#suspects.skus.add(sku)
    if (orderDifferences(order).length > 0) this.#suspects.orders.add(order.id)
    for (const claim of paymentClaims(order, now)) {
      if (!this.#statements.knows(claim)) continue
      this.#ports.signal.throwIfAborted()
      const told = await this.#statements.differences(claim)
      if (told === null) this.tally.unanswered++
      else this.tally.payments++
      if (told && told.length > 0) this.#suspects.orders.add(order.id)
    }
  }

  /** Page by page, with a second look at what is suspect whenever that is much, and at the end. */
  async #walk(limit: number, pageAfter: (key: string) => Promise<readonly string[]>): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      this.#ports.signal.throwIfAborted()
      if (!this.tally.hasRoom) return this.tally.stop()
      const keys: readonly string[] = await pageAfter(after)
      after = keys.length < limit ? undefined : keys.at(-1)
      const { skus, orders } = this.#suspects
      if (after === undefined || skus.size + orders.size >= MOST) await this.#lookAgain()
    }
  }

  async #lookAgain(): Promise<void> {
    const { skus, orders } = this.#suspects
    await this.#lookAt([...orders], (id) => lookAtOrder(this.#ports, this.#statements, id))
    let late = [...skus]
    for (const pauseMs of [0, ...PAUSES_MS]) {
      if (late.length === 0) break
      if (pauseMs > 0) await this.#ports.pause(pauseMs)
      const isLast = pauseMs === PAUSES_MS.at(-1)
      late = await this.#lookAt(late, (sku) => this.#lookAtSku(sku), isLast ? undefined : mayBeLate)
    }
    skus.clear()
    orders.clear()
  }

  async #lookAtSku(sku: string): Promise<Look> {
    const look = await lookAtSku(this.#ports, sku)
    if (look === 'in_flight' || look.length === 0) this.#know(sku)
    return look
  }

  /** @returns those that are to be looked at once more: something of them may be late */
  async #lookAt(
    subjects: readonly string[],
    lookAt: (subject: string) => Promise<Look>,
    isLate: (difference: Difference) => boolean = () => false,
  ): Promise<string[]> {
    const late: string[] = []
    await each(subjects, async (subject) => {
      this.#ports.signal.throwIfAborted()
      if (!this.tally.hasRoom) return this.tally.stop()
      const look = await lookAt(subject)
      if (look === 'in_flight') this.tally.inFlight++
      else if (look.some(isLate)) late.push(subject)
      else this.tally.add(look)
    })
    return late.sort()
  }

  #know(sku: string): void {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear()
    this.#known.add(sku)
  }
}
