/** Prints the table of figures on the terminal and, after a whole run, writes it to bench/RESULTS.md. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Line } from './figure.ts'

const root = (path: string) => fileURLToPath(import.meta.resolve(`../${path}`))
const HEAD = ['figure', 'measured', 'budget', ''] as const

/** @param whole whether every figure ran in full; only then is the result stored */
export async function report(
  lines: readonly Line[],
  details: readonly string[],
  { whole }: { whole: boolean },
): Promise<void> {
  const table = tableOf(lines)
  console.log(`\n${table}`)
  if (!whole) return
  const words = [
    '# What Pannier costs',
    `\`npm run bench\`, ${new Date().toISOString().slice(0, 10)}: ${await machine()}.`,
    table,
    '## Details',
    `\`\`\`\n${details.join('\n')}\n\`\`\``,
  ]
  await writeFile(root('bench/RESULTS.md'), `${words.join('\n\n')}\n`)
}

function tableOf(lines: readonly Line[]): string {
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
