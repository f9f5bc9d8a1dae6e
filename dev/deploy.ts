/**
 * `npm run deploy`: runs `wrangler deploy` when all prerequisites are met. It prints missing ones with the command that
 * creates them; it passes arguments on, and `--dry-run` skips the checks. FACES=off deploys the API without pages.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { experimental_readRawConfig } from 'wrangler'
import { wantsFaces } from './build.ts'

const root = fileURLToPath(import.meta.resolve('..'))
const program = join(root, 'node_modules/wrangler/bin/wrangler.js')
const placeholder = '00000000-0000-0000-0000-000000000000'
const args = process.argv.slice(2)
const entry = wantsFaces() ? [] : ['dist/api/index.js']

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
  const secrets = ask(['secret', 'list', '--format', 'json']) ?? ''
  if (!secrets.includes('"AUTH_KEYS"')) {
    lines.push('the secret AUTH_KEYS: npm run --silent keys | npx wrangler secret put AUTH_KEYS')
  }
  if (!secrets.includes('"ACCOUNT_SECRET"')) {
    lines.push('the secret ACCOUNT_SECRET: openssl rand -base64 32 | npx wrangler secret put ACCOUNT_SECRET')
  }
  // Production accepts simulated payments only if wrangler.toml says so.
  const simulated = String(rawConfig.vars?.PAYMENT_PROVIDERS ?? '').includes('simulated')
  if (simulated && !secrets.includes('"SIMULATED_PAYMENT_SECRET"')) {
    const make = 'echo "whsec_$(openssl rand -base64 32)"'
    lines.push(`the secret SIMULATED_PAYMENT_SECRET: ${make} | npx wrangler secret put SIMULATED_PAYMENT_SECRET`)
  }
  return lines
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
