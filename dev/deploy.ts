/**
 * `npm run deploy`: runs `wrangler deploy` when all prerequisites are met. It prints missing ones with the command that
 * creates them; it passes arguments on, and `--dry-run` skips the checks. FACES=off deploys the API without pages.
 * `--canary` deploys the canary beside it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { experimental_readRawConfig } from 'wrangler'
import { buildWorker, wantsFaces } from './build.ts'
import { canaryConfiguration } from './canary/configuration.ts'
import { CANARY } from './canary/local.ts'

const root = fileURLToPath(import.meta.resolve('..'))
const program = join(root, 'node_modules/wrangler/bin/wrangler.js')
const placeholder = '00000000-0000-0000-0000-000000000000'
const isCanary = process.argv.includes('--canary')
const given = process.argv.slice(2).filter((arg) => arg !== '--canary')
const args = isCanary ? ['--config', await writeCanaryConfiguration(), ...given] : given
const entry = wantsFaces() ? [] : [join(root, 'dist/api/index.js')]
/** Secrets belong to one of the two workers. */
const named = isCanary ? ['--name', CANARY] : []
/** The commands that make them. */
const SECRETS: Record<string, string> = {
  AUTH_KEYS: 'npm run --silent keys',
  ACCOUNT_SECRET: 'openssl rand -base64 32',
  SIMULATED_PAYMENT_SECRET: 'echo "whsec_$(openssl rand -base64 32)"',
}
/** Stripe's dashboard shows them. */
const STRIPE_SECRETS = {
  STRIPE_SECRET_KEY: 'echo "rk_live_…"',
  STRIPE_WEBHOOK_SECRETS: 'echo "whsec_…"',
}

const missing = args.includes('--dry-run') ? [] : findMissing()
if (missing.length === 0) {
  process.exitCode =
    spawnSync(process.execPath, [program, 'deploy', ...entry, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1
} else {
  console.error(['Not deployed; still missing:', ...missing.map((line) => `  - ${line}`)].join('\n'))
  process.exitCode = 1
}

function findMissing(): string[] {
  const { rawConfig } = experimental_readRawConfig({ config: join(root, 'wrangler.toml') })
  const lines: string[] = []
  for (const { binding, database_name: name, database_id: id } of rawConfig.d1_databases ?? []) {
    if (id !== placeholder) continue
    lines.push(
      `the D1 database ${binding}: npx wrangler d1 create ${name}, then put its id into wrangler.toml and run npm run migrate:d1`,
    )
  }
  const account = ask(['whoami', '--json'])
  if (account === null) return [...lines, 'a Cloudflare account: npx wrangler login, or CLOUDFLARE_API_TOKEN']
  for (const queue of queueNames(rawConfig.queues)) {
    if (ask(['queues', 'info', queue]) === null) lines.push(`the queue ${queue}: npx wrangler queues create ${queue}`)
  }
  for (const { bucket_name: name } of rawConfig.r2_buckets ?? []) {
    if (name && ask(['r2', 'bucket', 'info', name]) === null) {
      lines.push(`the bucket ${name}: npx wrangler r2 bucket create ${name}, or remove the binding MEDIA`)
    }
  }
  const secrets = ask(['secret', 'list', '--format', 'json', ...named]) ?? ''
  const wanted = { ...SECRETS }
  // Production accepts simulated payments only if wrangler.toml says so.
  const providers = String(rawConfig.vars?.PAYMENT_PROVIDERS ?? '')
  if (!providers.includes('simulated')) delete wanted.SIMULATED_PAYMENT_SECRET
  if (providers.includes('stripe')) Object.assign(wanted, STRIPE_SECRETS)
  for (const [name, make] of Object.entries(wanted)) {
    if (secrets.includes(`"${name}"`)) continue
    // Both deployments read the same data, so their secrets are the same.
    const value = isCanary ? ", with the stable deployment's value: " : `: ${make} | `
    lines.push(`the secret ${name}${value}${['npx wrangler secret put', name, ...named].join(' ')}`)
  }
  return lines
}

/** Returns the file's path. */
async function writeCanaryConfiguration(): Promise<string> {
  await buildWorker(console.log)
  const { rawConfig } = experimental_readRawConfig({ config: join(root, 'wrangler.toml') })
  const folder = join(root, 'dist/canary')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'wrangler.json')
  writeFileSync(file, JSON.stringify(canaryConfiguration(rawConfig, root), null, 2))
  return file
}

function queueNames(queues: ReturnType<typeof experimental_readRawConfig>['rawConfig']['queues']): Set<string> {
  return new Set([...(queues?.producers ?? []), ...(queues?.consumers ?? [])].map(({ queue }) => queue))
}

/** Returns wrangler's answer, or null when wrangler fails. */
function ask(question: readonly string[]): string | null {
  const env = { ...process.env, WRANGLER_HIDE_BANNER: 'true' }
  const answer = spawnSync(process.execPath, [program, ...question], { cwd: root, env, encoding: 'utf8' })
  return answer.status === 0 ? answer.stdout : null
}
