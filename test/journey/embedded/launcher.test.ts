/**
 * `npm start` keeps every answered write: if one of its two processes is killed, the next one continues with the state.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Pannier, startPannier } from '../../../dev/pannier.ts'
import { TEST_KEY } from '../../support/secrets.ts'

const launcher = fileURLToPath(import.meta.resolve('../../../dev/start.ts'))
const folders: string[] = []
const launched: ChildProcess[] = []

afterEach(async () => {
  for (const child of launched.splice(0)) await endLauncher(child, 'SIGTERM')
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

describe('the runtime', () => {
  it('a killed runtime restarts at the same address with its carts', async () => {
    const pannier = await startPannier({ demo: true })
    try {
      const token = await addToCart(pannier.url)
      const killed = pannier.workerdPid()
      process.kill(killed, 'SIGKILL')
      await vi.waitUntil(() => pannier.workerdPid() !== killed, 10_000)
      await vi.waitFor(async () => expect(await quantities(pannier.url, token)).toEqual([2]), 10_000)
    } finally {
      await pannier.stop()
    }
  })

  it('the state folder keeps carts and record from one start to the next', async () => {
    const dataDir = await newFolder()
    const first = await startPannier({ dataDir, demo: true })
    const token = await addToCart(first.url).finally(first.stop)
    const second = await startPannier({ dataDir })
    try {
      expect(await quantities(second.url, token)).toEqual([2])
    } finally {
      await second.stop()
    }
  })
})

describe('the static files', () => {
  it('static files are served like the worker’s own answers', async () => {
    const pannier = await startPannier()
    try {
      const document = await fetch(`${pannier.url}/openapi.json`)
      expect(document.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await document.json()).toMatchObject({
        openapi: '3.1.0',
        paths: { '/v1/cart': { get: { tags: ['Cart'] } } },
      })
      const page = await fetch(`${pannier.url}/docs`)
      expect(page.headers.get('content-type')).toMatch(/^text\/html/)
      expect(await page.text()).toContain('<title>Pannier: the HTTP contract</title>')
    } finally {
      await pannier.stop()
    }
  })
})

describe('the state folder', () => {
  it('a second start with the same state folder is refused while the first one runs', async () => {
    const dataDir = await newFolder()
    const pannier = await startPannier({ dataDir })
    try {
      await expect(startPannier({ dataDir })).rejects.toThrow(`${dataDir} is in use by another Pannier`)
    } finally {
      await pannier.stop()
    }
  })

  it('a new start ends the runtime of a killed launcher and takes its state folder', async () => {
    const folder = await newFolder()
    const first = await launch(folder)
    const left = await runtimeOf(folder)
    await endLauncher(first.child, 'SIGKILL')
    expect(await answers(first.url)).toBe(true)
    const second = await launch(folder)
    expect(second.output()).toContain(`left behind (process ${left})`)
    expect(await answers(first.url)).toBe(false)
    expect(await answers(second.url)).toBe(true)
  })

  it('after SIGTERM no process is left, and only the owner can read the secrets', async () => {
    const folder = await newFolder()
    const { child, url } = await launch(folder)
    expect(await endLauncher(child, 'SIGTERM')).toBe(0)
    expect(await answers(url)).toBe(false)
    expect(existsSync(join(folder, 'embedded/running.json'))).toBe(false)
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600)
  })

  it('the admin is created once, and the start prints the place of the password but not the password', async () => {
    const folder = await newFolder()
    const first = await launch(folder)
    await endLauncher(first.child, 'SIGTERM')
    const secrets = await secretsIn(folder)
    expect(secrets).toMatchObject({
      ACCOUNT_SECRET: expect.stringMatching(/^[\w-]{43}$/),
      ADMIN_EMAIL: 'admin@pannier.example',
      ADMIN_PASSWORD: expect.stringMatching(/^[\w-]{24}$/),
      SIMULATED_PAYMENT_SECRET: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
    })
    expect(first.output()).toMatch(/including the admin's e-mail address and password, are in .*secrets\.json/)
    for (const secret of ['AUTH_KEYS', 'ACCOUNT_SECRET', 'ADMIN_PASSWORD', 'SIMULATED_PAYMENT_SECRET']) {
      expect(first.output()).not.toContain(secrets[secret])
    }
    await launch(folder)
    expect(await secretsIn(folder)).toEqual(secrets)
  })

  it('a state folder of an earlier version gets its missing secrets, and keeps the others', async () => {
    const folder = await newFolder()
    const kept = { AUTH_KEYS: JSON.stringify({ keys: [TEST_KEY] }) }
    await writeFile(join(folder, 'secrets.json'), JSON.stringify(kept))
    await launch(folder)
    const secrets = await secretsIn(folder)
    expect(secrets).toMatchObject(kept)
    const made = ['AUTH_KEYS', 'ACCOUNT_SECRET', 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'SIMULATED_PAYMENT_SECRET']
    expect(Object.keys(secrets)).toEqual(made)
  })

  it('the state folder stores no secret that was given', async () => {
    const folder = await newFolder()
    const given = { ACCOUNT_SECRET: 'a'.repeat(32), ADMIN_EMAIL: 'lin@shop.example', ADMIN_PASSWORD: 'b'.repeat(12) }
    const { output } = await launch(folder, given)
    expect(Object.keys(await secretsIn(folder))).toEqual(['AUTH_KEYS', 'SIMULATED_PAYMENT_SECRET'])
    expect(output()).not.toContain('password')
  })
})

describe('a start that fails', () => {
  it.each([
    ['UPSTASH_REDIS_REST_URL', 'https://redis.example', 'UPSTASH_REDIS_REST_TOKEN is missing'],
    ['AUTH_KEYS', 'no key', 'AUTH_KEYS is not JSON'],
    ['DATABASE_URL', 'mysql://user:secret@host', 'DATABASE_URL is not an http(s) URL'],
    ['PORT', 'eighty', 'PORT is not a port number'],
  ])('a start that fails names the variable in one line and creates nothing: %s', async (name, value, line) => {
    const folder = join(await newFolder(), 'state')
    const failed = start(folder, { [name]: value })
    expect(await exitOf(failed.child)).toBe(1)
    expect(failed.output().trim().split('\n')).toEqual([expect.stringContaining(line)])
    expect(failed.output()).not.toContain(value)
    expect(existsSync(folder)).toBe(false)
  })

  it('a start that fails names the port that is in use', async () => {
    const pannier: Pannier = await startPannier()
    try {
      const { port } = new URL(pannier.url)
      await expect(startPannier({ port: Number(port) })).rejects.toThrow(`port ${port} is in use`)
    } finally {
      await pannier.stop()
    }
  })
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pannier-launcher-'))
  folders.push(folder)
  return folder
}

function start(folder: string, variables: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, PORT: '0', PANNIER_DATA: folder, ...variables }
  const child = spawn(process.execPath, [launcher], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  launched.push(child)
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return { child, output: () => output }
}

async function launch(folder: string, variables: Readonly<Record<string, string>> = {}) {
  const started = start(folder, variables)
  await vi.waitUntil(() => started.output().includes('Ctrl-C'), 30_000)
  const [, url = ''] = /answers at (\S+)/.exec(started.output()) ?? []
  return { ...started, url }
}

async function secretsIn(folder: string): Promise<Record<string, string>> {
  // dev/secrets.ts wrote this file.
  return JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done))
  return child.exitCode
}

async function endLauncher(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  child.kill(signal)
  return exitOf(child)
}

async function runtimeOf(folder: string): Promise<number> {
  // dev/lease.ts wrote this file.
  const held = JSON.parse(await readFile(join(folder, 'embedded/running.json'), 'utf8')) as { runtime: { pid: number } }
  return held.runtime.pid
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    (response) => response.ok,
    () => false,
  )
}

/** @returns the token of a guest with two of one product in the cart. */
async function addToCart(url: string): Promise<string> {
  const guest = (await (await fetch(`${url}/v1/auth/guest`, { method: 'POST' })).json()) as { accessToken: string }
  const products = (await (await fetch(`${url}/v1/products?limit=1`)).json()) as { items: { sku: string }[] }
  const added = await fetch(`${url}/v1/cart/items`, {
    method: 'POST',
    headers: { authorization: `Bearer ${guest.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sku: products.items[0]?.sku, quantity: 2 }),
  })
  expect(added.status).toBe(200)
  return guest.accessToken
}

async function quantities(url: string, token: string): Promise<number[]> {
  const response = await fetch(`${url}/v1/cart`, { headers: { authorization: `Bearer ${token}` } })
  const cart = (await response.json()) as { items: { quantity: number }[] }
  return cart.items.map(({ quantity }) => quantity)
}
