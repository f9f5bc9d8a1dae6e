/**
 * A whole copy of one aggregate, as it travels from its object to the tiers and back.
 * Invariant: a copy replaces an older one as a whole; copies are never merged.
 */
import type { Position } from './position.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Rows of an aggregate by list and key, for instance `{ items: { "sku-1": {…} }, removed: {} }`. */
export type Lists = { readonly [list: string]: { readonly [key: string]: Json } }

export const KINDS = ['cart', 'account', 'claim', 'stock', 'order'] as const
export type Kind = (typeof KINDS)[number]

interface CopyHead extends Position {
  readonly kind: Kind
  readonly id: string
  /** Version of the shape of `lists`. */
  readonly schema: number
  /** When the last write of this position was accepted, in milliseconds since 1970. */
  readonly updatedAt: number
}

export interface LiveCopy extends CopyHead {
  readonly state: 'live'
  /** Set when the aggregate was bound to another one and takes no more writes. */
  readonly seal: string | null
  readonly lists: Lists
}

/** The copy of an aggregate that expired or was erased: nothing personal except the id. */
export interface Tombstone extends CopyHead {
  readonly state: 'expired' | 'erased'
}

export type Copy = LiveCopy | Tombstone

/** Identifies one state of an aggregate. After a restore two states may share a position; the time then differs. */
export type Stand = Pick<Copy, 'epoch' | 'version' | 'updatedAt'>

/** Where an object stands by its own rows. */
export interface OwnStand extends Stand {
  readonly state: Copy['state'] | 'evicted'
  /** Whether it has writes that the record has not confirmed. */
  readonly isDirty: boolean
}

/** The part of a tier's copy that identifies it, also among copies at the same position. */
export type Held = Pick<Copy, 'epoch' | 'version' | 'updatedAt' | 'state'>

/** How long L2 keeps a copy after its last write. */
export const L2_TTL_MS = 30 * 24 * 3600_000

/**
 * How L2 stores each kind: the list whose rows become fields of its hash, and the prefix of their names. Null: L2 does
 * not store the kind, because nothing reads it there.
 */
export const L2_SPREAD: { readonly [K in Kind]: { readonly list: string; readonly prefix: string } | null } = {
  cart: { list: 'items', prefix: 'sku:' },
  account: null,
  claim: null,
  stock: null,
  order: null,
}
