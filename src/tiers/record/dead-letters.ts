/** The table of dead letters, over either database. */
import { desc, eq, sql } from 'drizzle-orm'
import { beyond, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import { type DeadLetterRecord, MAX_COUNTED_LETTERS } from './record.ts'
import { deadLetterFromRow, deadLetterToRow } from './rows.ts'

export function deadLetterRecord({ tables, ...database }: Database): DeadLetterRecord {
  const { deadLetters } = tables
  const { refusedAt, id: idOf } = deadLetters
  return {
    async addDeadLetter(letter) {
      await database.put(deadLetters, idOf, [deadLetterToRow(letter)])
    },
    async listDeadLetters(limit, after) {
      const found = await database.rows(deadLetters, {
        where: beyond(refusedAt, idOf, '<', after),
        orderBy: [desc(refusedAt), desc(idOf)],
        limit: limit + 1,
      })
      return toPage(found, limit, (row) => [row.refusedAt, row.id], deadLetterFromRow)
    },
    async getDeadLetter(id) {
      const [row] = await database.rows(deadLetters, { where: eq(idOf, id), limit: 1 })
      return row ? deadLetterFromRow(row) : null
    },
    async countDeadLetters() {
      const some = sql`select 1 from ${deadLetters} limit ${sql.raw(String(MAX_COUNTED_LETTERS))}`
      const [row] = await database.read(sql`select count(*) as letters from (${some}) as some`)
      return Number(row?.letters ?? 0)
    },
    async dropDeadLetter(id) {
      return (await database.remove(deadLetters, eq(idOf, id))) > 0
    },
  }
}
