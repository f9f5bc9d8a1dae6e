/** What an event changes in a cart's rows. Pure; the only writer of their shape. */
import type { Change, RowsView } from '../rows.ts'
import { ITEMS, type Line, lineOf, REMOVED } from './cart.ts'

export type CartEvent =
  | { readonly type: 'line_set'; readonly sku: string; readonly line: Line }
  | { readonly type: 'line_removed'; readonly sku: string; readonly at: number; readonly restorable: boolean }
  | { readonly type: 'removal_forgotten'; readonly sku: string }

export function evolve(rows: RowsView, event: CartEvent): readonly Change[] {
  const { sku } = event
  switch (event.type) {
    case 'line_set': {
      const set: Change = { list: ITEMS, key: sku, value: event.line }
      return rows.get(REMOVED, sku) === undefined ? [set] : [set, { list: REMOVED, key: sku, value: null }]
    }
    case 'line_removed': {
      const line = lineOf(rows, sku)
      const gone: Change = { list: ITEMS, key: sku, value: null }
      if (!line || !event.restorable) return [gone]
      return [gone, { list: REMOVED, key: sku, value: { ...line, removedAt: event.at } }]
    }
    case 'removal_forgotten':
      return [{ list: REMOVED, key: sku, value: null }]
    default:
      return event satisfies never
  }
}
