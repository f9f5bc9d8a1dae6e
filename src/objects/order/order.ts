/**
 * One order over the shared mechanism: it holds its units before it is placed, and decides when the holds end.
 * Invariant: after any crash it ends either paid, or cancelled with units and lines returned; stray money is refunded.
 */
import { describeError } from '../../contract/log.ts'
import type { PaymentEvent } from '../../contract/payment.ts'
import type {
  HoldKeeper,
  OrderAct,
  OrderEnvelope,
  OrderReply,
  OrderView,
  PayOrder,
  PayReply,
  StartOrder,
  StartReply,
} from '../../contract/rpc/order.ts'
import type { OrderCommand } from '../../domain/order/decide.ts'
import type { OrderRefusal } from '../../domain/order/decision.ts'
import { shortages, usedUp } from '../../domain/order/goods.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { couponsOf, dutyOf, linesOf, orderOf, refundsOf } from '../../domain/order/order.ts'
import { openPayment } from '../../domain/order/payment.ts'
import { isRefundOpen } from '../../domain/order/refund.ts'
import { isListed } from '../../domain/order/transitions.ts'
import { OUTBOX, waitingRows } from '../../domain/outbox.ts'
import type { Change } from '../../domain/rows.ts'
import { Aggregate } from '../aggregate/aggregate.ts'
import type { Migration } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import type { WriteOutcome } from '../aggregate/write.ts'
import { OTHERS_MS, STREAM_MS } from '../checkout-times.ts'
import { SharedCall } from '../shared-call.ts'
import { goodsReply } from './goods-reply.ts'
import { factsOf, type OrderFacts, orderDefinition } from './order-definition.ts'
import { OrderDuties, type OrderPorts } from './order-duties.ts'
import { missingDocuments } from './order-invoices.ts'
import { recordingOrder } from './order-metrics.ts'
import { sendOutbox } from './order-outbox.ts'
import { alertOfPayment } from './payment-alerts.ts'
import { commandOf } from './payment-command.ts'
import { refusalOf } from './refusals.ts'
import { viewOf } from './view.ts'

/** How long the stock of all lines may take to answer; afterwards another start may retry. */
const PLACE_MS = 20_000
export class Order implements HoldKeeper {
  readonly aggregate: Aggregate<OrderCommand, OrderFacts, Change, OrderRefusal>
  readonly #id: string
  readonly #ports: OrderPorts
  readonly #duties: OrderDuties
  readonly #outbox: () => Promise<void>
  readonly #starting: SharedCall<StartReply>

  constructor(id: string, storage: Storage, ports: OrderPorts, migrations?: readonly Migration[]) {
    this.#id = id
    this.#ports = ports
    this.#starting = new SharedCall(ports, PLACE_MS)
    const rows = () => this.aggregate.rows
    const write = async (command: OrderCommand) => void (await this.#write(command, 'duty'))
    this.#duties = new OrderDuties(id, ports, rows, write)
    this.#outbox = () => sendOutbox(id, rows(), ports, write)
    const actions = {
      settleStock: () => this.#settle(),
      settleCart: () => this.#duties.settleCart(),
      eraseReturnUrls: () => this.#duties.eraseReturnUrls(),
      refund: () => this.#duties.refund(),
      sendOutbox: () => this.#outbox(),
      expire: () => this.#expire(),
      end: () => this.#end(),
    }
    this.aggregate = new Aggregate(id, orderDefinition(actions), storage, recordingOrder(ports, rows), migrations)
  }

  get view(): OrderView | null {
    return viewOf(this.#id, this.aggregate)
  }

  /**
   * Freezes the quote and holds the units of every line, or refuses and holds nothing. Concurrent calls share the work.
   */
  async start({ owner, quote, contact, requestId }: StartOrder): Promise<StartReply> {
    if (!orderOf(this.aggregate.rows)) {
      const expiresAt = this.#ports.now() + this.#ports.timeoutMs
      await this.#write({ type: 'begin', owner, quote, contact, expiresAt }, requestId)
    }
    // The person was erased while this call was on its way, or the order was refused long ago.
    if (this.aggregate.erased) return { status: 'refused', shortages: [], usedUp: [] }
    return this.#starting.run(() => this.#place())
  }

  async goodsOf(sku: string): ReturnType<HoldKeeper['goodsOf']> {
    // The stock calls because a hold is overdue: the alarm that should have ended the hold may be lost.
    this.aggregate.tend()
    return goodsReply(this.aggregate.rows, sku)
  }

  async act(act: OrderAct, envelope: OrderEnvelope): Promise<OrderReply> {
    const order = orderOf(this.aggregate.rows)
    const { owner = order?.owner } = envelope
    if (!order || !isListed(order.status) || order.owner !== owner) {
      return { status: 'refused', ...NOT_FOUND, order: null }
    }
    const steps = [{ command: act, key: null }]
    const { ifMatch: seen } = envelope
    const ifMatch = seen && { ...seen, epoch: seen.epoch ?? this.aggregate.position.epoch }
    const write = { ...envelope, ifMatch, name: act.type, steps, atomic: true, facts: factsOf(this.#ports) }
    const outcome = await this.aggregate.write(write)
    if (outcome.status === 'refused')
      return { status: 'refused', ...refusalOf(outcome.refusal, this.#ports.log), order: this.view }
    await this.#runDuties(envelope.requestId)
    const view = this.view
    return view ? { status: outcome.status, order: view } : { status: 'refused', ...NOT_FOUND, order: null }
  }

  async pay({ provider, returnUrl, requestId, ...request }: PayOrder): Promise<PayReply> {
    const order = orderOf(this.aggregate.rows)
    const port = this.#ports.providers[provider]
    const { owner = order?.owner } = request
    if (!order || !isListed(order.status) || order.owner !== owner || !port) return { status: 'refused', ...NOT_FOUND }
    const outcome = await this.#write({ type: 'open_payment', provider, returnUrl, waitMs: port.waitMs }, requestId)
    if (outcome.status === 'refused') {
      return { status: 'refused', code: 'illegal_transition', detail: outcome.refusal.detail }
    }
    const [paymentId, payment] = openPayment(this.aggregate.rows) ?? []
    if (paymentId === undefined || !payment) throw new Error('the payment was settled meanwhile')
    const { amount } = payment
    const { redirectUrl } = await port.open({
      paymentId,
      orderId: this.#id,
      number: orderNumberOf(this.#id),
      amount,
      currency: order.currency,
      returnUrl: payment.returnUrl,
      openedAt: payment.at,
      // The write above may have moved it.
      expiresAt: orderOf(this.aggregate.rows)?.expiresAt ?? order.expiresAt,
    })
    return { status: 'open', paymentId, redirectUrl }
  }

  async paymentEvent(event: PaymentEvent, requestId: string, provider?: string): Promise<'taken' | 'unknown'> {
    const outcome = await this.#write(commandOf(event, provider), requestId)
    if (outcome.status === 'refused') return 'unknown'
    alertOfPayment(event, orderOf(this.aggregate.rows)?.currency, requestId, this.#ports.log)
    await this.#runDuties(requestId)
    return 'taken'
  }

  async follow(owner: string): Promise<void> {
    if (orderOf(this.aggregate.rows)) await this.#write({ type: 'follow', owner }, 'follow')
  }

  /** Also ends an order that has not begun: its start may still be on its way and must be refused. */
  async forgetPerson(): Promise<boolean> {
    if (!orderOf(this.aggregate.rows)) this.aggregate.erase()
    else {
      // Both come first: the next write deletes the buyer of an owed document, and the user whose uses are counted.
      if (waitingRows(this.aggregate.rows).some(([, { to }]) => to === 'invoices')) await this.issueDocuments('erasure')
      await this.#duties.forgetElsewhere()
      await this.#write({ type: 'forget_person' }, 'erasure')
      await this.#runDuties('erasure')
    }
    return this.aggregate.confirmedOrDue()
  }

  /** Gets the numbers that the order lacks, such as one that was paid before the shop issued invoices. */
  async issueDocuments(requestId: string): Promise<OrderView | null> {
    const documents = await missingDocuments(this.#id, this.aggregate.rows, this.#ports.invoices)
    if (Object.keys(documents).length > 0) await this.#write({ type: 'outbox_accepted', ids: [], documents }, requestId)
    return this.view
  }

  /** Continues from any step. Throws when a stock does not answer; units may then be held or not. */
  async #place(): Promise<StartReply> {
    // During the calls the order may expire, and even end if it is overdue by a day.
    const status = () => orderOf(this.aggregate.rows)?.status ?? 'refused'
    if (status() === 'holding') {
      await this.#duties.settleStock()
      const units = [...linesOf(this.aggregate.rows), ...couponsOf(this.aggregate.rows)]
      const isShort = units.some(([, { goods }]) => goods === 'short')
      if (status() === 'holding')
        await this.#write(isShort ? { type: 'refuse', by: 'stock' } : { type: 'place' }, 'start')
    }
    // An order of 0 is paid by now: run its other duties before the answer.
    if (status() === 'paid') await this.#runDuties('start')
    else await this.#sendOutbox('start')
    if (status() !== 'refused') return { status: 'placed' }
    // Once the stock answers, it holds no units of this order.
    if (dutyOf(this.aggregate.rows, 'goods')) await this.#duties.settleStock()
    return { status: 'refused', shortages: shortages(this.aggregate.rows), usedUp: usedUp(this.aggregate.rows) }
  }

  /** The duty: finishes `start`, or does what a later status requires at the stock. */
  async #settle(): Promise<void> {
    if (orderOf(this.aggregate.rows)?.status === 'holding') await this.#place()
    else await this.#duties.settleStock()
  }

  async #end(): Promise<void> {
    if (dutyOf(this.aggregate.rows, 'goods')) await this.#duties.settleStock()
    this.aggregate.erase()
  }

  async #expire(): Promise<void> {
    await this.#write({ type: 'expire', by: 'timeout' }, 'expiry')
    await this.#runDuties('expiry')
  }

  /** Runs every open duty now, as far as the other parties answer; the alarm finishes the rest. */
  async #runDuties(requestId: string): Promise<void> {
    const { rows } = this.aggregate
    const work: Promise<unknown>[] = [this.#sendOutbox(requestId)]
    if (dutyOf(rows, 'goods')) work.push(this.#settle())
    if (dutyOf(rows, 'cart')) work.push(this.#duties.settleCart())
    if (dutyOf(rows, 'payments')) work.push(this.#duties.eraseReturnUrls())
    if (refundsOf(rows).some(([, refund]) => isRefundOpen(refund))) work.push(this.#duties.refund())
    const done = await Promise.allSettled(work.map((each) => this.#ports.deadline(each, OTHERS_MS)))
    for (const each of done) {
      if (each.status === 'fulfilled') continue
      const reason = each.reason instanceof Error ? each.reason.name : 'unknown'
      this.#ports.log('warn', 'order.duty_left', { requestId, reason })
    }
    // The other duties may have changed the order.
    await this.#sendOutbox(requestId)
  }

  /** Fails open: the alarm sends what the stream of events does not accept at once. */
  async #sendOutbox(requestId: string): Promise<void> {
    if (this.aggregate.rows.size(OUTBOX) === 0) return
    try {
      await this.#ports.deadline(this.#outbox(), STREAM_MS)
    } catch (error) {
      this.#ports.log('warn', 'order.outbox_left', { requestId, reason: describeError(error) })
    }
  }

  #write(command: OrderCommand, requestId: string): Promise<WriteOutcome<OrderRefusal>> {
    return this.aggregate.writeOwn(command.type, command, factsOf(this.#ports), requestId)
  }
}

const NOT_FOUND = { code: 'not_found', detail: 'The order does not exist.' } as const
