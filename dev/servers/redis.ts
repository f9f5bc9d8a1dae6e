/**
 * Redis for tests and launchers. On a given server the tests claim an empty database number by a key; a private server
 * lives in memory, or keeps its data in a given folder. Invariant: existing data is never read or deleted.
 */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { Redis } from 'ioredis'
import { findProgram, freePort, launch, temporaryFolder } from './private-server.ts'

export interface Service {
  readonly url: string
  stop(): Promise<void>
}

export function findRedis(): string | null {
  return findProgram('redis-server', 'valkey-server')
}

/** @param keepIn folder for the data, kept when the server stops */
export async function startPrivateRedis(program: string, keepIn: string | null): Promise<Service> {
  if (keepIn !== null) await mkdir(keepIn, { recursive: true })
  const folder = await temporaryFolder('redis')
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  const network = ['--port', String(port), '--bind', '127.0.0.1', '--daemonize', 'no', '--databases', '1']
  const data = ['--dir', keepIn ?? folder, '--appendonly', keepIn === null ? 'no' : 'yes', '--save', '']
  const server = await launch({
    name: 'redis-server',
    folder,
    command: program,
    args: [...network, ...data],
    deadlineMs: 15_000,
    probe: () => probeRedis(url),
  })
  return { url, stop: server.stop }
}

/** Uses the database of the URL as it is; it is not claimed and never emptied. */
export async function useGivenRedis(url: string): Promise<Service> {
  await probeRedis(url)
  return { url, stop: async () => {} }
}

export async function probeRedis(url: string): Promise<void> {
  const redis = connection(url)
  try {
    await redis.connect()
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}

const claimKey = 'pannier-test:claimed-by'
const claimSeconds = 3600

/** Ignores the number in `given`: the tests take the highest empty database, and empty it again when they stop. */
export async function claimRedisDatabase(given: string): Promise<Service> {
  const claim = randomBytes(8).toString('hex')
  const databases = await countDatabases(given)
  for (let number = databases - 1; number > 0; number--) {
    const url = new URL(given)
    url.pathname = `/${number}`
    const redis = connection(url.href)
    try {
      await redis.connect()
      if ((await redis.dbsize()) > 0) continue
      if ((await redis.set(claimKey, claim, 'EX', claimSeconds, 'NX')) !== 'OK') continue
    } finally {
      redis.disconnect()
    }
    return { url: url.href, stop: () => emptyDatabase(url.href) }
  }
  throw new Error('no empty database number above 0 for the tests; give a server with one, or none at all')
}

async function countDatabases(url: string): Promise<number> {
  const redis = connection(url)
  try {
    await redis.connect()
    // Hosted servers may forbid CONFIG; 16 is Redis's default.
    const reply: unknown = await redis.config('GET', 'databases').catch(() => null)
    return Array.isArray(reply) ? Number(reply[1] ?? 16) : 16
  } finally {
    redis.disconnect()
  }
}

async function emptyDatabase(url: string): Promise<void> {
  const redis = connection(url)
  try {
    await redis.connect()
    await redis.flushdb()
  } finally {
    redis.disconnect()
  }
}

function connection(url: string): Redis {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
  // The failed call throws; without a listener the same error would also be printed.
  redis.on('error', () => {})
  return redis
}
