/**
 * Reads an object's disk after every commit and checks what must hold there for every kind: each accepted write raised
 * the version by one and left the expected rows, nothing else changed, and a dirty object has a due time.
 */
import type { Copy, Kind } from '../../../src/domain/copy.ts'
import { compare, formatPosition, type Position, same } from '../../../src/domain/position.ts'
import type { AnyHost } from '../host.ts'
import { type ModelState, NOTHING } from '../model/cart.ts'
import { type Rows, stateOfRows, textOf, textOfCopied } from '../model/text.ts'
import { nameOf } from '../objects.ts'
import { Bindings } from './bindings.ts'
import { CartWrites } from './cart-writes.ts'
import type { OrdersSeen } from './checkout-writes.ts'
import { checkAlarm, checkExpiry, checkReleased } from './ends.ts'
import { mayHaveCaughtUp, type Sequences } from './sequences.ts'
import { BY_SHOP, type Fail, type Meant, type Operation, rowsOf, standOf, type Truth, UNBORN } from './truth.ts'

export interface Surroundings {
  readonly meant: ReadonlyMap<string, Meant>
  readonly orders: OrdersSeen
  wall(host: AnyHost): number
  /** Whether the clock has jumped: then an overdue alarm may seem to be in the future. */
  hasJumped(host: AnyHost): boolean
  recordPosition(kind: Kind, id: string): Position | null
  /** The copies that the object of this cart has read from the record, in any life. */
  copiesRead(cartId: string): readonly (Copy | null)[]
  /** Whether somebody asked for the erasure of this cart. */
  mayErase(cartId: string): boolean
  /** A life with these writes has ended. */
  over(names: Iterable<string>): void
  /** An object of a kind without a model wrote something, or ended. */
  wrote(host: AnyHost, operation: Operation | null, rows: Rows): void
  /** Whether a restore happened that other places remember: then writes are accepted without a comparison. */
  isShaken(): boolean
  fail(message: string): void
}

export class Witness {
  readonly bindings: Bindings
  readonly #around: Surroundings
  readonly #carts: CartWrites
  readonly #truths = new Map<string, Truth>()
  /** The truths at a position, by their text; there are two only after an object was restored. */
  readonly #truthsAt = new Map<string, Map<string, Truth>>()
  /** By cart: writes that were lost because the object was put back. */
  readonly #lost = new Map<string, Set<string>>()
  readonly #touched = new Set<string>()
  /** Names of objects that were put back to an older state; weaker rules hold for them. */
  readonly restored = new Set<string>()

  constructor(around: Surroundings) {
    this.#around = around
    this.bindings = new Bindings(this)
    this.#carts = new CartWrites(around.meant, this.bindings, around.orders)
  }

  get sequences(): Sequences {
    return this.#carts.sequences
  }

  truth(kind: Kind, id: string): Truth {
    return this.#truths.get(`${kind}:${id}`) ?? UNBORN
  }

  cart(id: string): Truth {
    return this.truth('cart', id)
  }

  /** The possible full copies of the object at this position, as text. */
  mayBe(kind: Kind, id: string, position: Position, text: string): boolean {
    return this.#truthsAt.get(`${kind}:${id} ${formatPosition(position)}`)?.has(text) ?? false
  }

  /** An object was put back to the moment of this truth. */
  restore(kind: Kind, id: string, truth: Truth): void {
    const lost = this.#lost.get(id) ?? new Set()
    for (const name of this.truth(kind, id).applied.keys()) if (!truth.applied.has(name)) lost.add(name)
    this.#lost.set(id, lost)
    for (const client of this.truth(kind, id).model.clients.keys()) this.sequences.forget(client)
    this.#truths.set(`${kind}:${id}`, truth)
    this.restored.add(nameOf(kind, id))
    this.#touched.delete(`${kind}:${id}`)
  }

  /** The rows and copies of a cart now have the form of the released version; their content is unchanged. */
  translate(id: string, rows: Rows): void {
    const model = stateOfRows(rows)
    const truth = { ...this.cart(id), model, text: textOf(model), last: null }
    this.#truths.set(`cart:${id}`, truth)
    this.#note(`cart:${id}`, truth)
  }

  /** Whether this write took effect, or was lost with an ended life or a state that was put back. */
  isAccounted(id: string, name: string): boolean {
    return this.cart(id).applied.has(name) || (this.#lost.get(id)?.has(name) ?? false)
  }

  observe(host: AnyHost): void {
    const { kind, id, disk } = host
    const key = `${kind}:${id}`
    if (!this.#touched.has(key)) {
      if (disk.run("SELECT 1 FROM sqlite_master WHERE name = 'meta'").length === 0) return
      this.#touched.add(key)
    }
    const fail = (message: string) => this.#around.fail(`${nameOf(kind, id)}: ${message}`)
    if (disk.run("SELECT 1 FROM sqlite_master WHERE name = 'meta'").length === 0) {
      this.#touched.delete(key)
      checkReleased(host, this.truth(kind, id), this.#around, fail)
      return
    }
    const stand = standOf(disk)
    if (!stand) {
      fail('the tables exist without a position')
      return
    }
    const { operation, ...now } = stand
    const was = this.truth(kind, id)
    const rows = rowsOf(disk)
    let truth: Truth = { ...was, ...now }
    if (compare(now.position, was.position) < 0) fail('the position went back')
    if (was.seal !== null && now.seal !== was.seal && now.state !== 'expired' && now.state !== 'erased') {
      fail(`the cart was bound to ${was.seal}, and is now bound to ${now.seal}`)
    }
    if (!same(now.position, was.position) || now.state !== was.state) {
      if (now.state === 'expired' || now.state === 'erased') truth = this.#ended(host, was, truth, fail)
      else if (now.state === 'evicted') truth = this.#evicted(host, was, truth, fail)
      else if (operation) truth = this.#wrote(host, was, truth, { operation, rows }, fail)
      else if (was.state !== 'evicted' || !same(was.position, now.position))
        truth = this.#minted(host, was, truth, rows, fail)
    }
    const moved = !same(now.position, was.position) || now.state !== was.state || now.dirty !== was.dirty
    truth = { ...truth, stirredAt: moved ? this.#around.wall(host) : was.stirredAt }
    this.#truths.set(key, truth)
    this.#note(key, truth)
    this.#compareRows(host, truth, rows, fail)
    checkAlarm(host, truth, this.#around, fail)
  }

  #ended(host: AnyHost, was: Truth, is: Truth, fail: Fail): Truth {
    const { epoch, version } = is.position
    const isNext = epoch === was.position.epoch && version === was.position.version + 1
    // An expired object's storage is finally deleted; then the object is like new.
    const isFirst = version === 1 && (was.state === 'none' || (was.state === 'expired' && epoch > was.position.epoch))
    const next = isNext || isFirst
    if (!next && !this.#isRestored(host)) fail('the tombstone does not have the next position')
    if (is.state === 'expired' && was.state === 'erased') fail('an erased object expired')
    if (is.state === 'expired') checkExpiry(host, was, this.#around, fail)
    const mayErase = host.kind !== 'cart' || this.#around.isShaken() || this.#around.mayErase(host.id)
    if (is.state === 'erased' && !mayErase) fail('the cart was erased although no erasure was requested')
    this.#around.over(was.applied.keys())
    for (const client of was.model.clients.keys()) this.sequences.forget(client)
    if (host.kind !== 'cart') this.#around.wrote(host, null, {})
    return { ...is, text: '', model: NOTHING, last: null, applied: new Map() }
  }

  #evicted(host: AnyHost, was: Truth, is: Truth, fail: Fail): Truth {
    if (!same(was.position, is.position)) fail('an eviction changed the position')
    const held = this.#around.recordPosition(host.kind, host.id)
    const isHeld = held !== null && compare(held, is.position) >= 0
    if (!isHeld && !this.#around.isShaken()) fail('the object was evicted before the record held its position')
    if (was.model.bound?.done === false) fail('the cart was evicted with lines that had not arrived')
    if (was.model.checkouts.size > 0) fail('the cart was evicted with a checkout under way')
    return { ...is, last: null }
  }

  #wrote(
    host: AnyHost,
    was: Truth,
    is: Truth,
    { operation, rows }: { readonly operation: Operation; readonly rows: Rows },
    fail: Fail,
  ): Truth {
    const fresh = was.state === 'none' || was.state === 'expired'
    const { epoch, version } = is.position
    if (was.state === 'erased') fail('a write was accepted after the erasure')
    if (was.state === 'evicted') fail('a write was accepted without the evicted rows')
    if (fresh ? version !== 1 || epoch <= was.position.epoch : epoch !== was.position.epoch)
      fail('the write has a wrong epoch')
    if (!fresh && version !== was.position.version + 1) fail('the write did not raise the version by one')
    const wroteAt = this.#around.wall(host)
    if (operation.at !== wroteAt) fail(`${operation.name} is stored with a time that is not the time of the write`)
    const written: Truth = { ...is, wroteAt, changedAt: BY_SHOP.has(operation.name) ? was.changedAt : wroteAt }
    const from: Truth = fresh ? { ...was, text: '', model: NOTHING, last: null, applied: new Map() } : was
    if (host.kind === 'cart' && this.#around.isShaken()) {
      const model = stateOfRows(rows)
      return { ...written, last: null, model, text: textOf(model), applied: from.applied }
    }
    if (host.kind === 'cart') {
      const told = this.#carts.wrote({ id: host.id, fresh, from, is: written, operation, rows }, fail)
      return { ...told, text: textOf(told.model) }
    }
    this.#around.wrote(host, operation, rows)
    return { ...written, text: textOfCopied(host.kind, rows) }
  }

  /** A new epoch without a write: only an object that was put back to an older state has a reason for it. */
  #minted(host: AnyHost, was: Truth, is: Truth, rows: Rows, fail: Fail): Truth {
    const { kind, id, name } = host
    if (!this.restored.has(name)) fail('a new epoch began without a cause')
    if (kind !== 'cart') {
      const at = this.#around.wall(host)
      this.#around.wrote(host, { name: 'put_back', keys: null, at }, rows)
      return { ...is, last: null, wroteAt: at, text: textOfCopied(kind, rows) }
    }
    // An empty object that asked the record took the record's rows: a state that it once had.
    if (was.state !== 'none' && was.state !== 'expired') {
      // The rows are its own, except that watermarks never go back.
      const { clients } = is.state === 'live' ? stateOfRows(rows) : was.model
      const { clients: own } = was.model
      if (!mayHaveCaughtUp(own, was.position, this.#around.copiesRead(id), clients)) fail('its watermarks went back')
      const model = { ...was.model, clients }
      return { ...is, last: null, model, text: was.text === '' ? '' : textOf(model) }
    }
    const model: ModelState = stateOfRows(rows)
    const text = textOf(model)
    const adopted = this.#everWas(id, is.position.version, text)
    if (!adopted) fail('the cart adopted rows that it never had')
    const { wroteAt, changedAt, applied } = adopted ?? is
    return { ...is, last: null, model, text, wroteAt, changedAt, applied }
  }

  /** The truth of this cart at any position with this version and text. */
  #everWas(id: string, version: number, text: string): Truth | undefined {
    for (const [name, truths] of this.#truthsAt) {
      const truth = name.startsWith(`cart:${id} `) ? truths.get(text) : undefined
      if (truth?.position.version === version) return truth
    }
    return undefined
  }

  #note(key: string, truth: Truth): void {
    const { position, state, text } = truth
    const name = `${key} ${formatPosition(position)}`
    const truths = this.#truthsAt.get(name) ?? new Map<string, Truth>()
    this.#truthsAt.set(name, truths.set(state === 'expired' || state === 'erased' ? state : text, truth))
  }

  #compareRows({ kind, disk }: AnyHost, truth: Truth, rows: Rows, fail: Fail): void {
    const text = textOfCopied(kind, rows)
    const expected = truth.state === 'live' ? truth.text : textOfCopied(kind, {})
    if (text !== expected) fail(`the rows are ${text}, but should be ${expected}`)
    if (truth.state !== 'live' && disk.run('SELECT 1 FROM ops LIMIT 1').length > 0) fail('operations outlived the rows')
  }

  #isRestored({ name }: AnyHost): boolean {
    return this.restored.has(name)
  }
}
