/** The rows of a copy, to be read as an object reads its own. */
import type { LiveCopy } from '../../domain/copy.ts'
import type { RowsView } from '../../domain/rows.ts'

export function rowsOfCopy({ lists }: Pick<LiveCopy, 'lists'>): RowsView {
  return {
    get: (list, key) => lists[list]?.[key],
    entries: (list) => Object.entries(lists[list] ?? {}),
    size: (list) => Object.keys(lists[list] ?? {}).length,
    length: 0,
  }
}
