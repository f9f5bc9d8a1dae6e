/**
 * `npm run verify`: format, lint, types, dead code, ring 1 and the build, on all cores. Prints the time of each check and
 * the output of those that fail. Names of checks run only these: `npm run verify -- lint types`.
 * Invariant: every check runs to its end, and one failure makes the command exit with 1.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** The longest comes first, so that the others run beside it. Each is a command for a shell in which npm runs programs. */
const CHECKS: { readonly [name: string]: string } = {
  domain: 'vitest run --project domain',
  types: 'npm run types',
  lint: 'npm run lint',
  'dead-code': 'npm run dead-code',
  build: 'npm run build',
}

const names = process.argv.slice(2)
const unknown = names.find((name) => CHECKS[name] === undefined)
if (unknown !== undefined) {
  console.error(`unknown check "${unknown}"; the checks are ${Object.keys(CHECKS).join(', ')}`)
  process.exit(1)
}
const left = Object.entries(CHECKS).filter(([name]) => names.length === 0 || names.includes(name))
const startedAt = performance.now()
const failed: string[] = []

await Promise.all(Array.from({ length: availableParallelism() }, runNext))
console.log(`${failed.length === 0 ? 'verified' : `failed: ${failed.join(', ')}`} in ${secondsSince(startedAt)}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function runNext(): Promise<void> {
  for (let check = left.shift(); check; check = left.shift()) {
    const [name, command] = check
    const begunAt = performance.now()
    const { code, output } = await run(command)
    console.log(`${code === 0 ? 'passed' : 'FAILED'} ${name} in ${secondsSince(begunAt)}`)
    if (code === 0) continue
    failed.push(name)
    console.log(output)
  }
}

async function run(command: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece))
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject))
  return { code, output: pieces.join('') }
}

function secondsSince(ms: number): string {
  return `${((performance.now() - ms) / 1000).toFixed(1)} s`
}
