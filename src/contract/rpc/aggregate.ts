/** The write-behind path and operators call every aggregate's object through this interface. */
import type { Copy, Held, OwnStand } from '../../domain/copy.ts'
import type { Position } from '../../domain/position.ts'

/** The state that an object has in memory and on its disk. */
export interface Peek extends Position {
  /** `none`: nothing was ever written, or the storage was freed. */
  readonly state: 'none' | 'live' | 'evicted' | 'expired' | 'erased'
  /** The newest position that the record is known to hold. */
  readonly confirmed: Position
  /** Null for an evicted object, whose rows are only in the tiers, and without anything written. */
  readonly copy: Copy | null
  readonly updatedAt: number
}

/** A stored operation of the object. */
export interface StoredOperation extends Position {
  readonly at: number
  readonly name: string
  /** Whether it had an Idempotency-Key. */
  readonly isKeyed: boolean
}

export interface AggregateObject {
  confirm(held: Held, isInL2?: boolean): Promise<void>
  snapshot(): Promise<Copy | null>
  /** Like `snapshot`, but first hydrates evicted rows from the tiers. Throws if the rows cannot be read. */
  whole(): Promise<Copy | null>
  /** Where the object stands; null when nothing was ever written. Does not fetch evicted rows. */
  stand(): Promise<OwnStand | null>
  /** For operators. Reads no tier and writes nothing: it neither hydrates the object nor gives it storage. */
  peek(): Promise<Peek>
  /** For operators, like `peek`: the operations of the present life that are still stored, newest first. */
  operations(): Promise<readonly StoredOperation[]>
  slowDown(position: Position): Promise<void>
  drainSoon(): Promise<void>
  /** Clears the confirmed position and sends the state again; `empty` if there is none. Throws like `whole`. */
  resend(): Promise<'sending' | 'empty'>
  /** Restores the due times of all open duties, and the alarm. */
  tend(): Promise<void>
  /** False if there is no copy to adopt, or the object has rows of its own. */
  adopt(): Promise<boolean>
  erase(): Promise<void>
}
