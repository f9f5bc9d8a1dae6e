/** Compares each answer to a shopper with the state that the witness saw on the object's disk. */
import { Unavailable } from '../../src/objects/aggregate/life.ts'
import { Lost } from './host.ts'
import { PRODUCTS } from './intentions.ts'
import { applyCommand, NOTHING } from './model/cart.ts'
import { textOf } from './model/text.ts'
import { DiskFault } from './object-storage.ts'
import type { Shown } from './shown.ts'
import type { Meant, Truth } from './witness/truth.ts'
import type { World } from './world.ts'

const NOTHING_TEXT = textOf(NOTHING)

export class AnswerCheck {
  readonly #id: string
  readonly #world: World

  constructor(id: string, world: World) {
    this.#id = id
    this.#world = world
  }

  /** The cart in the answer must equal the cart at that position. */
  shown(what: string, { position, text, erased }: Shown, truth: Truth): void {
    const { witness } = this.#world
    const fail = (message: string) => this.#world.fail(`${this.#id}: ${what} ${message}`)
    if (position.version === 0 || erased) {
      if (truth.state === 'live' || truth.state === 'evicted') fail('showed an empty cart, but there is one')
      else if (text !== NOTHING_TEXT) fail(`showed ${text}, but the cart has ended`)
    } else if (!witness.mayBe('cart', this.#id, position, text))
      fail(`showed ${text}, which the cart never held at this position`)
  }

  /** A refusal must be the one that the model computes for the refused state. */
  refusal(meant: Meant, code: string, shown: Shown, truth: Truth): void {
    const fail = (message: string) => this.#world.fail(`${this.#id}: ${meant.name} was refused with ${code} ${message}`)
    if ((code === 'erased') !== (truth.state === 'erased')) fail(`although the cart is ${truth.state}`)
    if ((code === 'sealed') !== (truth.seal !== null && truth.state !== 'erased'))
      fail(`although the cart is bound to ${truth.seal}`)
    if (['erased', 'sealed', 'nothing_to_undo', 'idempotency_key_reused'].includes(code)) return
    if (code === 'version_mismatch') {
      const { ifMatch } = meant
      if (!ifMatch || (ifMatch.epoch === shown.position.epoch && ifMatch.version === shown.position.version))
        fail('although If-Match matches')
      return
    }
    let model = truth.model
    for (const [order, { command }] of meant.steps.entries()) {
      const next = applyCommand(model, command, { at: shown.at, order }, PRODUCTS)
      if (next === code) return
      if (typeof next === 'string') break
      model = next
    }
    fail(`at ${textOf(truth.model)}`)
  }

  /** A call may fail only for a reason that the weather explains. */
  failure(error: unknown): void {
    if (error instanceof Lost || error instanceof DiskFault) return
    if (error instanceof Unavailable) {
      if (!this.#world.mayBeUnavailable(this.#id))
        this.#world.fail(`${this.#id}: a call was unavailable without a cause`)
      return
    }
    this.#world.fail(`${this.#id}: a call threw ${error instanceof Error ? error.stack : error}`)
  }
}
