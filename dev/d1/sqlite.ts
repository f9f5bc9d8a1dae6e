/** D1's binding over a database of node:sqlite: in memory for tests, or the file of a local D1. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { d1Over, type Ran, type Statement } from './statements.ts'

export function sqliteD1(database: DatabaseSync): D1Database {
  const prepared = new Map<string, StatementSync>()
  const changes = database.prepare('SELECT changes() AS changes')
  const execute = ({ query, parameters }: Statement): Ran => {
    const statement = prepared.get(query) ?? database.prepare(query)
    prepared.set(query, statement)
    const results = statement.all(...parameters)
    return { results, meta: { changes: Number(changes.get()?.changes ?? 0) } }
  }
  return d1Over(async (statements) => {
    const [only] = statements
    if (only && statements.length === 1) return [execute(only)]
    // Takes the lock for writing at once: a transaction that gets it later may find its reads outdated.
    database.exec('BEGIN IMMEDIATE')
    try {
      const results = statements.map(execute)
      database.exec('COMMIT')
      return results
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  })
}
