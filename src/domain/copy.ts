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

/** The rest of an aggregate that expired or was erased: nothing personal except the id. */
export interface Tombstone extends CopyHead {
  readonly state: 'expired' | 'erased'
}

export type Copy = LiveCopy | Tombstone

/** Where one state of an aggregate stood; the time tells it from another at the same position, after storage was put back. */
export type Stand = Pick<Copy, 'epoch' | 'version' | 'updatedAt'>

/** The part of a tier's copy that is enough to tell it from another copy at the same position. */
export type Held = Pick<Copy, 'epoch' | 'version' | 'updatedAt' | 'state'>

/** How long L2 keeps a copy after its last write. */
export const L2_TTL_MS = 30 * 24 * 3600_000

/**
 * How L2 keeps each kind: which list is spread over the fields of its hash, and how these are named. Null: not at all,
 * since nothing reads it there.
 */
export const L2_SPREAD: { readonly [K in Kind]: { readonly list: string; readonly prefix: string } | null } = {
  cart: { list: 'items', prefix: 'sku:' },
  account: null,
  claim: null,
  stock: null,
  order: null,
}
