/**
 * The part of the D1 binding that the shipped adapter uses, over node:sqlite in memory.
 * Invariant: a batch is one transaction.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

const MIGRATIONS = join(import.meta.dirname, '../../drizzle/d1/migrations')

export interface LocalD1 {
  readonly binding: D1Database
  /** Reads the tables from outside the system. */
  look(query: string, ...parameters: readonly SQLInputValue[]): Record<string, unknown>[]
  close(): void
}

let ddl: string | null = null

function migrations(): string {
  ddl ??= readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readFileSync(join(MIGRATIONS, name), 'utf8'))
    .join('\n')
  return ddl
}

export function openD1(): LocalD1 {
  const database = new DatabaseSync(':memory:')
  database.exec(migrations())
  const prepared = new Map<string, StatementSync>()
  const statementOf = (query: string): StatementSync => {
    const known = prepared.get(query)
    if (known) return known
    const statement = database.prepare(query)
    prepared.set(query, statement)
    return statement
  }
  const execute = (query: string, parameters: readonly SQLInputValue[]) => {
    const results = statementOf(query).all(...parameters)
    return { results, success: true, meta: { changes: Number(changes.get()?.changes ?? 0) } }
  }
  const changes = database.prepare('SELECT changes() AS changes')
  const bound = (query: string, parameters: readonly SQLInputValue[]) => ({
    query,
    parameters,
    bind: (...values: SQLInputValue[]) => bound(query, values),
    run: async () => execute(query, parameters),
    all: async () => execute(query, parameters),
    raw: async () => execute(query, parameters).results.map((row) => Object.values(row)),
    first: async () => execute(query, parameters).results[0] ?? null,
  })
  const binding = {
    prepare: (query: string) => bound(query, []),
    async batch(statements: readonly ReturnType<typeof bound>[]) {
      database.exec('BEGIN')
      try {
        const results = statements.map(({ query, parameters }) => execute(query, parameters))
        database.exec('COMMIT')
        return results
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
  }
  return {
    // The adapter calls only these methods.
    binding: binding as unknown as D1Database,
    look: (query, ...parameters) => statementOf(query).all(...parameters) as Record<string, unknown>[],
    close: () => database.close(),
  }
}
