/**
 * One payment at the simulated provider: its state, and the webhooks that it still has to send.
 * Invariant: a capture, decline or refund is stored in one transaction with its webhook. The webhook is sent until it
 * is answered 2xx, or dropped with an alert after the last attempt.
 */
import type { PaymentNotice } from '../../contract/http/payment.ts'
import type { PaymentRequest, RefundRequest, Statement } from '../../contract/payment.ts'
import type {
  SettleReply,
  SimulatedOutcome,
  SimulatedRefundReply,
  SimulatedStatus,
  SimulatedView,
} from '../../contract/rpc/simulated-payment.ts'
import { newId } from '../../domain/id.ts'
import { isTouched, type Migration, migrate } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'

import { DELIVERIES_TABLE, Deliveries } from '../deliveries.ts'
import type { SimulatedPaymentPorts } from './simulated-ports.ts'

const STALE_MS = 60_000
/** Attempts of a webhook, in more than two hours. */
const TRIES = 16

const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    storage.run(`CREATE TABLE payment (
      payment_id TEXT NOT NULL, order_id TEXT NOT NULL, number TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, return_url TEXT, status TEXT NOT NULL, captured INTEGER NOT NULL)`)
    storage.run('CREATE TABLE refunds (refund_id TEXT PRIMARY KEY, amount INTEGER NOT NULL) WITHOUT ROWID')
    storage.run(DELIVERIES_TABLE)
  },
]

interface Known extends SimulatedView {
  readonly captured: number
}

export class SimulatedPayment {
  readonly #storage: Storage
  readonly #ports: SimulatedPaymentPorts
  readonly #deliveries: Deliveries

  constructor(storage: Storage, ports: SimulatedPaymentPorts) {
    this.#storage = storage
    this.#ports = ports
    this.#deliveries = new Deliveries(storage, ports, { kind: 'payment', tries: TRIES, isOrdered: false })
    // A payment that was never opened has no rows, because any caller may read any id.
    if (isTouched(storage)) migrate(storage, MIGRATIONS)
  }

  /** A repeated call changes nothing. */
  open({ paymentId, orderId, number, amount, currency, returnUrl }: PaymentRequest): void {
    if (this.#known()) return
    this.#storage.transaction(() => {
      migrate(this.#storage, MIGRATIONS)
      this.#storage.sql(
        `INSERT INTO payment (payment_id, order_id, number, amount, currency, return_url, status, captured)
         VALUES (?, ?, ?, ?, ?, ?, 'open', 0)`,
        ...[paymentId, orderId, number, amount, currency, returnUrl],
      )
    })
  }

  /**
   * Opens a payment that is not open yet, without the return URL, so that an `open` that arrives later changes
   * nothing.
   */
  forgetReturn(request: Omit<PaymentRequest, 'returnUrl'>): void {
    this.open({ ...request, returnUrl: null })
    this.#storage.run('UPDATE payment SET return_url = NULL')
  }

  view(): SimulatedView | null {
    const known = this.#known()
    if (!known) return null
    const { captured: _, ...view } = known
    return view
  }

  statement(): Statement | null {
    const known = this.#known()
    return known && { captured: known.captured, refunded: this.#refunded() }
  }

  settle({ outcome, delaySeconds, deliveries, reorder }: SimulatedOutcome): SettleReply {
    const payment = this.view()
    if (!payment) return { status: 'unknown' }
    if (payment.status === 'captured') return { status: outcome === 'approve' ? 'settled' : 'captured', payment }
    const status: SimulatedStatus = outcome === 'approve' ? 'captured' : 'declined'
    const now = this.#ports.now()
    const { orderId, paymentId, amount, currency } = payment
    const notice = (type: 'payment.succeeded' | 'payment.failed', at: number) =>
      this.#noticeOf(paymentId, at, { type, timestamp: timeOf(at), data: { orderId, paymentId, amount, currency } })
    this.#deliveries.transaction(() => {
      this.#storage.run('UPDATE payment SET status = ?, captured = ?', status, status === 'captured' ? amount : 0)
      const told = notice(status === 'captured' ? 'payment.succeeded' : 'payment.failed', now)
      const due = now + delaySeconds * 1000
      // Drop unsent notices: a payment sends only those of its last outcome.
      this.#deliveries.dropAll(paymentId)
      for (let left = deliveries; left > 0; left--) this.#deliveries.add(told, due)
      if (reorder) this.#deliveries.add(notice('payment.failed', now - STALE_MS), due)
    })
    return { status: 'settled', payment: { ...payment, status } }
  }

  /** Repeats are recognized by the id only, so a repeat refunds nothing more. */
  refund({ refundId, paymentId, orderId, amount }: RefundRequest): SimulatedRefundReply {
    const known = this.#known()
    if (!known) return { status: 'refused', detail: `the payment ${paymentId} does not exist` }
    if (this.#storage.sql('SELECT 1 FROM refunds WHERE refund_id = ?', refundId).length > 0) {
      return { status: this.#deliveries.owes(refundId) ? 'pending' : 'done' }
    }
    const left = known.captured - this.#refunded()
    if (amount > left)
      return { status: 'refused', detail: `at most ${left} of the payment ${paymentId} can be refunded` }
    const now = this.#ports.now()
    const data = { orderId, refundId, paymentId, amount, currency: known.currency }
    this.#deliveries.transaction(() => {
      this.#storage.run('INSERT INTO refunds (refund_id, amount) VALUES (?, ?)', refundId, amount)
      this.#deliveries.add(
        this.#noticeOf(refundId, now, { type: 'refund.succeeded', timestamp: timeOf(now), data }),
        now,
      )
    })
    return { status: 'pending' }
  }

  /** Sends the due webhooks one after another, then sets the alarm to the next one. */
  async deliver(): Promise<void> {
    if (this.#known()) await this.#deliveries.deliver()
  }

  /** Await this once, before any other call, because an alarm may have been lost. */
  async wake(): Promise<void> {
    if (this.#known()) await this.#deliveries.wake()
  }

  #noticeOf(subject: string, at: number, notice: PaymentNotice) {
    return { eventId: newId('evt', at, this.#ports.random), subject, body: JSON.stringify(notice) }
  }

  #known(): Known | null {
    if (!isTouched(this.#storage)) return null
    const [row] = this.#storage.sql('SELECT * FROM payment')
    return row === undefined
      ? null
      : {
          paymentId: String(row.payment_id),
          orderId: String(row.order_id),
          number: String(row.number),
          amount: Number(row.amount),
          currency: String(row.currency),
          returnUrl: row.return_url === null ? null : String(row.return_url),
          // The cast: only this class writes the column.
          status: row.status as SimulatedStatus,
          captured: Number(row.captured),
        }
  }

  #refunded(): number {
    return Number(this.#storage.sql('SELECT coalesce(sum(amount), 0) AS sum FROM refunds')[0]?.sum)
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
