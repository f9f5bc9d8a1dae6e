/** A D1 database for one test file, with the newest schema, in the real runtime. */

import { fileURLToPath } from 'node:url'
import { readD1Migrations } from '@cloudflare/vitest-plugin'
import { Miniflare } from 'miniflare'

const migrations = fileURLToPath(import.meta.resolve('../../../drizzle/d1/migrations'))

export interface D1UnderTest {
  readonly database: D1Database
  sql(statement: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

export async function startD1(): Promise<D1UnderTest> {
  const miniflare = new Miniflare({
    modules: true,
    script: 'export default {}',
    compatibilityDate: '2026-07-30',
    d1Databases: ['RECORD'],
  })
  const database = await miniflare.getD1Database('RECORD')
  for (const { queries } of await readD1Migrations(migrations)) {
    for (const query of queries) await database.prepare(query).run()
  }
  return {
    database,
    sql: async (statement) => (await database.prepare(statement).all<Record<string, unknown>>()).results,
    close: () => miniflare.dispose(),
  }
}
