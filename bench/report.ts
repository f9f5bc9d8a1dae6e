/**
 * Keeps the newest whole measurement of each figure in bench/results, and writes all of them to bench/RESULTS.md with the
 * day on which each was measured.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Line } from './figure.ts'

const root = (path: string) => fileURLToPath(import.meta.resolve(`../${path}`))
const HEAD = ['figure', 'measured', 'budget', ''] as const

interface Measured {
  readonly lines: readonly Line[]
  readonly details: readonly string[]
}

interface Kept extends Measured {
  /** Day, UTC. */
  readonly on: string
  readonly machine: string
}

export async function keep(name: string, measured: Measured): Promise<void> {
  const kept: Kept = { on: new Date().toISOString().slice(0, 10), machine: await machine(), ...measured }
  await mkdir(root('bench/results'), { recursive: true })
  await writeFile(pathOf(name), `${JSON.stringify(kept, null, 2)}\n`)
}

/** A figure that was never measured in whole is left out. */
export async function writeResults(names: readonly string[]): Promise<void> {
  const sections: string[] = []
  for (const name of names) {
    const text = await readFile(pathOf(name), 'utf8').catch(() => null)
    if (text === null) continue
    // The cast: `keep` wrote it.
    const { on, machine: where, lines, details } = JSON.parse(text) as Kept
    sections.push(`## ${name}`, `${on}: ${where}.`, tableOf(lines))
    if (details.length > 1) sections.push(`\`\`\`\n${details.slice(1).join('\n')}\n\`\`\``)
  }
  const opening = '`npm run bench` writes this page. Each figure names the day of its newest whole measurement.'
  await writeFile(root('bench/RESULTS.md'), `${['# What Pannier costs', opening, ...sections].join('\n\n')}\n`)
}

function pathOf(name: string): string {
  return root(`bench/results/${name}.json`)
}

export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ figure, measured, budget, ok }) => [figure, measured, budget ?? '', verdict(ok)])
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(HEAD), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function verdict(ok: boolean | null): string {
  if (ok === null) return ''
  return ok ? 'ok' : 'over'
}

/** Cores and versions, without anything that identifies the machine. */
async function machine(): Promise<string> {
  const versionOf = async (name: string) => {
    const { version } = JSON.parse(await readFile(root(`node_modules/${name}/package.json`), 'utf8'))
    return `${name} ${version}`
  }
  const packages = await Promise.all(['workerd', 'miniflare', 'hono'].map(versionOf))
  return [`${cpus().length} cores`, `Node ${process.versions.node}`, ...packages].join(', ')
}
