/**
 * The part of the D1 binding that the shipped adapter uses, over anything that runs SQLite's statements.
 * Invariant: a batch is one transaction.
 */
import type { SQLInputValue } from 'node:sqlite'

export interface Statement {
  readonly query: string
  readonly parameters: readonly SQLInputValue[]
}

export interface Ran {
  readonly results: readonly Record<string, unknown>[]
  readonly meta: { readonly changes: number }
}

/** @param run runs several statements as one transaction */
export function d1Over(run: (statements: readonly Statement[]) => Promise<readonly Ran[]>): D1Database {
  const bound = (query: string, parameters: readonly SQLInputValue[]) => {
    const one = async () => {
      const [ran] = await run([{ query, parameters }])
      if (!ran) throw new Error('D1 gave no answer to a statement')
      return { ...ran, success: true }
    }
    return {
      query,
      parameters,
      bind: (...values: SQLInputValue[]) => bound(query, values),
      run: one,
      all: one,
      raw: async () => (await one()).results.map((row) => Object.values(row)),
      first: async () => (await one()).results[0] ?? null,
    }
  }
  const binding = {
    prepare: (query: string) => bound(query, []),
    batch: async (statements: readonly Statement[]) =>
      (await run(statements)).map((ran) => ({ ...ran, success: true })),
  }
  // The cast: the adapter calls only these methods.
  return binding as unknown as D1Database
}
