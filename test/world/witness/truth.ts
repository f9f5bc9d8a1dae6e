/** The state of one object as its disk says, and how that disk is read. */
import { compare, NEVER, type Position } from '../../../src/domain/position.ts'
import { type ModelCommand, type ModelProduct, type ModelState, NOTHING } from '../model/cart.ts'
import type { Rows } from '../model/text.ts'
import type { Disk } from '../object-storage.ts'

/** A write as a shopper meant it; `name` is unique and is stored with the operation. */
export interface Meant {
  readonly name: string
  readonly kind: 'write' | 'undo'
  readonly steps: readonly { readonly command: ModelCommand; readonly seq?: number }[]
  /** The client that has numbered the steps. */
  readonly client?: string
  readonly atomic: boolean
  readonly products: ReadonlyMap<string, ModelProduct | null>
  readonly ifMatch: Position | null
}

type TruthState = 'none' | 'live' | 'evicted' | 'expired' | 'erased'

export interface Truth {
  readonly position: Position
  readonly state: TruthState
  /** The user to whom the cart is bound. */
  readonly seal: string | null
  readonly dirty: boolean
  /** The time of the last write, by the object's own clock. */
  readonly wroteAt: number
  /** The time of the last write that the shop did not make by itself. */
  readonly changedAt: number
  /** When position, state or confirmed position last changed on disk, by the object's own clock. */
  readonly stirredAt: number
  /** The rows as text that compares; for carts it comes from the model. */
  readonly text: string
  /** The remaining fields exist only for carts. */
  readonly model: ModelState
  /** The removed lines that an undo may restore. */
  readonly last: { readonly before: ModelState; readonly at: number } | null
  /** Where each write took effect in this life, and where the checkout of each order began. */
  readonly applied: ReadonlyMap<string, Position>
}

export const UNBORN: Truth = {
  position: NEVER,
  state: 'none',
  seal: null,
  dirty: false,
  wroteAt: 0,
  changedAt: 0,
  stirredAt: 0,
  text: '',
  model: NOTHING,
  last: null,
  applied: new Map(),
}

/** Writes of the shop, after which a shopper has still left the cart. Own names, so that a mistake in the shipped list shows. */
export const BY_SHOP: ReadonlySet<string> = new Set([
  ...['checkout_placed', 'checkout_refused', 'checkout_sold', 'forget', 'give_back', 'merged', 'note_order'],
  ...['passed_on', 'push', 'take_back'],
])

export type Fail = (message: string) => void

export interface Operation {
  readonly name: string
  readonly keys: unknown
  readonly at: number
}

/** The object's position and the operation that led to it, as the disk says; null if the disk is empty. */
export function standOf(disk: Disk) {
  const meta = disk.run('SELECT epoch, version, state, seal, updated_at FROM meta')[0]
  if (!meta) return null
  const newest = disk.run('SELECT epoch, version, at, name, keys FROM ops ORDER BY epoch DESC, version DESC LIMIT 1')[0]
  const drain = disk.run("SELECT epoch, version FROM dues WHERE name = 'drain'")[0]
  const base = positionOf(meta)
  const position = newest && compare(positionOf(newest), base) > 0 ? positionOf(newest) : base
  const state = String(meta.state) as TruthState
  const asleep = state === 'live' || state === 'evicted'
  const operation: Operation | null =
    newest && compare(positionOf(newest), position) === 0
      ? { name: String(newest.name), keys: newest.keys, at: Number(newest.at) }
      : null
  return {
    position,
    state,
    seal: asleep && meta.seal !== null ? String(meta.seal) : null,
    dirty: !drain || compare(positionOf(drain), position) < 0,
    operation,
  }
}

/** The rows on a disk, by list and key. */
export function rowsOf(disk: Disk): Rows {
  const rows: Record<string, Record<string, unknown>> = {}
  for (const { list, key, value } of disk.run('SELECT list, key, value FROM rows')) {
    const of = rows[String(list)] ?? {}
    rows[String(list)] = of
    of[String(key)] = JSON.parse(String(value))
  }
  return rows
}

function positionOf(row: Record<string, unknown>): Position {
  return { epoch: Number(row.epoch), version: Number(row.version) }
}
