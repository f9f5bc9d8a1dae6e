/** The parts of one aggregate that its mechanism works on. */
import type { Kind, Lists, LiveCopy } from '../../domain/copy.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import type { Called, Rest } from './definition.ts'
import type { AggregatePorts } from './ports.ts'
import type { Store } from './store.ts'

/** One aggregate: its store, its ports, and the part of its definition that the mechanism reads. */
export interface Living {
  readonly id: string
  readonly store: Store
  readonly ports: AggregatePorts
  readonly definition: {
    readonly kind: Kind
    readonly copied?: readonly string[]
    readonly schema: number
    readonly idleMs: number | null
    readonly rest?: Rest
    readonly mayExpire?: true
    lifetimeMs(id: string): number | null
    busy(rows: RowsView): boolean
    upgrade(lists: Lists, from: number): Lists
    readonly duties: { readonly [name: string]: Called }
    restored?(rows: RowsView, newer: LiveCopy, now: number): readonly Change[]
  }
}
