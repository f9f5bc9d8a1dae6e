/**
 * The shopper's object with its live connections. It is part of the worker's layer, because it sends the cart as
 * shoppers see it, with today's products and prices.
 */
import type { Env } from '../../contract/env.ts'
import type { CartObject, CartWrite } from '../../contract/rpc/cart.ts'
import type { EndedSignIns, LiveCartObject } from '../../contract/rpc/live.ts'
import { watermarkOf } from '../../domain/cart/clients.ts'
import { parsePosition } from '../../domain/position.ts'
import type { Committed } from '../../objects/aggregate/ports.ts'
import { CartDurableObject } from '../../objects/cart/cart-object.ts'
import { metricsOf } from '../../objects/metrics/isolate-metrics.ts'
import { objectsOf } from '../../objects/objects.ts'
import type { Facts } from '../cart/facts.ts'
import { portsOf } from '../ports.ts'
import { admittedIn, tooManySockets } from './handshake.ts'
import { LiveOrders } from './live-orders.ts'
import { CartOperations, type OperationsReply } from './operations.ts'
import { CartPushes, closeCodeOf } from './pushes.ts'
import { Sockets } from './sockets.ts'
import { closedAtOnce } from './switching.ts'

export class LiveCartDurableObject extends CartDurableObject implements CartObject, LiveCartObject {
  readonly #sockets: Sockets
  readonly #liveOrders: LiveOrders
  #pushes: CartPushes | null = null
  #operations: CartOperations | null = null
  /** True while a write runs whose caller pushes the change itself, right after the acknowledgements. */
  #isWriting = false

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sockets = new Sockets(ctx, 'cart', metricsOf(env).registry)
    this.#liveOrders = new LiveOrders(ctx.storage.kv, (orderId) => objectsOf(env).liveOrder(orderId))
  }

  override async fetch(request: Request): Promise<Response> {
    const admitted = admittedIn(request)
    const refusal = await this.readiness()
    if (refusal) return closedAtOnce(closeCodeOf(refusal), refusal.detail)
    const accepted = this.#sockets.accept(admitted, admitted.since === null ? null : parsePosition(admitted.since))
    if (!accepted) return tooManySockets()
    const { rows, position } = this.aggregate
    const client = admitted.client === null ? {} : { client: watermarkOf(rows, admitted.client) }
    this.#sockets.send(accepted.socket, { t: 'welcome', ...position, ...client })
    void this.#push()
    return accepted.answer
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#operations ??= new CartOperations(
      this.#sockets,
      {
        write: (steps, products) => this.#write(steps, products),
        watermark: (clientId) => watermarkOf(this.aggregate.rows, clientId),
        version: () => this.aggregate.position.version,
        push: () => this.#push(),
      },
      portsOf(this.env),
    )
    this.#operations.receive(socket, message)
    this.sendMetrics()
  }

  async closeSockets(ended: EndedSignIns): Promise<void> {
    this.#sockets.closeSignIns(ended)
    await this.#liveOrders.closeSockets(ended)
  }

  async noteLiveOrder(orderId: string, until: number): Promise<void> {
    this.#liveOrders.note(orderId, until)
  }

  /** Reported in place of the close when the connection broke. */
  override webSocketError(): void {
    this.webSocketClose()
  }

  override webSocketClose(): void {
    this.#sockets.closed()
    this.sendMetrics()
  }

  override async alarm(): Promise<void> {
    await super.alarm()
    // No alarm is set for this, because an idle connection costs nothing, and an expired one is not sent anything.
    this.#sockets.closeExpired()
  }

  protected override committed(write: Committed | null): void {
    if (this.ctx.getWebSockets().length > 0)
      this.#following().committed(write, this.aggregate.position, !this.#isWriting)
    else this.#pushes = null
  }

  #push(): Promise<void> {
    return this.#following().run()
  }

  #following(): CartPushes {
    this.#pushes ??= new CartPushes(
      this.#sockets,
      {
        position: () => this.aggregate.position,
        rows: () => this.aggregate.rows,
        state: () => this.state(),
        ended: () => this.ended(),
        undosAfter: (at) => this.aggregate.undosAfter(at),
      },
      portsOf(this.env),
    )
    return this.#pushes
  }

  async #write(steps: CartWrite['steps'], products: Facts): Promise<OperationsReply> {
    const envelope = { requestId: crypto.randomUUID(), key: null, ifMatch: null }
    this.#isWriting = true
    try {
      const outcome = await this.decided({ ...envelope, name: 'batch', atomic: false, steps, products })
      return outcome.status === 'refused' ? outcome : { status: 'decided', results: outcome.results }
    } finally {
      this.#isWriting = false
    }
  }
}
