/** Writes the results into one folder: report.json, report.md and report.html. */
import { mkdir, open, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withFolder } from '../folders.ts'
import { html } from './html.ts'
import { markdown } from './markdown.ts'
import type { Plan } from './plan.ts'
import { medianOf, type Row } from './rows.ts'

export interface Report {
  readonly startedAt: string
  readonly finishedAt: string
  readonly plan: Plan
  readonly machine: {
    readonly cores: number
    readonly processor: string
    readonly memoryGiB: number
    readonly node: string
    /** Load average of the minute before the run: other work makes every figure worse. */
    readonly loadBefore: number
    /** Time to write and fsync one page on the disk of the state: each write waits for at least one. */
    readonly syncMs: number
  }
  readonly rows: readonly Row[]
}

const FOLDER = fileURLToPath(import.meta.resolve('../../.data/load'))

export async function machine(): Promise<Report['machine']> {
  const [first] = cpus()
  const loadBefore = loadavg()[0] ?? 0
  return {
    syncMs: await withFolder('disk', syncMs),
    cores: cpus().length,
    processor: first?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.versions.node,
    loadBefore,
  }
}

/** @returns the folder of the report */
export async function writeReport(report: Report): Promise<string> {
  const folder = join(FOLDER, report.startedAt.replaceAll(':', '-').slice(0, 19))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(folder, 'report.md'), markdown(report))
  await writeFile(join(folder, 'report.html'), html(report))
  return folder
}

const SYNCS = 30

async function syncMs(folder: string): Promise<number> {
  const file = await open(join(folder, 'sync'), 'w')
  const times: number[] = []
  for (let left = SYNCS; left > 0; left--) {
    const startedAt = performance.now()
    await file.write(Buffer.alloc(4096))
    await file.sync()
    times.push(performance.now() - startedAt)
  }
  await file.close()
  return medianOf(times)
}
