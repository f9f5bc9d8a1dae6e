/**
 * A shopper's device: a client that numbers its operations, keeps those that were not answered in a queue, and sends
 * them in order, after weeks too, to the cart that is its shopper's by then. It never sends an operation that was
 * answered.
 */

import type { CartRefusal } from '../../../src/domain/cart/decision.ts'
import type { AnyCartCommand } from '../../../src/domain/cart/sequence.ts'
import type { StepResult, WriteOutcome } from '../../../src/objects/aggregate/write.ts'
import { AnswerCheck } from '../answer-check.ts'
import { isStuck } from '../checker.ts'
import { commandOf, describe, PRODUCTS } from '../intentions.ts'
import type { ModelCommand } from '../model/cart.ts'
import { admit } from '../model/clients.ts'
import { IMMORTAL } from '../remote.ts'
import type { Meant, Truth } from '../witness/truth.ts'
import type { World } from '../world.ts'

interface Queued {
  readonly seq: number
  readonly command: ModelCommand
}

interface Answer {
  readonly outcome: WriteOutcome<CartRefusal>
  readonly truth: Truth
  /** Whether nothing else happened to the cart during the call. */
  readonly isAlone: boolean
}

const MAX_AT_ONCE = 20

export class Device {
  readonly name: string
  /** The guest or user as whom it began. */
  readonly #shopperId: string
  readonly #world: World
  #client = ''
  #begun = 0
  #last = 0
  #sent = 0
  #queue: readonly Queued[] = []
  #isOver = false
  /** Answered operations of the present client, with the cart that answered. */
  readonly acknowledged: { readonly client: string; readonly seq: number; readonly cartId: string }[] = []
  underWay = 0

  constructor(name: string, shopperId: string, world: World) {
    this.name = name
    this.#shopperId = shopperId
    this.#world = world
    this.#begin()
  }

  get waiting(): boolean {
    return this.underWay > 0
  }

  /** Operations without an answer that can come; none once the cart was erased or waits for an operator. */
  get unsent(): number {
    const isOver = this.#isOver || isStuck(this.#world, 'cart', this.#cartId() ?? this.#shopperId)
    return isOver ? 0 : this.#queue.length
  }

  /** Puts some operations into the queue, and perhaps sends it. */
  act(): void {
    const { scheduler } = this.#world
    for (let more = scheduler.between(0, 3); more > 0; more--) {
      this.#queue = [...this.#queue, { seq: ++this.#last, command: commandOf(scheduler, this.name, []) }]
    }
    if (scheduler.chance(0.7)) this.send()
    // Two tabs send one queue.
    if (scheduler.chance(0.15)) this.send()
  }

  /** The browser's storage was cleared: the same device is another client from now on. */
  startOver(): void {
    if (this.#queue.length === 0 && this.underWay === 0) this.#begin()
  }

  /** Sends the queue from its first operation. */
  send(): void {
    const [first] = this.#queue
    const cartId = this.#cartId()
    if (!first || cartId === null || this.#isOver || this.underWay >= 3) return
    void this.#attempt(cartId, this.#client, this.#queue.slice(0, MAX_AT_ONCE))
  }

  /** The shopper's cart, or null until a sign-in has reported the outcome for the guest's. */
  #cartId(): string | null {
    const binding = this.#world.witness.bindings.get(this.#shopperId)
    if (!binding) return this.#shopperId
    return binding.report ? binding.userId : null
  }

  #begin(): void {
    this.#client = `${this.name}-${this.#begun++}`
    this.#last = 0
  }

  /** The cart does not know the client: the shopper is asked, and some of the operations are sent again as new ones. */
  #askShopper(): void {
    const wanted = this.#queue.filter(() => this.#world.scheduler.chance(0.5))
    this.#begin()
    this.#queue = wanted.map(({ command }) => ({ seq: ++this.#last, command }))
  }

  async #attempt(cartId: string, client: string, queued: readonly Queued[]): Promise<void> {
    const { witness } = this.#world
    const name = `${this.name} ${this.#sent++}`
    const meant: Meant = {
      name,
      client,
      kind: 'write',
      steps: queued,
      atomic: false,
      products: PRODUCTS,
      ifMatch: null,
    }
    this.#world.meant.set(name, meant)
    const steps = queued.map(({ seq, command }) => {
      // The cast: the model repeats the types of the shipped commands.
      return { command: { type: 'sequenced', client, seq, command } as AnyCartCommand, key: null }
    })
    const write = {
      requestId: name,
      key: null,
      ifMatch: null,
      name,
      steps,
      atomic: false,
      facts: { products: PRODUCTS },
    }
    this.underWay++
    try {
      const label = `${client} at ${cartId} ${queued[0]?.seq}… ${describe(meant)}`
      const answer = await this.#world.cart(cartId).call(IMMORTAL, label, async ({ aggregate }): Promise<Answer> => {
        const before = witness.cart(cartId)
        const outcome = await aggregate.write(write)
        const truth = witness.cart(cartId)
        return { outcome, truth, isAlone: before === truth }
      })
      this.#answered(cartId, client, queued, answer)
    } catch (error) {
      new AnswerCheck(cartId, this.#world).failure(error)
    } finally {
      this.underWay--
    }
  }

  #answered(cartId: string, client: string, queued: readonly Queued[], { outcome, truth, isAlone }: Answer): void {
    if (outcome.status === 'refused') {
      const { code } = outcome.refusal
      // A sealed guest's cart: the next attempt goes to the user's.
      if (code === 'erased') this.#isOver = true
      else if (code !== 'sealed') this.#fail(`${client} was refused ${code}`)
      return
    }
    const codes = outcome.results.map((result) => this.#check(client, result))
    if (isAlone) this.#compare(client, queued, codes, truth)
    const [first] = codes
    // An answer to an earlier client changes nothing any more.
    if (client !== this.#client) return
    if (first === 'unknown_client' || first === 'sequence_gap') {
      const { restored, sequences } = this.#world.witness
      const isLost = restored.has(cartId) || restored.has(this.#shopperId) || sequences.isForgotten(client)
      const isNew = queued[0]?.seq === 1
      if (!isLost && !isNew) this.#fail(`${client} got ${first}, but the cart must have it`)
      this.#askShopper()
      return
    }
    for (const { seq } of queued) this.acknowledged.push({ client, seq, cartId })
    const done = queued.at(-1)?.seq ?? 0
    this.#queue = this.#queue.filter(({ seq }) => seq > done)
  }

  /** The code of a refusal, or the status. */
  #check(client: string, result: StepResult<CartRefusal>): string {
    if (result.status === 'refused') return result.refusal.code
    if (result.status === 'replayed') this.#fail(`${client} was answered with the result of a key`)
    return result.status
  }

  /** An answer that wrote nothing must be the one that the model computes for that state. */
  #compare(client: string, queued: readonly Queued[], codes: readonly string[], { model, state }: Truth): void {
    if (state !== 'live') return
    for (const [place, { seq }] of queued.entries()) {
      const admitted = admit(model.clients, client, seq)
      const code = codes[place]
      const isRight = admitted === 'done' ? code === 'done' : admitted === code
      if (!isRight) this.#fail(`${client} ${seq} was answered ${code}, but is ${admitted}`)
    }
  }

  #fail(message: string): void {
    this.#world.fail(`${this.name}: ${message}`)
  }
}
