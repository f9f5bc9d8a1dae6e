/** Where miniflare keeps the databases of D1 in a state folder. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The database files of D1 in a state folder; the runtime's own list of databases is not one of them. */
export function recordsIn(state: string): readonly string[] {
  const folder = join(state, 'd1', 'miniflare-D1DatabaseObject')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name)).map((name) => join(folder, name))
}
