/**
 * A shopper with a cart, who acts at random, remembers the answers, and sends a write again under the same key if it
 * was not answered. Each answer is compared with what the witness saw on the object's disk.
 */
import type { CartCommand } from '../../src/domain/cart/decide.ts'
import type { CartRefusal } from '../../src/domain/cart/decision.ts'
import { type Position, same } from '../../src/domain/position.ts'
import type { Envelope, Step, WriteOutcome } from '../../src/objects/aggregate/write.ts'
import type { Cart } from '../../src/objects/cart/cart.ts'
import { AnswerCheck } from './answer-check.ts'
import { describe, mean, PRODUCTS } from './intentions.ts'
import { Merging } from './merging.ts'
import type { ModelCommand } from './model/cart.ts'
import { IMMORTAL } from './remote.ts'
import { type Shown, show } from './shown.ts'
import type { Meant, Truth } from './witness/truth.ts'
import type { World } from './world.ts'

interface Answer {
  readonly outcome: WriteOutcome<CartRefusal>
  readonly shown: Shown
  readonly truth: Truth
  readonly alone: boolean
}

/** A later repeat may find its key forgotten, so no shopper sends one. */
const PATIENCE_MS = 10 * 3600_000
const MAX_ATTEMPTS = 6
const MERGES = 0.06

export class Shopper {
  readonly id: string
  readonly #world: World
  readonly #check: AnswerCheck
  /** The users as whom a guest may log in. */
  readonly #users: readonly string[]
  readonly merging: Merging
  #last: Shown | null = null
  readonly #earlier: Position[] = []
  #numbers = 0
  #underWay = 0
  /** The newest write with a key, and the time of its first attempt. */
  #keyed: { readonly meant: Meant; readonly born: number } | null = null
  /** Writes that were answered with success. */
  readonly accepted = new Set<string>()
  readonly refusedNames = new Set<string>()

  constructor(id: string, world: World, users: readonly string[] = []) {
    this.id = id
    this.#world = world
    this.#check = new AnswerCheck(id, world)
    this.#users = id.startsWith('gst_') ? users : []
    this.merging = new Merging(id, world)
  }

  get waiting(): boolean {
    return this.#underWay + this.merging.underWay > 0
  }

  /** Starts one action; the answer arrives later. */
  act(): void {
    const { scheduler } = this.#world
    if (scheduler.chance(0.2) || this.#world.witness.bindings.isOver(this.id)) return void this.read()
    if (this.#users.length > 0 && scheduler.chance(MERGES)) {
      this.merging.begin(this.#users)
      return
    }
    if (this.#underWay >= 3) return
    const position = this.#seenLast()
    const seen = position && this.#last ? { ...this.#last, position } : null
    const meant = mean(scheduler, this.id, this.#numbers++, seen)
    this.#world.meant.set(meant.name, meant)
    const keyed = meant.kind === 'undo' || scheduler.chance(0.75)
    const born = scheduler.time
    if (keyed) this.#keyed = { meant, born }
    void this.#attempt(meant, keyed, born, 1)
    // This is a double click.
    if (keyed && scheduler.chance(0.1)) void this.#attempt(meant, keyed, born, MAX_ATTEMPTS)
  }

  /** A client that missed the answer sends its newest keyed write again, long after it took effect. */
  repeat(): void {
    const { scheduler, witness } = this.#world
    if (!this.#keyed || scheduler.time - this.#keyed.born >= PATIENCE_MS || witness.bindings.isOver(this.id)) return
    const { meant, born } = this.#keyed
    void this.#attempt(meant, true, born, MAX_ATTEMPTS)
  }

  /** The position that this tab saw last; another tab may have seen an earlier life of the cart. */
  #seenLast(): Position | null {
    const last = this.#last?.position
    if (!last) return null
    const earlier = this.#earlier.find(({ epoch, version }) => epoch < last.epoch && version === last.version)
    return earlier && this.#world.scheduler.chance(0.7) ? earlier : last
  }

  #see(shown: Shown): void {
    const { position } = shown
    if (position.version > 0 && position.version < 20) this.#earlier.push(position)
    this.#last = shown
  }

  /** Sends a write that is certain to be accepted. */
  nudge(): void {
    this.write({ type: 'select', selected: true })
  }

  write(command: ModelCommand): void {
    const name = `${this.id}-${this.#numbers++}`
    const steps = [{ command }]
    const meant: Meant = { name, kind: 'write', steps, atomic: true, products: PRODUCTS, ifMatch: null }
    this.#world.meant.set(name, meant)
    void this.#attempt(meant, true, this.#world.scheduler.time, 1)
  }

  /** Reads the cart; resolves when the read was answered or lost. */
  async read(mustAnswer = false): Promise<void> {
    const { scheduler, witness } = this.#world
    this.#underWay++
    try {
      const { shown, truth } = await this.#world.cart(this.id).call(IMMORTAL, `${this.id} reads`, async (cart) => {
        await cart.aggregate.ready()
        return { shown: show(cart, scheduler.wall(this.id)), truth: witness.cart(this.id) }
      })
      this.#check.shown('a read', shown, truth)
      if (shown.position.version > 0) this.#see(shown)
    } catch (error) {
      if (mustAnswer) this.#world.fail(`${this.id}: a read was not answered: ${error}`)
      this.#check.failure(error)
    } finally {
      this.#underWay--
    }
  }

  async #attempt(meant: Meant, keyed: boolean, born: number, number: number): Promise<void> {
    const { scheduler } = this.#world
    this.#underWay++
    const again = () => {
      if (!keyed || number >= MAX_ATTEMPTS || scheduler.chance(0.15)) return
      scheduler.in(scheduler.between(200, 20_000), `${meant.name} again`, () => {
        if (scheduler.time - born < PATIENCE_MS && !this.#world.witness.bindings.isOver(this.id))
          void this.#attempt(meant, keyed, born, number + 1)
      })
    }
    try {
      const label = `${this.id} ${meant.name} ${describe(meant)}`
      await this.#world
        .cart(this.id)
        .call(IMMORTAL, label, async (cart) => {
          const before = this.#world.witness.cart(this.id)
          const outcome = await this.#send(cart, meant, keyed)
          const shown = show(cart, scheduler.wall(this.id))
          scheduler.trace?.(
            `    ${meant.name} is ${outcome.status} ${outcome.status === 'refused' ? outcome.refusal.code : ''}`,
          )
          const truth = this.#world.witness.cart(this.id)
          // If several calls woke the cart together, each of them sees the state after the last one.
          const still = before.state === truth.state || (before.state !== 'erased' && truth.state !== 'erased')
          const alone = this.#underWay === 1 && still && same(before.position, truth.position)
          return { outcome, shown, truth, alone }
        })
        .then((answer) => this.#answered(meant, keyed, answer))
    } catch (error) {
      this.#check.failure(error)
      again()
    } finally {
      this.#underWay--
    }
  }

  async #send({ aggregate }: Cart, meant: Meant, keyed: boolean): Promise<WriteOutcome<CartRefusal>> {
    const { name, atomic, ifMatch, steps } = meant
    const byStep = keyed && steps.length > 1 && atomic && name.endsWith('s')
    const key = { key: name, hash: `hash of ${name}` }
    const envelope: Envelope = { requestId: name, key: keyed && !byStep ? key : null, ifMatch }
    if (meant.kind === 'undo') return aggregate.undo(envelope)
    const sent = steps.map(({ command }, index): Step<CartCommand> => {
      // The model repeats the types of the shipped commands.
      return {
        command: command as CartCommand,
        key: byStep ? { key: `${name}/${index}`, hash: `${name}/${index}` } : null,
      }
    })
    return aggregate.write({ ...envelope, name, steps: sent, atomic, facts: { products: PRODUCTS } })
  }

  #answered(meant: Meant, keyed: boolean, { outcome, shown, truth, alone }: Answer): void {
    const { name } = meant
    if (outcome.status === 'refused') {
      if (alone) this.#check.refusal(meant, outcome.refusal.code, shown, truth)
      if (!keyed) this.refusedNames.add(name)
      return
    }
    if (this.#none(outcome)) return
    this.#check.shown(name, shown, truth)
    this.#see(shown)
    this.accepted.add(name)
    if (!truth.applied.has(name) && !this.#world.ended.has(name) && !this.#world.witness.isAccounted(this.id, name)) {
      this.#world.fail(`${this.id}: ${name} was answered with ${outcome.status}, but did not take effect`)
    }
  }

  /** Whether no step of a write with several steps was accepted. */
  #none(outcome: WriteOutcome<CartRefusal>): boolean {
    return (
      outcome.status === 'accepted' &&
      outcome.results.length > 0 &&
      outcome.results.every((r) => r.status === 'refused')
    )
  }
}
