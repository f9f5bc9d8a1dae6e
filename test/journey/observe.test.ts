/** `npm run observe` as a newcomer runs it: figures from a real Prometheus, pages that answer, and nothing left running. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { findPromtool } from '../../dev/servers/prometheus.ts'
import { variableNames } from '../../src/contract/config.ts'

const isWithout = findPromtool() === null && !process.env.CI
if (isWithout) console.warn('no Prometheus here: the test of npm run observe is skipped')

const program = fileURLToPath(new URL('../../dev/observe.ts', import.meta.url))
const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

it.skipIf(isWithout)(
  'npm run observe shows figures of its own traffic, and ends everything that it started',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'pannier-observe-'))
    folders.push(dataDir)
    const unset = Object.fromEntries(variableNames.map((name) => [name, undefined]))
    const env = { ...process.env, ...unset, PORT: '0', PANNIER_DATA: dataDir }
    const child = spawn(process.execPath, [program, '--once'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = new Promise<number | null>((done) => child.once('exit', done))
    const [printed, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    expect([code, said], printed).toEqual([0, ''])
    const figure = (name: string) => Number(new RegExp(`^ {2}${name}: (\\S+)$`, 'm').exec(printed)?.[1])
    expect(figure('requests a second'), printed).toBeGreaterThan(0)
    expect(figure('p99 in seconds')).toBeGreaterThan(0)
    expect(figure('lag from commit to confirm, p99 in seconds')).toBeGreaterThan(0)
    const urls = Array.from(printed.matchAll(/http:\/\/127\.0\.0\.1:\d+/g), ([url]) => url)
    expect(new Set(urls).size).toBe(2)
    for (const url of new Set(urls)) await expect(fetch(url)).rejects.toThrow()
  },
  180_000,
)
