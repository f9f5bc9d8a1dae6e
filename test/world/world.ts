/**
 * A whole system in one process: shipped objects, queue, consumer and tiers over simulated ports, under one scheduler. It
 * only runs the system; the witness and the checker decide what is right.
 */
import type { WriteMessage } from '../../src/contract/message.ts'
import { type Copy, KINDS, type Kind } from '../../src/domain/copy.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import type { RecordStore } from '../../src/tiers/record/record.ts'
import { Broken } from './broken.ts'
import { Copies } from './copies.ts'
import { type LocalD1, openD1 } from './d1-database.ts'
import { DutyWatch } from './duty-watch.ts'
import { type AnyHost, Host } from './host.ts'
import { L2Model } from './l2-model.ts'
import { objectPorts } from './object-ports.ts'
import { nameOf, type Objects } from './objects.ts'
import { Invoices } from './orders/invoices.ts'
import { Provider } from './orders/provider.ts'
import { Stream } from './orders/stream.ts'
import { Till } from './orders/till.ts'
import { QueueModel } from './queue-model.ts'
import { IMMORTAL, type Life, Remote } from './remote.ts'
import { Scheduler } from './scheduler.ts'
import type { Servers } from './servers.ts'
import { surroundingsOf } from './surroundings.ts'
import { TierFaults } from './tier-faults.ts'
import type { Weather } from './weather.ts'
import type { MeantCheckout } from './witness/checkout-writes.ts'
import type { Meant } from './witness/truth.ts'
import { type Surroundings, Witness } from './witness/witness.ts'

/** The calls that the write-behind path makes to an aggregate of any kind. */
type Mechanism = Pick<
  Objects[Kind]['aggregate'],
  'confirm' | 'drainSoon' | 'ready' | 'resend' | 'snapshot' | 'slowDown' | 'stand' | 'tend'
>

export class World {
  readonly scheduler: Scheduler
  readonly weather: Weather
  readonly remote: Remote
  readonly faults: TierFaults
  readonly l2: L2Model
  readonly d1: LocalD1 = openD1()
  readonly queue: QueueModel
  readonly witness: Witness
  readonly copies: Copies
  readonly #hosts: { readonly [K in Kind]: Map<string, Host<K>> } = {
    cart: new Map(),
    account: new Map(),
    claim: new Map(),
    stock: new Map(),
    order: new Map(),
  }
  readonly meant = new Map<string, Meant>()
  /** The orders that shoppers meant to place, and the state of each. */
  readonly orders = {
    meant: new Map<string, MeantCheckout>(),
    statuses: new Map<string, string>(),
    owners: new Map<string, string | null>(),
    backs: new Map<string, ReadonlyMap<string, number>>(),
    putBacks: new Map<string, number>(),
  }
  provider: Provider
  readonly till: Till
  readonly stream: Stream
  readonly invoices: Invoices
  /** An unpaid order cancels itself after this time. */
  orderTimeoutMs = 30 * 60_000
  /** Orders that were counted for the rankings. */
  readonly counted = new Set<string>()
  /** Alerts about users that operators received. */
  readonly events = new Map<string, string>()
  /** Called with each write of accounts and claims. */
  onWrote: Surroundings['wrote'] = () => {}
  /** Ids that the record refuses for now. */
  readonly refused = new Set<string>()
  /** Tiers that are down altogether. */
  readonly down = new Set<'record' | 'l2' | 'queue'>()
  /** Names of objects that cannot be reached. */
  readonly away = new Set<string>()
  /** The times at which each object sent a message, in true time. */
  readonly sends: { readonly name: string; readonly at: number }[] = []
  readonly alerts: string[] = []
  /** The newest message of each cart. */
  readonly messages = new Map<string, WriteMessage>()
  /** How often a guest's cart is handed over in the format of the released version. */
  releasedCallers = 0
  readonly duties = new DutyWatch()
  erasing = 0
  /** Ids of carts and accounts whose erasure somebody asked for. */
  readonly erasable = new Set<string>()
  /** Names of objects that could not be asked to send again after the record was put back. */
  readonly unfound = new Set<string>()
  /** The copies that each cart's object has read from the record. */
  readonly copiesRead = new Map<string, (Copy | null)[]>()
  /** Writes of lives that are over. */
  readonly ended = new Set<string>()
  readonly record: RecordStore
  /** Whether a restore happened that other places remember: from then on only the mechanism's promises hold. */
  isShaken = false
  #opening: Promise<void> | null = null
  #broken: string | null = null
  readonly #sql: (statement: string) => void

  /** @param servers real ones that execute every call too, and must answer the same */
  constructor(seed: number, weather: Weather, servers: Servers | null = null) {
    this.scheduler = new Scheduler(seed)
    this.weather = weather
    this.remote = new Remote(this.scheduler, weather)
    this.faults = new TierFaults(this.scheduler, weather, this.down)
    const local = createD1Record({ database: this.d1.binding })
    const beside = servers?.(this)
    this.record = beside ? beside.record(local) : local
    this.l2 = new L2Model(this.scheduler, weather, beside?.l2)
    this.#sql = beside?.sql ?? (() => {})
    this.queue = new QueueModel(this)
    this.provider = new Provider(this)
    this.till = new Till(this)
    this.stream = new Stream(this.scheduler)
    this.invoices = new Invoices(this.scheduler)
    this.witness = new Witness(surroundingsOf(this))
    this.copies = new Copies({ ...this, fail: (message) => this.breach(message) })
  }

  /** Another system's statement on the record's database. */
  sql(statement: string): void {
    this.d1.look(statement)
    this.#sql(statement)
  }

  /** Throws the promise that was broken since the start. */
  check(): void {
    if (this.#broken) throw new Broken(this.#broken)
  }

  /** A promise to people is broken. */
  fail(message: string): void {
    if (!this.isShaken) this.breach(message)
  }

  /** A promise of the mechanism is broken. */
  breach(message: string): void {
    this.#broken ??= message
    this.scheduler.trace?.(`!!! ${message}`)
  }

  host<K extends Kind>(kind: K, id: string): Host<K> {
    let host = this.#hosts[kind].get(id)
    if (!host) {
      const { scheduler, weather, remote, away } = this
      host = new Host(kind, id, {
        ...{ scheduler, weather, remote, away },
        portsOf: (of, name, life) => objectPorts(this, of, name, life),
        observe: (observed) => this.witness.observe(observed),
      })
      this.#hosts[kind].set(id, host)
    }
    return host
  }

  cart(id: string): Host<'cart'> {
    return this.host('cart', id)
  }

  /** Makes a call that objects of all kinds answer through the mechanism. */
  ask<Value>(
    kind: Kind,
    id: string,
    caller: Life,
    what: string,
    work: (aggregate: Mechanism) => Promise<Value>,
  ): Promise<Value> {
    return this.host(kind, id).call(caller, `${what} ${nameOf(kind, id)}`, ({ aggregate }) => work(aggregate))
  }

  /** Calls an object as the daily sweep does, so that it starts and sets its alarm. */
  async wake({ kind, id }: AnyHost): Promise<void> {
    await this.ask(kind, id, IMMORTAL, 'wake', async (aggregate) => aggregate.tend())
  }

  hosts(): readonly AnyHost[] {
    return KINDS.flatMap((kind): readonly AnyHost[] => [...this.#hosts[kind].values()])
  }

  /** Runs the next event or alarm that is due by `until`; false if there is none. */
  async step(until: number): Promise<boolean> {
    // The adapter loads parts of itself at its first call; loads inside a history must not take real time.
    this.#opening ??= this.record.ping()
    await this.#opening
    const event = this.scheduler.next() ?? Number.POSITIVE_INFINITY
    let soonest: AnyHost | null = null
    let alarm = Number.POSITIVE_INFINITY
    for (const host of this.hosts()) {
      const at = host.alarmAt
      if (at !== null && at < alarm) {
        alarm = at
        soonest = host
      }
    }
    if (Math.min(event, alarm) > until) return false
    if (soonest && alarm < event) await this.#ring(soonest, alarm)
    else await this.scheduler.step()
    this.check()
    return true
  }

  /** Advances time. */
  async pass(ms: number): Promise<void> {
    const until = this.scheduler.time + ms
    while (await this.step(until));
    this.scheduler.time = Math.max(this.scheduler.time, until)
  }

  /** Erases a cart at its owner's wish, and repeats the call until it succeeds. */
  erase(id: string): void {
    const again = () => void this.scheduler.in(2_000, `${id} is erased again`, () => this.erase(id))
    this.erasing++
    this.erasable.add(id)
    this.cart(id)
      .call(IMMORTAL, `${id} is erased`, (cart) => cart.aggregate.erase())
      .catch(again)
      .finally(() => this.erasing--)
  }

  /** Whether the rows of an evicted cart may be unreachable: a tier fails, or the object is older than its copies. */
  mayBeUnavailable(id: string): boolean {
    return this.faults.areRecent || this.witness.restored.has(id)
  }

  /** Whether this cart's owner, or the user into whose cart it was merged, asked to be erased. */
  mayErase(cartId: string): boolean {
    const { userId } = this.witness.bindings.get(cartId) ?? {}
    return this.erasable.has(cartId) || (userId !== undefined && this.erasable.has(userId))
  }

  /** Whether a write can be accepted at all. */
  mayWrite(id: string): boolean {
    const { state, seal } = this.witness.cart(id)
    if (seal !== null || this.witness.bindings.isOver(id)) return false
    return state === 'live' || state === 'none' || state === 'expired'
  }

  close(): void {
    for (const host of this.hosts()) host.disk.close()
    this.d1.close()
    this.stream.close()
    this.invoices.close()
  }

  async #ring(host: AnyHost, at: number): Promise<void> {
    const { scheduler, weather } = this
    if (at > scheduler.time) scheduler.time = at
    if (host.raves()) this.breach(`${host.name}: the alarm rings without end`)
    if (scheduler.chance(weather.alarmLost)) host.loseAlarm()
    else if (scheduler.chance(weather.alarmLate)) host.late(scheduler.between(1_000, 3 * 3600_000))
    else await scheduler.run(`alarm of ${host.name}`, () => host.fire())
  }
}
