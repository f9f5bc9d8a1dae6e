/** `npm start` as a newcomer meets it: what it prints can be pasted, and works. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { findProgram } from '../../../dev/servers/private-server.ts'
import { variableNames } from '../../../src/contract/config.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)
let folder: string | null = null
let started: ChildProcess | null = null

afterEach(async () => {
  await end()
  if (folder !== null) await rm(folder, { recursive: true, force: true })
})

/** What it printed until it was up. */
async function npmStart(dataDir: string): Promise<string> {
  // What the developer has set for a Pannier of their own is not for this one.
  const unset = Object.fromEntries(variableNames.map((name) => [name, undefined]))
  const env = { ...process.env, ...unset, PORT: '0', PANNIER_DATA: dataDir }
  const child = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  started = child
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  await vi.waitUntil(() => output.includes('Ctrl-C ends it') || child.exitCode !== null, 45_000)
  return output
}

/** As Ctrl-C in a terminal: all processes of the group get the signal. Over when the last one has closed the output. */
async function end(): Promise<void> {
  const child = started
  started = null
  if (child?.pid === undefined || child.stdout?.closed) return
  const closed = new Promise((done) => child.once('close', done))
  process.kill(-child.pid, 'SIGINT')
  await closed
}

it.skipIf(findProgram('curl') === null)(
  'prints three lines that work as they are printed, and keeps what they did across a restart',
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'pannier-start-'))
    const output = await npmStart(folder)
    const [, url] = /Pannier answers at (\S+) \(record on local D1, no Redis\)/.exec(output) ?? []
    const lines = /^Try:\n((?: {2}.+\n){3})/m.exec(output)?.[1]?.trimEnd().split('\n') ?? []
    expect([url, lines.length], output).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), 3])

    // Shoppers' data is in there, and the secrets beside it.
    expect((await stat(join(folder, 'embedded'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600)

    // One shell, as in a terminal, and one answer a line.
    const script = [...lines.flatMap((line) => [line, 'echo']), 'echo "$TOKEN"'].join('\n')
    const { stdout } = await run('sh', ['-c', script])
    const [products = '', cart = '', token = ''] = stdout.split('\n').filter((line) => line !== '')
    expect(JSON.parse(products)).toMatchObject({ items: [{}, {}, {}], nextCursor: expect.any(String) })
    const added = JSON.parse(cart) as { items: object[] }
    expect(added).toMatchObject({ version: 1, items: [{ quantity: 2 }] })

    await end()
    const second = await npmStart(folder)
    const [, again] = /Pannier answers at (\S+)/.exec(second) ?? []
    expect(again, second).toBeDefined()
    const answer = await fetch(`${again}/v1/cart`, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject({ version: 1, items: added.items })
  },
  120_000,
)
