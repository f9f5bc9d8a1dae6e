/**
 * Brings every connection of a cart to its present state, after each commit and after a handshake.
 * Invariant: a connection gets only committed states, in order and without a gap. If the object cannot compute the
 * difference from the connection's state, it sends the whole cart.
 */

import { CLOSE, type CloseCode, MAX_VERSIONS } from '../../contract/live/protocol.ts'
import { describeError, type Log } from '../../contract/log.ts'
import type { ObjectRefusal } from '../../contract/rpc/cart.ts'
import type { CartState } from '../../domain/cart/state.ts'
import { formatPosition, type Position, same } from '../../domain/position.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import type { Committed } from '../../objects/aggregate/ports.ts'
import { viewOfCart } from '../cart/answer.ts'
import type { CartView } from '../cart/view.ts'
import type { PricePorts } from '../prices/ports.ts'
import { changeOf, resetOf, stateBefore } from './changes.ts'
import { attachedTo, type Sockets } from './sockets.ts'

/** The cart that the connections follow. */
export interface Followed {
  position(): Position
  rows(): RowsView
  state(): CartState
  /** The refusal if the cart can never be read again, or null. */
  ended(): ObjectRefusal | null
  /** The changes that undo each write after this position, by version, as far as they are on disk. */
  undosAfter(at: Position): ReadonlyMap<number, readonly Change[] | null>
}

/** Views have no destination, because only a checkout shows shipping and taxes. */
const NOWHERE = { destination: null, shippingOption: null }
/** The name of a merge, which is sent as a whole cart, because it changes too much. */
const MERGED = 'import'

type Undo = readonly Change[] | null

export class CartPushes {
  readonly #sockets: Sockets
  readonly #cart: Followed
  readonly #ports: PricePorts & { readonly log: Log }
  /** The changes that undo the newest writes, by position; lost with the memory. */
  readonly #recent = new Map<string, Undo>()
  /** The newest view that was sent in each language, by its locales. */
  readonly #shown = new Map<string, Position & { readonly view: CartView }>()
  readonly #locales = new Map<string, readonly string[]>()
  #isRunning = false
  #isDue = false

  constructor(sockets: Sockets, cart: Followed, ports: PricePorts & { readonly log: Log }) {
    this.#sockets = sockets
    this.#cart = cart
    this.#ports = ports
  }

  /**
   * Notes a commit, and sends it in a later turn, so that the request that wrote is answered first.
   * @param isDue false if the caller runs the push itself
   */
  committed(write: Committed | null, position: Position, isDue: boolean): void {
    if (write) this.#remember(position, write.name === MERGED ? null : write.before)
    if (!isDue || this.#isDue) return
    this.#isDue = true
    setTimeout(() => {
      this.#isDue = false
      void this.run()
    }, 0)
  }

  /** Sends at once if the isolate has the products. Never throws. */
  async run(): Promise<void> {
    // The running turn continues until every connection is up to date.
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      let isBehind = true
      while (isBehind) {
        const turn = this.#turn()
        isBehind = turn instanceof Promise ? await turn : turn
      }
    } catch (error) {
      this.#ports.log('error', 'live.push_failed', { alert: true, reason: describeError(error) })
      this.#sockets.closeAll(CLOSE.unavailable, 'Connect again.')
    } finally {
      this.#isRunning = false
    }
  }

  /** Updates the connections in one language; false if all have the present state afterwards. */
  #turn(): boolean | Promise<boolean> {
    const ended = this.#cart.ended()
    if (ended) {
      this.#sockets.closeAll(closeCodeOf(ended), ended.detail)
      return false
    }
    const position = this.#cart.position()
    const behind = this.#sockets.all().filter((socket) => !isAt(attachedTo(socket).at, position))
    const [first] = behind
    if (!first) return false
    const state = this.#cart.state()
    const key = attachedTo(first).locales.join()
    const group = behind.filter((socket) => attachedTo(socket).locales.join() === key)
    const befores = this.#befores(group, key, state)
    const locales = this.#same(key, attachedTo(first).locales)
    const shown = this.#view(state, locales)
    if (!(shown instanceof Promise) && befores.every(({ view }) => !(view instanceof Promise))) {
      // The cast: none of them is a promise.
      this.#send(group, key, state, shown, befores as readonly Before[])
      // Nothing can have been written in this turn, so only the other languages are left.
      return behind.length > group.length
    }
    const views = Promise.all(befores.map(async ({ at, view }) => ({ at, view: await view })))
    return Promise.all([shown, views]).then(([view, known]) => {
      this.#send(group, key, state, view, known)
      return true
    })
  }

  #send(group: readonly WebSocket[], key: string, state: CartState, view: CartView, befores: readonly Before[]): void {
    const texts = new Map(
      befores.map(({ at, view: before }) => [nameOf(at), JSON.stringify(messageOf(at, before, view, state))]),
    )
    for (const socket of group) {
      const text = texts.get(nameOf(attachedTo(socket).at))
      if (text !== undefined) this.#sockets.send(socket, text, state)
    }
    this.#shown.set(key, { epoch: state.epoch, version: state.version, view })
  }

  /** The views of the states that these connections have; null if a state can no longer be computed. */
  #befores(group: readonly WebSocket[], key: string, state: CartState) {
    const positions = new Map(group.map((socket) => [nameOf(attachedTo(socket).at), attachedTo(socket).at]))
    return [...positions.values()].map((at) => ({ at, view: this.#viewAt(at, key, state) }))
  }

  #viewAt(at: Position | null, key: string, state: CartState): CartView | null | Promise<CartView> {
    if (!at || !isNear(at, state)) return null
    const shown = this.#shown.get(key)
    const undos = this.#undosSince(at, state)
    if (!undos) return null
    if (shown && same(shown, at)) return shown.view
    const before = stateBefore(state, this.#cart.rows(), at, undos, Date.now())
    return this.#view(before, this.#same(key, key.split(',')))
  }

  /** Newest first; null if one of them is missing. */
  #undosSince(at: Position, { epoch, version }: Position): readonly (readonly Change[])[] | null {
    let onDisk: ReadonlyMap<number, Undo> | null = null
    const undos: (readonly Change[])[] = []
    for (let one = version; one > at.version; one--) {
      const name = formatPosition({ epoch, version: one })
      if (!this.#recent.has(name)) onDisk ??= this.#cart.undosAfter(at)
      const undo = this.#recent.has(name) ? this.#recent.get(name) : onDisk?.get(one)
      if (!undo) return null
      undos.push(undo)
    }
    return undos
  }

  #view(state: CartState, locales: readonly string[]): CartView | Promise<CartView> {
    return viewOfCart(this.#ports, state, locales, NOWHERE, 'live')
  }

  /** Returns the same array for equal locales, because answers are cached by the array. */
  #same(key: string, locales: readonly string[]): readonly string[] {
    const known = this.#locales.get(key) ?? locales
    this.#locales.set(key, known)
    return known
  }

  #remember(position: Position, undo: Undo): void {
    this.#recent.set(formatPosition(position), undo)
    const [oldest] = this.#recent.keys()
    if (this.#recent.size > MAX_VERSIONS && oldest !== undefined) this.#recent.delete(oldest)
  }
}

interface Before {
  readonly at: Position | null
  readonly view: CartView | null
}

function messageOf(at: Position | null, before: CartView | null, view: CartView, to: Position) {
  return at && before ? changeOf(before.body, view, at, to) : resetOf(view, to)
}

function isAt(at: Position | null, present: Position): boolean {
  return at !== null && same(at, present)
}

function isNear(at: Position, present: Position): boolean {
  const versions = present.version - at.version
  return at.epoch === present.epoch && versions > 0 && versions <= MAX_VERSIONS
}

function nameOf(at: Position | null): string {
  return at ? formatPosition(at) : ''
}

export function closeCodeOf({ code }: ObjectRefusal): CloseCode {
  if (code === 'cart_merged') return CLOSE.merged
  return code === 'erased' ? CLOSE.erased : CLOSE.unavailable
}
