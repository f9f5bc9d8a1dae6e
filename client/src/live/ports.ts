/** The live cart's needs from its surroundings, as ports, so that tests can simulate failures. */
import type { Cart } from '../api.ts'

/** A small store of values by key that survives the page. */
export interface Storage {
  /**
   * Runs a read and write of values as one step, which no other tab interrupts. Resolves once the values are durable.
   * @param run awaits nothing but the transaction's own reads
   */
  transact<T>(run: (transaction: Transaction) => Promise<T>): Promise<T>
}

export interface Transaction {
  get(key: string): Promise<unknown>
  /** Undefined deletes the value. */
  put(key: string, value: unknown): void
}

/** A state that the server has committed. */
export interface Confirmed {
  readonly epoch: number
  readonly version: number
  readonly etag: string | null
  readonly cart: Cart
}

/** An operation as it is sent; never changed afterwards, because a repeat must be the same operation. */
export interface Wire {
  readonly seq: number
  readonly type: 'add' | 'set' | 'remove' | 'restore' | 'save' | 'move' | 'select'
  readonly sku?: string
  readonly lineId?: string
  readonly quantity?: number | undefined
  readonly selected?: boolean | undefined
  readonly attributes?: { readonly [name: string]: string } | undefined
}

export interface OperationResult {
  readonly seq: number
  readonly status: 'accepted' | 'done' | 'refused'
  readonly code?: string
  readonly detail?: string
}

export interface Pushed {
  readonly results: readonly OperationResult[]
  /** A state in which the operations are decided. */
  readonly state: Confirmed
}

/** Reaches the server. Every call throws a PannierError. */
export interface Transport {
  /** The id of the signed-in user or of the guest; creates a guest if there is none. */
  user(): Promise<string>
  /** The stored id, without a request; null if there is none. */
  heldUser(): Promise<string | null>
  push(client: string, operations: readonly Wire[]): Promise<Pushed>
  /** Null when the state has not changed. */
  read(etag: string | null): Promise<Confirmed | null>
  /** Opens a socket; resolves when the server has welcomed it. Absent if sockets are not available. */
  open?(options: LinkOptions): Promise<Link>
}

export interface LinkOptions {
  readonly client: string | null
  readonly since: Confirmed | null
  /** Called with each state that the server pushes. */
  onState(state: Confirmed): void
  onClose(code: number): void
}

export interface Link {
  readonly client: string | null
  push(operations: readonly Wire[]): Promise<Pushed>
  close(): void
}

export interface Clock {
  now(): number
  random(): number
  /** @returns a function that cancels it */
  after(ms: number, run: () => void): () => void
}

/** A lock with one holder at a time among all tabs. */
export interface Locks {
  /**
   * Calls `run` when this tab gets the lock, which may never happen, and holds the lock until the promise settles. The
   * signal that `run` gets aborts when the lock should be released; a page that comes back gets the lock again.
   */
  hold(run: (ending: AbortSignal) => Promise<void>, signal: AbortSignal): void
}

/** Reaches the other tabs, between `listen` and the abort of its signal. */
export interface Channel {
  listen(listener: (message: Message) => void, signal: AbortSignal): void
  post(message: Message): void
}

export type Status = 'live' | 'syncing' | 'offline' | 'refused'

export type Message =
  /** The stored values have changed. */
  | { readonly type: 'changed' }
  /** The leader should look at the queue and the server. */
  | { readonly type: 'wake'; readonly now: boolean }
  | { readonly type: 'status'; readonly status: Status; readonly problem: string | null }

export interface Ports {
  readonly storage: Storage
  readonly transport: Transport
  readonly clock: Clock
  readonly locks: Locks
  readonly channel: Channel
}
