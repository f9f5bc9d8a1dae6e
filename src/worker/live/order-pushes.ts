/**
 * Brings every connection of an order to its present state, after each commit and after a handshake.
 * Invariant: a connection gets only committed states, in order and without a gap, and only while the order belongs to
 * the shopper who opened it and that sign-in is valid.
 */
import type { OrderBody } from '../../contract/answers/orders.ts'
import { CLOSE, type OrderChange, type OrderReset } from '../../contract/live/protocol.ts'
import { describeError, type Log } from '../../contract/log.ts'
import type { OrderView } from '../../contract/rpc/order.ts'
import { type Position, same } from '../../domain/position.ts'
import type { Objects } from '../../objects/objects.ts'
import { callObject } from '../object-call.ts'
import { orderBodyOf, orderTagOf } from '../orders/order-body.ts'
import { type Attached, attachedTo, type Sockets } from './sockets.ts'
import { closeWith } from './switching.ts'

interface Ports {
  readonly objects: Pick<Objects, 'account'>
  readonly log: Log
}

interface Shown {
  readonly at: Position
  readonly body: OrderBody
}

export class OrderPushes {
  readonly #sockets: Sockets
  /** Null if the order no longer exists. */
  readonly #view: () => OrderView | null
  readonly #ports: Ports
  /** The state that was sent last; lost with the memory. */
  #shown: Shown | null = null
  #isRunning = false
  #isDue = false

  constructor(sockets: Sockets, view: () => OrderView | null, ports: Ports) {
    this.#sockets = sockets
    this.#view = view
    this.#ports = ports
  }

  /** Sends in a later turn, so that the request that wrote is answered first. */
  committed(): void {
    if (this.#isDue) return
    this.#isDue = true
    setTimeout(() => {
      this.#isDue = false
      void this.run()
    }, 0)
  }

  /** Never throws. */
  async run(): Promise<void> {
    // The running turn continues until every connection is up to date.
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      while (this.#behind().length > 0) {
        await this.#endSignedOut(this.#behind())
        this.#send()
      }
    } catch (error) {
      this.#ports.log('error', 'live.push_failed', { alert: true, reason: describeError(error) })
      this.#sockets.closeAll(CLOSE.unavailable, 'Connect again.')
    } finally {
      this.#isRunning = false
    }
  }

  /** The connections that lack the present state. Closes those that may not see it. */
  #behind(): readonly WebSocket[] {
    const order = this.#view()
    if (!order) {
      this.#sockets.closeAll(CLOSE.erased, 'The order is gone.')
      return []
    }
    return this.#sockets.all().filter((socket) => {
      const { at, owner } = attachedTo(socket)
      if (owner === order.owner) return at === null || !same(at, order)
      return order.owner === null
        ? closeWith(socket, CLOSE.erased, 'The account was erased.')
        : closeWith(socket, CLOSE.merged, 'The order belongs to an account now.')
    })
  }

  /** Reads the account before each change, which costs little, because an order changes only a few times. */
  async #endSignedOut(sockets: readonly WebSocket[]): Promise<void> {
    const sessions = new Map(sockets.map((socket) => [attachedTo(socket).session, attachedTo(socket)]))
    for (const [session, attached] of sessions) {
      if (session === null || (await this.#isSignedIn(attached, session))) continue
      this.#sockets.closeSignIns({ only: session })
    }
  }

  /** Fails open: the expiry of the token ends the connection too, within minutes. */
  async #isSignedIn({ owner }: Attached, session: string): Promise<boolean> {
    try {
      return (await callObject(true, () => this.#ports.objects.account(owner).standing(session))) !== null
    } catch (error) {
      this.#ports.log('warn', 'live.sign_in_unknown', { reason: describeError(error) })
      return true
    }
  }

  #send(): void {
    const sockets = this.#behind()
    const order = this.#view()
    if (!order || sockets.length === 0) return
    const body = orderBodyOf(order)
    const shown = this.#shown
    const reset = JSON.stringify(resetOf(body, order))
    const change = shown && shown.at.epoch === order.epoch ? JSON.stringify(changeOf(shown, body, order)) : reset
    for (const socket of sockets) {
      const { at } = attachedTo(socket)
      this.#sockets.send(socket, shown && at && same(at, shown.at) ? change : reset, order)
    }
    this.#shown = { at: { epoch: order.epoch, version: order.version }, body }
  }
}

function resetOf(order: OrderBody, view: OrderView): OrderReset {
  return { t: 'reset', epoch: view.epoch, version: view.version, etag: orderTagOf(view), order }
}

/** Invariant: a client that has the state before and applies the fields of the change has the state after. */
function changeOf({ at, body: before }: Shown, after: OrderBody, view: OrderView): OrderChange {
  const changed = Object.entries(after).filter(([name, value]) => {
    // The cast: both have the same fields.
    return JSON.stringify(before[name as keyof OrderBody]) !== JSON.stringify(value)
  })
  const first = at.version + 1
  return {
    ...{ t: 'change', epoch: view.epoch, version: view.version },
    ...(first < view.version && { from: first }),
    etag: orderTagOf(view),
    order: Object.fromEntries(changed),
  }
}
