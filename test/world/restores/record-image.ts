/** A backup of the record's own tables, and how it is put back. */
import type { SQLInputValue } from 'node:sqlite'
import type { World } from '../world.ts'

const TABLES = ['carts', 'orders', 'order_lines', 'stock', 'accounts', 'claims', 'products'] as const

/** @returns a function that restores the present rows */
export function imageOfRecord({ d1, copies }: Pick<World, 'd1' | 'copies'>): () => void {
  const kept = TABLES.map((table) => [table, d1.look(`SELECT * FROM ${table}`)] as const)
  return () => {
    copies.putBack()
    for (const [table, rows] of kept) {
      d1.look(`DELETE FROM ${table}`)
      for (const row of rows) {
        const marks = Object.keys(row).map(() => '?')
        const query = `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${marks.join(', ')})`
        // The cast: these values came out of the same columns.
        d1.look(query, ...(Object.values(row) as SQLInputValue[]))
      }
    }
  }
}
