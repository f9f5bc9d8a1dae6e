/**
 * Settles overdue holds by the answers of their orders.
 * Invariant: a hold stays until its order gives a known answer, because only the order ends a hold.
 */
import type { HoldKeeper } from '../../contract/rpc/order.ts'
import type { RowsView } from '../../domain/rows.ts'
import type { StockCommand } from '../../domain/stock/decide.ts'
import { type Hold, LOST, overdue } from '../../domain/stock/stock.ts'
import { Unavailable } from '../aggregate/life.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'

export interface HoldPorts extends Pick<AggregatePorts, 'now' | 'deadline'> {
  order(orderId: string): HoldKeeper
}

/** A hold whose order is still open is checked again after this time. */
const REPEAT_MS = 60_000
/** Concurrent calls of orders: the platform allows six connections per request. */
const AT_ONCE = 6
const ANSWER_MS = 4_000
/** No further order is called after this time, so that a run ends within the deadline of its duty. */
const JUDGING_MS = 12_000

export class OverdueHolds {
  readonly #sku: string
  readonly #ports: HoldPorts
  readonly #rows: () => RowsView
  readonly #write: (command: StockCommand) => Promise<void>
  #judging: Promise<void> | null = null
  /** Orders that did not answer in the last run. */
  readonly #unanswered = new Set<string>()

  constructor(sku: string, ports: HoldPorts, rows: () => RowsView, write: (command: StockCommand) => Promise<void>) {
    this.#sku = sku
    this.#ports = ports
    this.#rows = rows
    this.#write = write
  }

  /** A run that outlasts its duty's deadline is joined by the next one. */
  judge(): Promise<void> {
    this.#judging ??= this.#judgeOverdue().finally(() => {
      this.#judging = null
    })
    return this.#judging
  }

  /** Throws when an order does not answer. Other holds are settled first, both in this run and in the next one. */
  async #judgeOverdue(): Promise<void> {
    const startedAt = this.#ports.now()
    const isLate = ([orderId]: readonly [string, Hold]) => this.#unanswered.has(orderId)
    const all = overdue(this.#rows(), startedAt)
    const waiting = [...all.filter((each) => !isLate(each)), ...all.filter(isLate)]
    this.#unanswered.clear()
    let failure: unknown = null
    const worker = async () => {
      while (this.#ports.now() - startedAt < JUDGING_MS) {
        const [orderId, hold] = waiting.shift() ?? []
        if (orderId === undefined || !hold) return
        try {
          if (orderId === LOST) await this.#write({ type: 'release_lost' })
          else await this.#ask(orderId, hold)
        } catch (error) {
          this.#unanswered.add(orderId)
          failure ??= error
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, worker))
    if (failure) throw failure
  }

  /** An answer after the deadline changes nothing: the hold stays, and its order is called again. */
  async #ask(orderId: string, { quantity, isOld }: Hold): Promise<void> {
    const answer = await this.#ports.deadline(this.#ports.order(orderId).goodsOf(this.#sku), ANSWER_MS)
    const answered = answer && answer.goods !== 'none' ? answer.told : undefined
    if (isOld && answered === 'sold') return this.#write({ type: 'commit', orderId, quantity, isCounted: true })
    // The units were sold and restocked before the object was restored, so the totals include both.
    if (isOld && answered === 'restocked') return this.#write({ type: 'release', orderId })
    switch (answer?.goods) {
      case 'held': {
        const until = Math.max(answer.until, this.#ports.now() + REPEAT_MS)
        return this.#write({ type: 'extend', orderId, until })
      }
      case 'sold':
        return this.#write({ type: 'commit', orderId, quantity })
      case 'restocked': {
        await this.#write({ type: 'commit', orderId, quantity })
        const { left = quantity } = answer
        return left > 0 ? this.#write({ type: 'restock', orderId, quantity: left }) : undefined
      }
      case 'released':
      case 'none':
        return this.#write({ type: 'release', orderId })
      default:
        answer satisfies undefined
        // An order of another release may return an unknown answer: only a known one ends a hold.
        throw new Unavailable('the order gave an unknown answer')
    }
  }
}
