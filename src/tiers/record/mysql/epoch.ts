/** The parts of every edit of the catalogue in MySQL: rows guarded by their versions, and a new epoch. */
import { type SQL, sql } from 'drizzle-orm'
import { catalogueState } from '../../../../drizzle/mysql/schema.ts'
import { STATE } from '../catalogue-reads.ts'
import type { MysqlDatabase } from './client.ts'

/** Runs statements: the database, or one of its transactions. */
export type Executor = Pick<MysqlDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute'>

export async function raise(executor: Executor): Promise<void> {
  await executor
    .insert(catalogueState)
    .values({ id: STATE, epoch: 1 })
    .onDuplicateKeyUpdate({ set: { epoch: sql`${catalogueState.epoch} + 1` } })
}

/** Assigns the inserted columns if `when` holds. MySQL assigns from left to right, so columns in `when` come last. */
export function assignments(columns: readonly { readonly name: string }[], when: SQL): SQL {
  const each = columns.map(({ name }) => {
    const column = sql.identifier(name)
    return sql`${column} = if(${when}, values(${column}), ${column})`
  })
  return sql.join(each, sql`, `)
}
