/**
 * Counts sign-ins, registrations and unpaid orders for a share of all network addresses, and failures for a share of
 * the e-mail addresses without an account. The counters exist only on this object's disk (L1); no tier has a copy.
 * Invariant: a table holds at most 4,096 rows, regardless of the tags, and each call writes at most one row.
 */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import type { AttemptsObject } from '../contract/rpc/attempts.ts'
import { lockedSeconds } from '../domain/account/lockout.ts'
import { type Counter, firstSlotOf, type Slot, slotFor, WAYS } from '../domain/attempt-slots.ts'
import {
  type Admission,
  type Decided,
  failUnknown,
  forgive,
  registrationCounter,
  signInCounter,
  tryRegistration,
  trySignIn,
  UNKNOWN_COUNTER,
  type UnknownAnswer,
} from '../domain/attempts.ts'
import {
  type OpenOrders,
  type OpenOrdersRule,
  type OrderAdmission,
  openOrder,
  openOrdersCounter,
  orderEnded,
} from '../domain/open-orders.ts'
import { durableStorage } from './aggregate/durable-storage.ts'
import { type Migration, migrate } from './aggregate/schema.ts'
import type { Storage } from './aggregate/storage.ts'
import { paymentProvidersOf } from './payment/providers.ts'

const TABLES = ['sign_ins', 'registrations', 'unknown_accounts', 'open_orders'] as const
type TableName = (typeof TABLES)[number]

/**
 * `state` is the counter as JSON. A migration that changes its shape empties the table, because counters are
 * short-lived.
 */
const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    for (const name of TABLES.slice(0, 3)) createTable(storage, name)
  },
  (storage) => createTable(storage, 'open_orders'),
]

function createTable(storage: Storage, name: TableName): void {
  storage.run(`CREATE TABLE ${name} (slot INTEGER PRIMARY KEY, tag TEXT NOT NULL, state TEXT NOT NULL)`)
}

export class AttemptsDurableObject extends DurableObject<Env> implements AttemptsObject {
  readonly #storage: Storage

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#storage = durableStorage(ctx)
    migrate(this.#storage, MIGRATIONS)
  }

  async tryLogin(address: string, account: string, room = 1): Promise<Admission> {
    const scale = this.#scale * room
    const signIns = new Counters(this.#storage, 'sign_ins', signInCounter(scale))
    return signIns.change(address, (known, now) => trySignIn(known, account, now, scale))
  }

  async forgive(address: string): Promise<void> {
    // A write to a tag's own slot replaces no other slot, so the scale does not matter.
    new Counters(this.#storage, 'sign_ins', signInCounter(this.#scale)).change(address, forgive)
  }

  async tryRegistration(address: string, room = 1): Promise<Admission> {
    const scale = this.#scale * room
    const registrations = new Counters(this.#storage, 'registrations', registrationCounter(scale))
    return registrations.change(address, (known, now) => tryRegistration(known, now, scale))
  }

  async locked(account: string): Promise<number | null> {
    return this.#unknown.change(account, (known, now) => ({ state: null, answer: lockedSeconds(known, now) }))
  }

  async fail(account: string, address: string): Promise<UnknownAnswer> {
    return this.#unknown.change(account, (known, now) => failUnknown(known, address, now))
  }

  async openOrder(address: string, orderId: string, ended: readonly string[], most: number): Promise<OrderAdmission> {
    const rule = this.#openOrdersRule(most)
    return this.#openOrders(rule).change(address, (known, now) => openOrder(known, orderId, ended, now, rule))
  }

  async orderEnded(address: string, orderId: string): Promise<void> {
    // A write to a tag's own slot replaces no other slot, so the number of places does not matter.
    this.#openOrders(this.#openOrdersRule(1)).change(address, (known) => orderEnded(known, orderId))
  }

  #openOrders(rule: OpenOrdersRule): Counters<OpenOrders> {
    return new Counters(this.#storage, 'open_orders', openOrdersCounter(rule))
  }

  #openOrdersRule(most: number): OpenOrdersRule {
    const waits = Object.values(paymentProvidersOf(this.env)).map(({ waitMs = 0 }) => waitMs)
    return { most, timeoutMs: Math.max(configOf(this.env).ORDER_TIMEOUT_MINUTES * 60_000, ...waits) }
  }

  get #scale(): number {
    return configOf(this.env).RATE_LIMIT_SCALE
  }

  get #unknown() {
    return new Counters(this.#storage, 'unknown_accounts', UNKNOWN_COUNTER)
  }
}

/** One table of counters. */
class Counters<State> {
  readonly #storage: Storage
  readonly #table: TableName
  readonly #counter: Counter<State>

  constructor(storage: Storage, table: TableName, counter: Counter<State>) {
    this.#storage = storage
    this.#table = table
    this.#counter = counter
  }

  /**
   * Decides on the tag's counter and stores the result. Synchronous, so that concurrent calls run one after another.
   */
  change<Answer>(tag: string, decide: (known: State | undefined, now: number) => Decided<State, Answer>): Answer {
    const now = Date.now()
    const set = this.#setOf(tag)
    const known = set.find((slot) => slot.tag === tag)?.state
    const { state, answer } = decide(known, now)
    const slot = state === null ? null : slotFor(tag, set, this.#counter, now)
    if (slot !== null) {
      this.#storage.sql(
        `INSERT OR REPLACE INTO ${this.#table} (slot, tag, state) VALUES (?, ?, ?)`,
        slot,
        tag,
        JSON.stringify(state),
      )
    }
    return answer
  }

  #setOf(tag: string): readonly Slot<State>[] {
    const first = firstSlotOf(tag)
    const rows = this.#storage.sql(
      `SELECT slot, tag, state FROM ${this.#table} WHERE slot BETWEEN ? AND ?`,
      first,
      first + WAYS - 1,
    )
    return rows.map(({ slot, tag: owner, state }) => ({
      slot: Number(slot),
      tag: String(owner),
      // The cast: only this class writes the column.
      state: JSON.parse(String(state)) as State,
    }))
  }
}
