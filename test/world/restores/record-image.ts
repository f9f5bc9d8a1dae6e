/** A backup of the record's own tables, and how it is put back. */
import type { SQLInputValue } from 'node:sqlite'
import type { World } from '../world.ts'

const TABLES = ['carts', 'orders', 'order_lines', 'stock', 'accounts', 'claims', 'products'] as const

/** @returns puts them back to what they are now */
export function imageOfRecord({ d1, copies }: Pick<World, 'd1' | 'copies'>): () => void {
  const kept = TABLES.map((table) => [table, d1.look(`SELECT * FROM ${table}`)] as const)
  return () => {
    copies.putBack()
    for (const [table, rows] of kept) {
      d1.look(`DELETE FROM ${table}`)
      for (const row of rows) {
        const marks = Object.keys(row).map(() => '?')
        const query = `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`
        // Values that came out of these columns.
        d1.look(query, ...(Object.values(row) as SQLInputValue[]))
      }
    }
  }
}
