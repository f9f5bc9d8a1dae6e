/**
 * `npm run binlog-relay`: follows the catalogue's tables in a self-hosted MySQL or MariaDB and sends signed notices of
 * their changes to the worker. See docs/binlog-relay.md.
 */
import * as z from 'zod/mini'
import { jsonLog } from '../../src/contract/log.ts'
import { WEBHOOK_SECRET } from '../../src/contract/standard-webhooks.ts'
import { relay } from './relay.ts'

const PATIENCE_MS = 5_000

const variables = z.object({
  MYSQL_URL: z.url({ protocol: /^mysql$/, error: 'must be mysql://user:password@host:port/database' }),
  PANNIER_URL: z.url({ protocol: /^https?$/, error: 'must be the http(s) URL of the worker' }),
  CATALOGUE_HOOK_SECRET: z
    .string()
    .check(z.regex(WEBHOOK_SECRET, { error: 'must be whsec_ followed by base64, the same value as in the worker' })),
  STATE_FILE: z.string().check(z.minLength(1, { error: 'must name a file that is kept across restarts' })),
})

const given = variables.safeParse(
  Object.fromEntries(Object.keys(variables.shape).map((k) => [k, process.env[k] ?? ''])),
)
if (given.success) {
  const { MYSQL_URL, PANNIER_URL, CATALOGUE_HOOK_SECRET, STATE_FILE } = given.data
  const log = jsonLog('info')
  const ending = new AbortController()
  const end = () => {
    ending.abort()
    // A server may neither accept nor refuse a connection; the exit is safe, because the stored place is always valid.
    setTimeout(() => process.exit(), PATIENCE_MS).unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end)
  const hook = { url: new URL('/v1/hooks/catalogue', PANNIER_URL).href, secret: CATALOGUE_HOOK_SECRET, log }
  try {
    await relay({ mysqlUrl: MYSQL_URL, hook, stateFile: STATE_FILE, log }, ending.signal)
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
} else {
  const [issue] = given.error.issues
  fail(`${String(issue?.path[0])} ${issue?.message}`)
}

function fail(line: string): void {
  console.error(line)
  process.exitCode = 1
}
