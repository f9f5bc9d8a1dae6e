/**
 * The columns that a kind's table has beside its copy, computed from the copy's lists so that reports can search
 * and sum them. A new kind adds its function here and its table to both schemas.
 */
import type { Json, Kind, Lists } from '../../domain/copy.ts'

const COLUMNS = {
  cart: (lists: Lists) => {
    const lines = Object.values(lists.items ?? {})
    return { itemCount: lines.reduce<number>((sum, line) => sum + quantityOf(line), 0), lineCount: lines.length }
  },
} satisfies { [K in Kind]: (lists: Lists) => Readonly<Record<string, number>> }

export type ColumnsOf<K extends Kind> = ReturnType<(typeof COLUMNS)[K]>

export function columnsOf<K extends Kind>(kind: K, lists: Lists): ColumnsOf<K> {
  // The cast: TypeScript does not follow the kind through the lookup and the call.
  return COLUMNS[kind](lists) as ColumnsOf<K>
}

function quantityOf(line: Json): number {
  if (typeof line !== 'object' || line === null || !('quantity' in line)) return 0
  return typeof line.quantity === 'number' ? line.quantity : 0
}
