/**
 * The rotation of keys with a shared Redis.
 * Invariant: of two rotations only one runs, the fence in the set refuses a late one, and without an answer from Redis
 * nothing is rotated.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { newKeySet, parseKeySet, printKeySet } from '../../dev/key-set.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'

const program = fileURLToPath(import.meta.resolve('../../dev/keys.ts'))
// The command's own key, without the prefix of tests.
const OWN_KEYS = ['lock:{keys}', 'fence:{keys}']

let started: RedisUnderTest
let folder: string
let file: string
beforeAll(async () => {
  started = await startRedis()
  folder = await mkdtemp(join(tmpdir(), 'pannier-keys-'))
  file = join(folder, 'keys.json')
})
beforeEach(() => write())
afterEach(async () => {
  started.gateway.setIntercept(null)
  await started.redis.del(OWN_KEYS)
})
afterAll(async () => {
  await started.close()
  await rm(folder, { recursive: true })
})

async function write(more: object = {}): Promise<void> {
  await writeFile(file, printKeySet({ ...newKeySet(), ...more }))
}

const kept = async () => parseKeySet(await readFile(file, 'utf8'))

async function rotate(environment: Readonly<Record<string, string>> = {}) {
  const { url, token } = started.gateway
  const env = { ...process.env, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, ...environment }
  const child = spawn(process.execPath, [program, 'rotate', file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((done) => child.once('exit', done))
  const [said, code] = await Promise.all([text(child.stderr), ended])
  return { code, said: said.trim().split('\n') }
}

test('a rotation runs under the lock, says so, stores its fence, and releases the lock', async () => {
  const before = await kept()
  const { code, said } = await rotate()
  const { fence, keys } = await kept()
  expect([code, said]).toEqual([0, [`took the lock "keys" in Redis, fence ${fence}`, expect.stringContaining('signs')]])
  expect(keys[0]).toEqual(before.keys[1])
  expect(String(fence)).toBe(await started.redis.get('fence:{keys}'))
  expect(await started.redis.exists('lock:{keys}')).toBe(0)
})

test('a rotation is refused while another one is under way, and the set stays unchanged', async () => {
  const before = await kept()
  await started.redis.set('lock:{keys}', 'another', 'PX', 60_000)
  expect(await rotate()).toEqual({ code: 1, said: ['another rotation is under way'] })
  expect(await kept()).toEqual(before)
})

test('the fence in the set refuses a rotation that finishes after its successor', async () => {
  await write({ fence: Date.now() + 60_000 })
  const before = await kept()
  const { code, said } = await rotate()
  expect([code, said.at(-1)]).toEqual([1, 'a later rotation was stored first'])
  expect(await kept()).toEqual(before)
})

test('nothing is rotated without an answer from Redis', async () => {
  const before = await kept()
  started.gateway.setIntercept(() => ({ drop: true }))
  expect(await rotate()).toEqual({ code: 1, said: [expect.stringMatching(/^Redis did not give the lock: l2: /)] })
  expect(await rotate({ UPSTASH_REDIS_REST_TOKEN: '' })).toMatchObject({ code: 1, said: [expect.any(String)] })
  expect(await kept()).toEqual(before)
})
