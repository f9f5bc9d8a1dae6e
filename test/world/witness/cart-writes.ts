/** Compares each operation of a cart with the model: writes of shoppers, merges, checkouts. */
import { type Position, same } from '../../../src/domain/position.ts'
import { applyCommand, type ModelCommand, type ModelState, NOTHING } from '../model/cart.ts'
import { admit, decided } from '../model/clients.ts'
import { type Adopted, adoptIds, idsIn, reportWith } from '../model/ids.ts'
import { importInto } from '../model/merge.ts'
import { ARRIVED, type Rows, stateOfRows } from '../model/text.ts'
import type { Bindings } from './bindings.ts'
import { CheckoutWrites, isOfCheckout, type OrdersSeen } from './checkout-writes.ts'
import { Sequences } from './sequences.ts'
import type { Fail, Meant, Operation, Truth } from './truth.ts'

export interface Written {
  readonly id: string
  /** Whether the operation began a life. */
  readonly fresh: boolean
  readonly from: Truth
  readonly is: Truth
  readonly operation: Operation
  readonly rows: Rows
}

const UNDO_MS = 10 * 60_000
/** One operation of a client. */
interface Numbered extends Pick<Meant, 'products'> {
  readonly client: string
  readonly seq: number
  readonly command: ModelCommand
  readonly order: number
}

/** Writes that a cart still accepts after it was bound to a user. */
const UNDER_SEAL = new Set(['merged', 'push', 'checkout_placed', 'checkout_sold', 'passed_on', 'forget'])

export class CartWrites {
  readonly #meant: ReadonlyMap<string, Meant>
  readonly #bindings: Bindings
  readonly #checkouts: CheckoutWrites
  readonly sequences = new Sequences()
  /** By cart: every id that one of its lines ever had. */
  readonly #ids = new Map<string, Set<string>>()

  constructor(meant: ReadonlyMap<string, Meant>, bindings: Bindings, orders: OrdersSeen) {
    this.#meant = meant
    this.#bindings = bindings
    this.#checkouts = new CheckoutWrites(bindings, orders)
  }

  wrote(written: Written, fail: Fail): Truth {
    const { from, operation } = written
    if (from.seal !== null && !UNDER_SEAL.has(operation.name)) fail(`${operation.name} was accepted by a sealed cart`)
    const told = this.#told(written, fail)
    const adopted = adoptIds(told.model, stateOfRows(written.rows))
    this.#checkIds(written, adopted, fail)
    const truth = { ...told, model: adopted.state }
    const { items, saved, removed, coupons, bound } = truth.model
    if (bound?.done && items.size + saved.size + removed.size + coupons.size > 0) {
      fail(`${operation.name} added lines or codes to a merged cart`)
    }
    return truth
  }

  /** Lines of another cart may keep their ids. */
  #checkIds({ id, operation: { name } }: Written, { state, ids }: Adopted, fail: Fail): void {
    const used = this.#ids.get(id) ?? new Set()
    const all = idsIn(state)
    if (new Set(all).size !== all.length) fail(`${name} left two lines with one id: ${all}`)
    const again = [...ids.values()].find((each) => used.has(each))
    if (again !== undefined && name !== 'import' && name !== 'take_back' && !this.#bindings.isRestored(id)) {
      fail(`${name} gave the id ${again} to another line`)
    }
    for (const each of all) used.add(each)
    this.#ids.set(id, used)
  }

  #told(written: Written, fail: Fail): Truth {
    const { from, is, operation } = written
    const own = (model: ModelState): Truth => ({ ...is, model, last: null, applied: from.applied })
    if (from.seal === null && is.seal !== null && operation.name !== 'seal') fail(`${operation.name} sealed the cart`)
    if (isOfCheckout(operation.name)) {
      const model = this.#checkouts.wrote(operation.name, written, fail)
      const begun = [...model.checkouts.keys()].filter((orderId) => !from.model.checkouts.has(orderId))
      const places = begun.map((orderId) => [orderId, is.position] as const)
      return { ...own(model), applied: new Map([...from.applied, ...places]) }
    }
    switch (operation.name) {
      case 'forget': {
        const next = applyCommand(from.model, { type: 'forget' }, { at: operation.at, order: 0 }, new Map())
        return own(typeof next === 'string' ? from.model : next)
      }
      case 'seal':
        return own(this.#sealed(written, fail))
      case 'import':
        return own(this.#imported(written, fail))
      case 'merged':
      // This is the same write, made by the alarm.
      case 'push':
        return own(this.#arrived(written, fail))
      default:
        return this.#shopper(written, fail)
    }
  }

  #sealed({ id, from, is, rows }: Written, fail: Fail): ModelState {
    const { bound } = stateOfRows(rows)
    if (!is.seal || bound?.userId !== is.seal || bound.done) {
      fail(`the cart was sealed for ${is.seal}, but is to hand its lines to ${bound?.userId}`)
      return from.model
    }
    // An operation other than these four was not requested.
    const strategy = bound.strategy as Parameters<Bindings['ask']>[2]
    const { items, saved, coupons, orders, clients } = from.model
    this.#bindings.bind({ guestId: id, userId: is.seal, strategy, items, saved, coupons, orders, clients }, fail)
    return { ...from.model, bound }
  }

  #imported({ id, from, is, operation, rows }: Written, fail: Fail): ModelState {
    const after = stateOfRows(rows)
    const [guestId, ...more] = [...after.guests.keys()].filter((guest) => !from.model.guests.has(guest))
    if (guestId === undefined || more.length > 0) {
      fail('an import did not add exactly one mark of a guest')
      return from.model
    }
    const binding = this.#bindings.get(guestId)
    const shaken = this.#bindings.isShaken(guestId)
    if (shaken) return after
    if (!binding || binding.userId !== id) {
      fail(`${guestId} was imported, but is bound to ${binding?.userId}`)
      return after
    }
    if (binding.report) fail(`${guestId} was imported twice`)
    const moment = { at: operation.at, order: is.position.version * 1_000 }
    const { state, report } = importInto(from.model, { ...binding, id: guestId }, moment)
    this.sequences.changed(new Map([...from.model.clients, ...binding.clients]), state.clients)
    const adopted = adoptIds(state, after)
    this.#bindings.arrived(guestId, reportWith(report, adopted), operation.at)
    // An order without an answer at the time of the seal may be among them by now.
    const later = [...after.orders].filter(([orderId]) => !state.orders.has(orderId))
    const its = this.#bindings.ordersOf(guestId)
    for (const [orderId, at] of later)
      if (its.get(orderId) !== at) fail(`the import noted ${orderId}, which is not an order of ${guestId}`)
    return { ...state, orders: new Map([...state.orders, ...later]) }
  }

  #arrived({ id, from, operation, rows }: Written, fail: Fail): ModelState {
    const { done } = (rows.merge ?? {}) as { readonly done?: { readonly report: unknown } }
    this.#bindings.heard(id, done?.report, operation.at)
    const binding = this.#bindings.get(id)
    if (!from.model.bound) fail('the lines arrived, but the cart was not bound')
    if (binding && !this.#bindings.isShaken(id)) {
      const erased = this.#bindings.isErased(binding.userId)
      if (!binding.report && !erased) fail('the lines left the cart, but did not arrive')
      const expected = JSON.stringify(binding.report ?? [])
      const reported = JSON.stringify(done?.report)
      if (reported !== expected && !(erased && reported === '[]'))
        fail(`the merge reports ${reported}, but should report ${expected}`)
    }
    // Orders under way continue here.
    const { checkouts, keys, orders, returned } = from.model
    return { ...NOTHING, bound: ARRIVED, checkouts, keys, orders, returned }
  }

  #shopper(written: Written, fail: Fail): Truth {
    const { id, fresh, from, is, operation } = written
    const { at, name } = operation
    const meant = this.#meantBy(operation)
    if (!meant) {
      fail(`no shopper sent the operation ${name}`)
      return is
    }
    // Repeats of a numbered write may have more to do; the numbers tell each operation.
    if (from.applied.has(meant.name) && !meant.client) fail(`${meant.name} took effect twice`)
    const { ifMatch } = meant
    if (ifMatch && !same(ifMatch, from.position) && !(fresh && ifMatch.version === 0)) {
      fail(`${meant.name} was accepted although its If-Match is not the current position`)
    }
    if (this.#bindings.isOver(id)) fail(`${meant.name} came after the guest's token had ended`)
    const applied = new Map<string, Position>(from.applied).set(meant.name, is.position)
    if (meant.kind === 'undo') {
      if (!from.last || from.last.at + UNDO_MS <= at)
        fail(`${meant.name} reverted a write that can no longer be undone`)
      const { clients } = from.model
      return { ...is, model: { ...(from.last?.before ?? NOTHING), clients }, last: null, applied }
    }
    let model = from.model
    let accepted = 0
    let decisions = 0
    for (const [index, { command, seq }] of meant.steps.entries()) {
      const order = is.position.version * 1_000 + index
      if (meant.client && seq !== undefined) {
        const [after, isAccepted] = this.#numbered(
          written,
          model,
          { ...meant, client: meant.client, seq, command, order },
          fail,
        )
        if (after !== model) decisions++
        if (isAccepted) accepted++
        model = after
        continue
      }
      const next = applyCommand(model, command, { at, order }, meant.products)
      if (typeof next !== 'string') {
        model = next
        accepted++
      } else if (meant.atomic) fail(`${meant.name} was accepted, but should be refused: ${next}`)
    }
    if (accepted + decisions === 0) fail(`${meant.name} was accepted, but each of its steps should be refused`)
    // A shopper who added a code may remove it by name.
    const isUndoable = accepted > 0 && meant.steps.every(({ command }) => !('code' in command))
    return { ...is, model, last: isUndoable ? { before: from.model, at } : null, applied }
  }

  /** The state after an operation of a client, and whether the operation was applied. */
  #numbered(
    { id, operation: { at } }: Written,
    model: ModelState,
    { client, seq, command, order, products }: Numbered,
    fail: Fail,
  ): readonly [ModelState, boolean] {
    if (admit(model.clients, client, seq) !== 'next') return [model, false]
    if (!this.sequences.decide(client, seq) && !this.#bindings.isRestored(id))
      fail(`${client} ${seq} was decided twice`)
    const next = applyCommand(model, command, { at, order }, products)
    const refusal = typeof next === 'string' ? next : null
    const clients = decided(model.clients, client, { seq, at, refusal })
    this.sequences.changed(model.clients, clients)
    return [{ ...(typeof next === 'string' ? model : next), clients }, refusal === null]
  }

  #meantBy({ name, keys }: Operation): Meant | undefined {
    if (name !== 'undo') return this.#meant.get(name)
    const [entry] = keys ? (JSON.parse(String(keys)) as { key: string }[]) : []
    return this.#meant.get(String(entry?.key))
  }
}
