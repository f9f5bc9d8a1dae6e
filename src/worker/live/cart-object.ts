/**
 * The shopper's object with its live connections: in the worker's layer, because what it sends is the cart as shoppers
 * see it, with today's products and prices.
 */

import type { Env } from '../../contract/env.ts'
import { CLOSE } from '../../contract/live/protocol.ts'
import type { CartObject } from '../../contract/rpc/cart.ts'
import type { EndedSignIns, LiveCartObject } from '../../contract/rpc/live.ts'
import { parsePosition } from '../../domain/position.ts'
import type { Committed } from '../../objects/aggregate/ports.ts'
import { CartDurableObject } from '../../objects/cart/cart-object.ts'
import { portsOf } from '../ports.ts'
import { admittedIn, tooManySockets } from './handshake.ts'
import { CartPushes, closeCodeOf } from './pushes.ts'
import { Sockets } from './sockets.ts'
import { closedAtOnce } from './switching.ts'

export class LiveCartDurableObject extends CartDurableObject implements CartObject, LiveCartObject {
  readonly #sockets: Sockets
  #pushes: CartPushes | null = null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#sockets = new Sockets(ctx)
  }

  override async fetch(request: Request): Promise<Response> {
    const admitted = admittedIn(request)
    const refusal = await this.readiness()
    if (refusal) return closedAtOnce(closeCodeOf(refusal), refusal.detail)
    const accepted = this.#sockets.accept(admitted, admitted.since === null ? null : parsePosition(admitted.since))
    if (!accepted) return tooManySockets()
    const { epoch, version } = this.aggregate.position
    this.#sockets.send(accepted.socket, { t: 'welcome', epoch, version })
    void this.#push()
    return accepted.answer
  }

  override webSocketMessage(socket: WebSocket): void {
    const detail = 'This connection takes no message but ping.'
    this.#sockets.refuse(socket, { code: 'invalid_request', detail }, CLOSE.malformed)
  }

  async closeSockets(ended: EndedSignIns): Promise<void> {
    this.#sockets.closeSignIns(ended)
  }

  override async alarm(): Promise<void> {
    await super.alarm()
    // No alarm is set for this: an idle connection costs nothing, and hears nothing after its end.
    this.#sockets.closeExpired()
  }

  protected override committed(write: Committed | null): void {
    if (this.#sockets.all().length > 0) this.#following().committed(write, this.aggregate.position)
    else this.#pushes = null
  }

  #push(): Promise<void> {
    return this.#following().run()
  }

  #following(): CartPushes {
    this.#pushes ??= new CartPushes(
      this.#sockets,
      {
        rows: () => this.aggregate.rows,
        state: () => this.state(),
        ended: () => this.ended(),
        undosAfter: (at) => this.aggregate.undosAfter(at),
      },
      portsOf(this.env),
    )
    return this.#pushes
  }
}
