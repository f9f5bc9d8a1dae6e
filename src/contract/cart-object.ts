/**
 * What the Worker may ask of a cart's object. A new Worker can meet an old object for some seconds of a deploy:
 * methods and shapes change compatibly.
 */
import type { Line, ProductFacts, RemovedLine } from '../domain/cart/cart.ts'
import type { CartCommand, CartRefusal } from '../domain/cart/decide.ts'
import type { Copy, Held } from '../domain/copy.ts'
import type { Position } from '../domain/position.ts'

/** A cart's raw lines: no price of today, no availability. */
export interface CartState extends Position {
  readonly userId: string
  readonly items: readonly (readonly [sku: string, line: Line])[]
  /** The newest first; at most those of the last 24 hours. */
  readonly removed: readonly (readonly [sku: string, line: RemovedLine])[]
  readonly updatedAt: number
}

export interface CartEnvelope {
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  readonly ifMatch: Position | null
}

export interface CartWrite extends CartEnvelope {
  readonly name: string
  readonly atomic: boolean
  readonly steps: readonly {
    readonly command: CartCommand
    readonly key: { readonly key: string; readonly hash: string } | null
  }[]
  readonly products: ReadonlyMap<string, ProductFacts | null>
}

export interface ObjectRefusal {
  readonly code:
    | CartRefusal['code']
    | 'idempotency_key_reused'
    | 'version_mismatch'
    | 'nothing_to_undo'
    | 'erased'
    | 'unavailable'
  readonly detail: string
}

export type CartStepResult =
  | { readonly status: 'accepted' | 'replayed' }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export type CartReadReply =
  | { readonly status: 'ok'; readonly cart: CartState }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export type CartWriteReply =
  | {
      readonly status: 'accepted' | 'replayed'
      readonly results: readonly CartStepResult[]
      /** SKUs whose lines were written now. */
      readonly changed: readonly string[]
      readonly cart: CartState
    }
  | {
      readonly status: 'refused'
      readonly refusal: ObjectRefusal
      /** Which step refused; null when the write was refused before any. */
      readonly index: number | null
      /** The present state, when the caller had expected another. */
      readonly cart: CartState | null
    }

export interface HistoryEntry {
  readonly version: number
  readonly kind: string
  readonly at: number
}

export type HistoryReply =
  | { readonly status: 'ok'; readonly entries: readonly HistoryEntry[] }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

/** What every aggregate's object offers to the write-behind path and to operators. */
export interface AggregateObject {
  confirm(held: Held): Promise<void>
  snapshot(): Promise<Copy | null>
  slowDown(position: Position): Promise<void>
  drainSoon(): Promise<void>
  /** False when there is nothing to adopt, or no need to. */
  adopt(): Promise<boolean>
  erase(): Promise<void>
}

export interface CartObject extends AggregateObject {
  read(): Promise<CartReadReply>
  write(write: CartWrite): Promise<CartWriteReply>
  undo(envelope: CartEnvelope): Promise<CartWriteReply>
  history(after: number): Promise<HistoryReply>
}
