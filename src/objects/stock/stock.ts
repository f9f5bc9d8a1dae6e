/**
 * The units of one SKU over the shared mechanism.
 * Invariant: only the order decides when a hold ends; an overdue hold stays while its order does not answer. Units that
 * other systems changed in the record are read at the first use, when they are old, and before a refusal.
 */
import { describeError } from '../../contract/log.ts'
import type {
  CouponUse,
  HoldReply,
  HoldRequest,
  StockEdit,
  StockEditReply,
  StockTarget,
  StockView,
} from '../../contract/rpc/stock.ts'
import { newId } from '../../domain/id.ts'
import type { LabelsOf } from '../../domain/metrics/catalogue.ts'
import type { Change } from '../../domain/rows.ts'
import type { StockCommand, StockRefusal } from '../../domain/stock/decide.ts'
import { availableOf, isKnown, isUsedUp, onHandOf, type Totals, totalsOf } from '../../domain/stock/stock.ts'
import { Aggregate } from '../aggregate/aggregate.ts'
import { Unavailable } from '../aggregate/life.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import type { Migration } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import type { WriteOutcome } from '../aggregate/write.ts'
import { type EventStream, eventsOwed } from '../events/event-stream.ts'
import { SharedCall } from '../shared-call.ts'
import { type HoldPorts, OverdueHolds } from './overdue-holds.ts'
import { stockDefinition } from './stock-definition.ts'
import { ENDS, hasChanged, refusedFor } from './stock-outcome.ts'

export interface StockPorts extends AggregatePorts, HoldPorts {
  /** Units that other systems added to the record; null when the record has no such SKU. Throws TierError. */
  outside(sku: string): Promise<number | null>
  readonly events: EventStream
  /** This many available units or fewer are low. */
  readonly lowUnits: number
}

const FRESH_MS = 60_000
/** The record has a shorter deadline; this one applies if that one fails. */
const READ_MS = 10_000
/** An edit waits no longer for the stream. */
const STREAM_MS = 1_000
/** How old the outside share may be before a refusal, so that a burst of refusals reads it once. */
const FRESH_FOR_REFUSAL_MS = 1_000
/** A number of units above the uses of any coupon. */
const ANY_NUMBER = 1_000_000_000_000

export class Stock implements StockTarget {
  readonly aggregate: Aggregate<StockCommand, object, Change, StockRefusal>
  readonly #sku: string
  readonly #ports: StockPorts
  readonly #reading: SharedCall<void>
  readonly #overdue: OverdueHolds
  /** The totals before the first write since the object woke. */
  #base: Totals | null = null
  #isCompared = false
  /** Time of the last read, kept in memory only, so that the object reads again after a restart. */
  #readAt = Number.NEGATIVE_INFINITY

  constructor(sku: string, storage: Storage, ports: StockPorts, migrations?: readonly Migration[]) {
    this.#sku = sku
    this.#ports = ports
    this.#reading = new SharedCall(ports, READ_MS)
    this.#overdue = new OverdueHolds(
      sku,
      ports,
      () => this.aggregate.rows,
      async (command) => void (await this.#write(command)),
    )
    this.aggregate = new Aggregate(
      sku,
      stockDefinition({
        judge: () => this.#judge(),
        base: () => this.#takeBase(),
        now: ports.now,
        newId: (prefix) => newId(prefix, ports.now(), () => ports.random()),
        lowUnits: sku.startsWith('coupon:') ? null : ports.lowUnits,
        sendEvents: () => this.#sendEvents(),
      }),
      storage,
      ports,
      migrations,
    )
  }

  async hold({ orderId, quantity, until, use }: HoldRequest): Promise<HoldReply> {
    if (use) {
      // A coupon's rule sets the number of uses; no other system adds to it.
      await this.aggregate.ready()
      await this.#compare().catch((error: unknown) => this.#logUnknown(error))
      await this.#write({ type: 'read_outside', outside: use.limit ?? ANY_NUMBER })
    } else await this.#readOutside(FRESH_MS)
    const command: StockCommand = { type: 'hold', orderId, quantity, until, ...(use && { use }) }
    let outcome = await this.#write(command)
    if (!use && refusedFor(outcome, 'insufficient_stock')) {
      await this.#readOutside(FRESH_FOR_REFUSAL_MS)
      outcome = await this.#write(command)
    }
    if (outcome.status !== 'refused') {
      if (hasChanged(outcome)) this.#count('held')
      return { status: 'held' }
    }
    const { code } = outcome.refusal
    this.#count(code === 'insufficient_stock' ? 'short' : 'refused')
    if (code === 'hold_ended') return { status: 'ended' }
    if (code === 'user_limit') return { status: 'used_up' }
    return { status: 'short', available: availableOf(totalsOf(this.aggregate.rows)) }
  }

  async commit(orderId: string, quantity: number): Promise<void> {
    await this.#writeForOrder({ type: 'commit', orderId, quantity })
  }

  async release(orderId: string): Promise<void> {
    await this.#writeForOrder({ type: 'release', orderId })
  }

  /** An order of an earlier release sends no quantity; then only a stored sale is restocked. */
  async restock(orderId: string, quantity = 0, user?: string): Promise<void> {
    await this.#writeForOrder({ type: 'restock', orderId, quantity, ...(user !== undefined && { user }) })
  }

  async forgetUser(orderId: string, user: string): Promise<void> {
    await this.#write({ type: 'forget_user', orderId, user })
  }

  async view(): Promise<StockView> {
    await this.#readOutside(FRESH_FOR_REFUSAL_MS)
    return this.#view()
  }

  /** Writes nothing, because carts call it more often than orders are made. */
  async isUsedUp(use: CouponUse): Promise<boolean> {
    await this.aggregate.ready()
    return isUsedUp(this.aggregate.rows, use)
  }

  /** Throws Unavailable. */
  async edit({ change, requestId, key, ifVersion }: StockEdit): Promise<StockEditReply> {
    await this.#readOutside(FRESH_FOR_REFUSAL_MS)
    const { position } = this.aggregate
    const ifMatch = ifVersion === null ? null : { epoch: position.epoch, version: ifVersion }
    const command: StockCommand =
      'adjust' in change ? { type: 'adjust', by: change.adjust } : { type: 'count', ...change }
    // A count equal to the current one is not an edit, so that a repeated import changes nothing.
    const isThere = 'onHand' in change && change.onHand === this.#view().onHand
    if (isThere && key === null && ifVersion === null) return { status: 'unchanged', stock: this.#view() }
    this.#base ??= totalsOf(this.aggregate.rows)
    const write = { name: 'edit', steps: [{ command, key: null }], atomic: true, facts: {} } as const
    const outcome = await this.aggregate.write({ requestId, key, ifMatch, ...write })
    // The events that it owes are sent first, because their acceptance raises the version of the answer.
    await this.#ports.deadline(this.#sendEvents(), STREAM_MS).catch((error: unknown) => {
      this.#ports.log('warn', 'stock.events_left', { requestId, reason: describeError(error) })
    })
    if (outcome.status !== 'refused') return { status: outcome.status, stock: this.#view() }
    const { code, detail } = outcome.refusal
    if (code !== 'units_held' && code !== 'version_mismatch' && code !== 'idempotency_key_reused') {
      throw new Error(`an edit of stock was refused with ${code}`)
    }
    return { status: 'refused', code, detail, stock: this.#view() }
  }

  #view(): StockView {
    const totals = totalsOf(this.aggregate.rows)
    const { version } = this.aggregate.position
    return { sku: this.#sku, onHand: onHandOf(totals), held: totals.held, available: availableOf(totals), version }
  }

  async #sendEvents(): Promise<void> {
    const events = eventsOwed(this.aggregate.rows, `stock:${this.#sku}`, { sku: this.#sku })
    if (events.length === 0) return
    await this.#ports.events.accept(events)
    await this.#write({ type: 'outbox_accepted', ids: events.map(({ id }) => id) })
  }

  /** Fails open: the order's decision applies even while the record does not answer. */
  async #writeForOrder(command: StockCommand): Promise<void> {
    await this.aggregate.ready()
    await this.#compare().catch((error: unknown) => this.#logUnknown(error))
    const outcome = await this.#write(command)
    const ended = ENDS[command.type]
    if (ended && hasChanged(outcome)) this.#count(ended)
  }

  /** Fails closed, because a restored object would count again what the record's totals already include. */
  async #judge(): Promise<void> {
    await this.#compare()
    await this.aggregate.ready()
    await this.#overdue.judge()
  }

  async #write(command: StockCommand): Promise<WriteOutcome<StockRefusal>> {
    await this.aggregate.ready()
    this.#base ??= totalsOf(this.aggregate.rows)
    return this.aggregate.writeOwn(command.type, command, {}, command.type)
  }

  /** Fails closed before the first read and open afterwards, because the last figure is good enough for selling. */
  async #readOutside(maxAgeMs: number): Promise<void> {
    await this.aggregate.ready()
    const age = this.#ports.now() - this.#readAt
    // A negative age means that the clock went back.
    if (isKnown(this.aggregate.rows) && age >= 0 && age < maxAgeMs) return
    try {
      await this.#reading.run(() => this.#read())
    } catch (error) {
      if (!isKnown(this.aggregate.rows)) throw new Unavailable('the record does not say how many units there are')
      this.#logUnknown(error)
    }
  }

  /** Returns the base and clears it, because later writes count on top of the totals that the object takes over. */
  #takeBase(): Totals {
    const base = this.#base ?? totalsOf(this.aggregate.rows)
    this.#base = null
    return base
  }

  #count(outcome: LabelsOf<'stock_holds_total'>['outcome']): void {
    this.#ports.metrics.counter('stock_holds_total', { outcome }).add()
  }

  #logUnknown(error: unknown): void {
    this.#ports.log('warn', 'stock.outside_unknown', { reason: error instanceof Error ? error.name : 'unknown' })
  }

  /**
   * Runs once after each wake-up, because a restored object must not sell units again that the record counts as sold.
   */
  async #compare(): Promise<void> {
    if (this.#isCompared) return
    await this.aggregate.compareWithRecord()
    this.#isCompared = true
  }

  async #read(): Promise<void> {
    const [outside] = await Promise.all([this.#ports.outside(this.#sku), this.#compare()])
    await this.#write({ type: 'read_outside', outside: outside ?? 0 })
    this.#readAt = this.#ports.now()
  }
}
