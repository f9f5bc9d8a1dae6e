/**
 * `npm run keys` as operators run it.
 * Invariant: a rotation ends no session, at a worker with the new set and at one with the old set; a command that
 * cannot rotate says why in one line and leaves the set unchanged.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { decodeProtectedHeader } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/contract/config.ts'
import { TEST_VARS } from '../../support/secrets.ts'
import { anybody, cartOf, newGuest } from '../support/shopper.ts'
import { startWorker } from '../support/worker.ts'

const program = fileURLToPath(import.meta.resolve('../../../dev/keys.ts'))
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

interface KeySet {
  readonly keys: readonly { readonly kid: string; readonly retiredAt?: number }[]
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pannier-keys-'))
  folders.push(folder)
  return folder
}

/** Runs the command without Redis. @returns the lines of its output and of its errors */
async function keys(args: readonly string[], { dataDir = '/nowhere', input = '' } = {}) {
  const { UPSTASH_REDIS_REST_URL: _, UPSTASH_REDIS_REST_TOKEN: __, ...env } = process.env
  const child = spawn(process.execPath, [program, ...args], { env: { ...env, PANNIER_DATA: dataDir } })
  child.stdin.end(input)
  const ended = new Promise((done) => child.once('exit', done))
  const [printed, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  const lines = (output: string) => output.split('\n').filter(Boolean)
  return { code, printed: lines(printed), said: lines(said) }
}

/** A worker whose keys are those of its state folder. */
const workerOn = (dataDir: string) => startWorker({ dataDir, demo: true, vars: { AUTH_KEYS: '' } })

async function keysIn(dataDir: string): Promise<KeySet> {
  // dev/secrets.ts wrote this file.
  const { AUTH_KEYS } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as { AUTH_KEYS: string }
  return JSON.parse(AUTH_KEYS) as KeySet
}

async function publishedAt(url: string): Promise<string[]> {
  const response = await anybody(url)['.well-known']['jwks.json'].$get()
  return (await response.json()).keys.map(({ kid }) => kid)
}

describe('a rotation of the state folder', () => {
  it('a guest from before a rotation keeps the cart, and the next key is published before it signs', async () => {
    const dataDir = await newFolder()
    const before = await workerOn(dataDir)
    const [signing, standby] = await publishedAt(before.url)
    const guest = await newGuest(before.url)
    const seen = await cartOf(guest.api.v1.cart.items.$post({ json: { sku: 'iphone-15', quantity: 2 } }))
    await before.stop()

    const { code, printed, said } = await keys(['rotate'], { dataDir })
    expect([code, printed]).toEqual([0, []])
    expect(said).toEqual([expect.stringContaining(`${standby} signs`)])

    const after = await workerOn(dataDir)
    try {
      expect((await cartOf(guest.at(after.url).api.v1.cart.$get())).cart.items).toEqual(seen.cart.items)
      const fresh = await newGuest(after.url)
      expect(decodeProtectedHeader(guest.token).kid).toBe(signing)
      expect(decodeProtectedHeader(fresh.token).kid).toBe(standby)
      expect(await publishedAt(after.url)).toEqual([standby, expect.any(String), signing])
    } finally {
      await after.stop()
    }
  })

  it('tokens verify while one worker has the old set and another one the new set', async () => {
    const [old, rotated] = [await newFolder(), await newFolder()]
    const workers = [await workerOn(old)]
    try {
      await copyFile(join(old, 'secrets.json'), join(rotated, 'secrets.json'))
      expect((await keys(['rotate'], { dataDir: rotated })).code).toBe(0)
      workers.push(await workerOn(rotated))
      const guests = await Promise.all(workers.map(({ url }) => newGuest(url)))
      expect(new Set(guests.map(({ token }) => decodeProtectedHeader(token).kid)).size).toBe(2)
      for (const guest of guests) {
        for (const worker of workers) await cartOf(guest.at(worker.url).api.v1.cart.$get())
      }
    } finally {
      for (const worker of workers) await worker.stop()
    }
  })

  it('a rotation keeps the other secrets, and only the owner can read the file', async () => {
    const dataDir = await newFolder()
    const file = join(dataDir, 'secrets.json')
    const { printed } = await keys([])
    await writeFile(file, JSON.stringify({ AUTH_KEYS: printed[0], ACCOUNT_SECRET: 'kept' }))
    const before = await keysIn(dataDir)
    const startedAt = Math.floor(Date.now() / 1000)
    await keys(['rotate'], { dataDir })
    const [signing, standby, retired] = (await keysIn(dataDir)).keys
    expect([signing?.kid, retired?.kid]).toEqual([before.keys[1]?.kid, before.keys[0]?.kid])
    expect(before.keys).not.toContainEqual(standby)
    expect(retired?.retiredAt).toBeGreaterThanOrEqual(startedAt)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ACCOUNT_SECRET: 'kept' })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDir)).toEqual(['secrets.json'])
  })
})

describe('a rotation through a pipe', () => {
  it('a rotation through a pipe prints only the new set, as a value of AUTH_KEYS', async () => {
    const fresh = await keys([])
    expect(fresh).toMatchObject({ code: 0, said: [] })
    const { code, printed } = await keys(['rotate', '-'], { input: fresh.printed.join('\n') })
    expect([code, printed.length]).toEqual([0, 1])
    const before = JSON.parse(fresh.printed.join()) as KeySet
    const config = readConfig({ ...TEST_VARS, AUTH_KEYS: printed[0] })
    expect(config.AUTH_KEYS.keys.map(({ kid }) => kid)).toEqual([
      before.keys[1]?.kid,
      expect.any(String),
      before.keys[0]?.kid,
    ])
  })
})

describe('a rotation of a file', () => {
  it('a rotation of a file replaces the set in the file', async () => {
    const file = join(await newFolder(), 'keys.json')
    await writeFile(file, (await keys([])).printed.join())
    const before = JSON.parse(await readFile(file, 'utf8')) as KeySet
    expect((await keys(['rotate', file])).code).toBe(0)
    const after = JSON.parse(await readFile(file, 'utf8')) as KeySet
    expect(after.keys[0]).toEqual(before.keys[1])
  })
})

describe('a server key', () => {
  it('a server key is printed with the hash for SERVER_KEY_HASHES', async () => {
    const { printed } = await keys(['server'])
    const [, key = ''] = /^key\s+(psk_[\w-]{43})$/.exec(printed[0] ?? '') ?? []
    expect(printed).toEqual([`key   ${key}`, `hash  ${createHash('sha256').update(key).digest('hex')}`])
  })
})

describe('a command that cannot run', () => {
  it.each([
    ['an unknown command', ['rotat'], 'usage:'],
    ['a word too many', ['rotate', '-', 'x'], 'usage:'],
    ['a folder without secrets', ['rotate'], 'there are no keys in /nowhere yet'],
    ['a file that is not there', ['rotate', '/nowhere/keys.json'], '/nowhere/keys.json does not exist'],
    ['an input that is not a key set', ['rotate', '-'], 'the key set is not JSON'],
  ])('a command that cannot run says why in one line: %s', async (_, args, line) => {
    expect(await keys(args, { input: 'secret' })).toEqual({
      code: 1,
      printed: [],
      said: [expect.stringContaining(line)],
    })
  })

  it('a command that cannot run leaves the file unchanged', async () => {
    const file = join(await newFolder(), 'keys.json')
    await writeFile(file, '{"keys":[]}')
    expect((await keys(['rotate', file])).code).toBe(1)
    expect(await readFile(file, 'utf8')).toBe('{"keys":[]}')
  })
})
