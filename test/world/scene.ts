/** One cart in a world without random faults: a test sets its one fault and controls what happens when. */
import type { CartCommand } from '../../src/domain/cart/decide.ts'
import type { CartRefusal } from '../../src/domain/cart/decision.ts'
import type { WriteOutcome } from '../../src/objects/aggregate/write.ts'
import type { Cart } from '../../src/objects/cart/cart.ts'
import { Lost } from './host.ts'
import { PRODUCTS } from './intentions.ts'
import { IMMORTAL } from './remote.ts'
import { type Shown, show } from './shown.ts'
import { calm } from './weather.ts'
import { World } from './world.ts'

export interface Answer {
  /** Null if the answer was lost. */
  readonly outcome: WriteOutcome<CartRefusal> | null
  readonly shown: Shown | null
}

const LONG_MS = 24 * 3600_000

/** Lines in the text form of a state. */
export const TEA = ['tea', 1, true, '{}', 'The tea', 100]
export const POT = ['pot', 1, true, '{}', 'The pot', 200]

/** The text of a cart that has only these lines. */
export function holding(...lines: unknown[]): string {
  return JSON.stringify([lines, [], [], null, []])
}

export class Scene {
  readonly world = new World(1, calm())
  readonly id: string
  #names = 0

  constructor(id = 'gst_ann') {
    this.id = id
  }

  get host() {
    return this.world.cart(this.id)
  }

  get truth() {
    return this.world.witness.cart(this.id)
  }

  /** Calls the object, and runs the world until the call is answered. */
  async ask<Value>(work: (cart: Cart) => Value | Promise<Value>): Promise<Value | null> {
    let settled: { readonly value: Value | null } | null = null
    let fault: { readonly error: unknown } | null = null
    this.world.scheduler.in(0, 'the test calls', () => {
      this.host.call(IMMORTAL, 'the test', work).then(
        (value) => {
          settled = { value }
        },
        (error: unknown) => {
          if (error instanceof Lost) settled = { value: null }
          else fault = { error }
        },
      )
    })
    const end = this.world.scheduler.time + LONG_MS
    while (!settled && !fault && (await this.world.step(end)));
    if (fault) throw (fault as { readonly error: unknown }).error
    if (!settled) throw new Error('the object never answered')
    return (settled as { readonly value: Value | null }).value
  }

  /** One command under a new key, or under the given one. */
  async write(command: CartCommand, name = this.name()): Promise<Answer> {
    const meant = {
      name,
      kind: 'write' as const,
      steps: [{ command }],
      atomic: true,
      products: PRODUCTS,
      ifMatch: null,
    }
    this.world.meant.set(name, meant as Parameters<typeof this.world.meant.set>[1])
    const answer = await this.ask(async (cart) => {
      const key = { key: name, hash: name }
      const steps = [{ command, key: null }]
      const outcome = await cart.aggregate.write({
        requestId: name,
        key,
        ifMatch: null,
        name,
        steps,
        atomic: true,
        facts: { products: PRODUCTS },
      })
      return { outcome, shown: plain(show(cart, this.world.scheduler.wall())) }
    })
    return answer ?? { outcome: null, shown: null }
  }

  add(sku: string, quantity = 1, name = this.name()): Promise<Answer> {
    return this.write({ type: 'add', sku, quantity }, name)
  }

  async read(): Promise<Shown> {
    const shown = await this.ask(async (cart) => {
      await cart.aggregate.ready()
      return plain(show(cart, this.world.scheduler.wall()))
    })
    if (!shown) throw new Error('the read was lost')
    return shown
  }

  /** The message that the object would send now, as it travels. */
  async message(): Promise<string> {
    const copy = await this.ask((cart) => cart.aggregate.snapshot())
    if (!copy) throw new Error('there is nothing to send')
    const { kind, id, epoch, version } = copy
    return JSON.stringify({ schema: 1, kind, id, epoch, version, requestId: null, copy })
  }

  pass(ms: number): Promise<void> {
    return this.world.pass(ms)
  }

  name(): string {
    return `write-${this.#names++}`
  }

  get recordPosition() {
    return this.world.copies.recordPosition('cart', this.id)
  }

  get recordText() {
    return withoutIds(this.world.copies.recordText('cart', this.id))
  }

  get l2Text() {
    return withoutIds(this.world.copies.l2Text(this.id))
  }

  /** Whether record and object are at the same position and the object knows it. */
  get settled(): boolean {
    const held = this.recordPosition
    const { position, dirty } = this.truth
    return !dirty && held?.epoch === position.epoch && held.version === position.version
  }
}

function plain(shown: Shown): Shown {
  return { ...shown, text: withoutIds(shown.text) ?? '' }
}

/** A test states the lines that it expects; the system chooses their ids. */
function withoutIds(text: string | null): string | null {
  return text?.replace(/,"[^"~]+~[^"]*"\]/g, ']') ?? null
}
