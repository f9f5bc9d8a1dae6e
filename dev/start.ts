/**
 * `npm start`: the whole of Pannier on this machine, with its record on local D1 and without Redis; with `--tiers` on a
 * real MySQL and Redis instead. State and generated secrets stay in the state folder.
 */
import { enableCompileCache } from 'node:module'
import { relative } from 'node:path'
import { argumentsOf } from './command.ts'
import { endOnSignals } from './ending.ts'
import { launcherFolder, noteOfSecrets } from './secrets.ts'
import { readSettings } from './settings.ts'

// Saves half a second at every start after the first.
enableCompileCache()

const startedAt = performance.now()
const say = (line: string) =>
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${line}`)
const ending = endOnSignals()
const usage = `usage: npm start
       npm run start:tiers   with a real Redis and MySQL

PORT, PANNIER_DATA, FACES=off and the variables of docs/configuration.md are read from the environment.`

/**
 * Waits longer before it writes log lines, because writing several at once costs less and 0.2 s are not noticed here.
 */
const LOG_WAIT_MS = '200'
/** Messages arrive at /dev/mail, unless the environment names another provider. */
const MAIL = { MAIL_PROVIDER: 'dev', MAIL_FROM: 'Pannier <shop@pannier.example>' }

try {
  const { values } = argumentsOf(usage, { tiers: { type: 'boolean', default: false } })
  const { port, dataDir, vars } = await readSettings(process.env, values.tiers)
  const kind = values.tiers ? 'tiers' : vars.DATABASE_URL ? 'external' : 'embedded'
  // Objects belong to the record that holds their copies, so each kind of record has its own objects.
  const folder = await launcherFolder(dataDir, kind)
  say('loading')
  const { startPannier } = await import('./pannier.ts')
  let given = vars
  if (values.tiers) {
    const { startTiers } = await import('./tiers.ts')
    const tiers = await startTiers(folder, say, vars.CURRENCY)
    await ending.add(tiers.stop)
    given = { ...vars, ...tiers.vars }
  }
  const pannier = await startPannier({
    dataDir: folder,
    port,
    vars: { LOG_LEVEL: 'warn', LOG_WAIT_MS, WEBHOOK_LOOPBACK: 'allow', ...MAIL, ...given },
    demo: kind === 'embedded',
    schedule: true,
    log: say,
    output: console.log,
  })
  await ending.add(pannier.stop)
  say(`Pannier answers at ${pannier.url} (${describe(kind, given)})\n`)
  console.log(await invitation(pannier.url))
  const near = relative(process.cwd(), dataDir)
  const shown = near === '' || near.startsWith('..') ? dataDir : near
  console.log(`\nState is kept in ${shown}. ${noteOfSecrets(shown, process.env)}`)
  console.log('LOG_LEVEL=info shows a line per request. Ctrl-C ends Pannier.')
} catch (error) {
  await ending.fail(error)
}

function describe(kind: string, vars: Readonly<Record<string, string>>): string {
  if (kind === 'tiers') return 'record on MySQL, copies in Redis'
  const record =
    kind === 'external' ? 'record at DATABASE_URL, neither migrated nor filled by npm start' : 'record on local D1'
  return `${record}, ${vars.UPSTASH_REDIS_REST_URL ? 'copies in Redis' : 'no Redis'}`
}

/** The addresses of the pages, and three commands to paste, with an existing product. */
async function invitation(url: string): Promise<string> {
  const sku = await firstSku(url)
  // Loaded late, as in `startPannier`, because the bundler takes long to load.
  const { wantsFaces } = await import('./build.ts')
  return [
    ...(wantsFaces() ? [`Shop: ${url}`, `Operators' console: ${url}/console`] : []),
    'Try:',
    `  TOKEN=$(curl -s -X POST ${url}/v1/auth/guest | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s '${url}/v1/products?limit=3'`,
    `  curl -s ${url}/v1/cart/items -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"sku":"${sku}","quantity":2}'`,
    `All routes: ${url}/docs`,
    `E-mail messages: ${url}/dev/mail`,
  ].join('\n')
}

async function firstSku(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/v1/products?inStock=true&limit=1`)
    // The cast: the contract's list of products.
    const { items } = (await response.json()) as { items?: { sku: string }[] }
    return items?.[0]?.sku ?? '<sku>'
  } catch {
    // Fails open: the rest runs while the record is down.
    return '<sku>'
  }
}
