/** One order's object with its live connections, which follow the order as its shopper sees it. */
import type { Env } from '../../contract/env.ts'
import { CLOSE } from '../../contract/live/protocol.ts'
import type { EndedSignIns, LiveObject } from '../../contract/rpc/live.ts'
import type { OrderObject } from '../../contract/rpc/order.ts'
import { parsePosition } from '../../domain/position.ts'
import { metricsOf } from '../../objects/metrics/isolate-metrics.ts'
import { OrderDurableObject } from '../../objects/order/order-object.ts'
import { portsOf } from '../ports.ts'
import { admittedIn, tooManySockets } from './handshake.ts'
import { OrderPushes } from './order-pushes.ts'
import { Sockets } from './sockets.ts'

export class LiveOrderDurableObject extends OrderDurableObject implements OrderObject, LiveObject {
  readonly #sockets: Sockets
  #pushes: OrderPushes | null = null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sockets = new Sockets(ctx, 'order', metricsOf(env).registry)
  }

  override async fetch(request: Request): Promise<Response> {
    const admitted = admittedIn(request)
    const accepted = this.#sockets.accept(admitted, admitted.since === null ? null : parsePosition(admitted.since))
    if (!accepted) return tooManySockets()
    const { epoch, version } = this.aggregate.position
    this.#sockets.send(accepted.socket, { t: 'welcome', epoch, version })
    void this.#following().run()
    return accepted.answer
  }

  override webSocketMessage(socket: WebSocket): void {
    const detail = 'This connection takes no message but the text ping.'
    this.#sockets.refuse(socket, { code: 'invalid_request', detail }, CLOSE.malformed)
  }

  async closeSockets(ended: EndedSignIns): Promise<void> {
    this.#sockets.closeSignIns(ended)
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
    this.#sockets.closeExpired()
  }

  protected override committed(): void {
    if (this.#sockets.all().length > 0) this.#following().committed()
    else this.#pushes = null
  }

  #following(): OrderPushes {
    this.#pushes ??= new OrderPushes(this.#sockets, () => this.order, portsOf(this.env))
    return this.#pushes
  }
}
