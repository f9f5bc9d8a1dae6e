/** The catalogue's epoch in MySQL: raised in the transaction of every edit. */
import { sql } from 'drizzle-orm'
import { catalogueState } from '../../../drizzle/mysql/schema.ts'
import type { MysqlDatabase } from './mysql-client.ts'

export const STATE = 'catalogue'

/** What statements run on: the database, or one transaction of it. */
export type Executor = Pick<MysqlDatabase, 'select' | 'insert' | 'update' | 'delete' | 'execute'>

export async function raise(executor: Executor): Promise<void> {
  await executor
    .insert(catalogueState)
    .values({ id: STATE, epoch: 1 })
    .onDuplicateKeyUpdate({ set: { epoch: sql`${catalogueState.epoch} + 1` } })
}
