/** `npm run dev` as a developer runs it: wrangler's server over the sources, with the demo catalogue and the schedule. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { TEST_ADMIN } from '../../support/secrets.ts'
import { newAdmin } from '../support/shopper.ts'

const program = fileURLToPath(new URL('../../../dev/develop.ts', import.meta.url))
let folder: string
let server: ChildProcess
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-dev-'))
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  const env = { ...process.env, ...TEST_ADMIN, PORT: String(port), PANNIER_DATA: folder }
  server = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const collect = (chunk: Buffer) => {
    printed += chunk
  }
  server.stdout?.on('data', collect)
  server.stderr?.on('data', collect)
  await vi.waitUntil(() => printed.includes('Ready on') || server.exitCode !== null, 150_000)
  expect(server.exitCode, printed).toBeNull()
}, 160_000)
afterAll(async () => {
  if (server?.exitCode === null) {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }
  await rm(folder, { recursive: true, force: true })
})

it('the demo catalogue is there, and the jobs of the schedule run by themselves within a minute', async () => {
  const { items } = (await (await fetch(`${url}/v1/products?limit=1`)).json()) as { items: unknown[] }
  expect(items).toHaveLength(1)
  const admin = await newAdmin(url)
  await vi.waitFor(
    async () => {
      const jobs = await (await admin.api.v1.admin.ops.jobs.$get()).json()
      expect(jobs.items).toContainEqual(expect.objectContaining({ name: 'alerts', outcome: 'done' }))
    },
    { timeout: 80_000, interval: 2_000 },
  )
}, 90_000)

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
