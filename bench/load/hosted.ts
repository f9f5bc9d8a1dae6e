/** The parts of a host process: one design with its servers and its state on disk. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findMysql, startPrivateMysql } from '../../dev/servers/mysql.ts'
import { findRedis, startPrivateRedis } from '../../dev/servers/redis.ts'
import { installMissing } from '../../dev/servers.ts'
import type { Units } from './journal.ts'

/** The addresses that the parent needs to load a design and to read its copies. */
export interface Addresses {
  readonly url: string
  readonly redisUrl: string
  readonly mysqlUrl: string
  readonly admin: { readonly email: string; readonly password: string } | null
}

export interface Hosted {
  addresses(): Addresses
  /**
   * Kills by SIGKILL the processes with the truth and the queue, and restarts them. Resolves when the design answers.
   */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** @param onHand units of each SKU that is for sale */
export type HostDesign = (folder: string, onHand: Units) => Promise<Hosted>

export interface DiskServers {
  redisUrl(): string
  readonly mysqlUrl: string
  /** Restarts Redis on the same data after it was killed. */
  restartRedis(): Promise<void>
  stop(): Promise<void>
}

/** Starts a Redis with a log of every command and a MySQL that syncs at each commit. */
export async function startDiskServers(folder: string): Promise<DiskServers> {
  await installMissing(() => {})
  const [redisProgram, mysqlProgram] = [findRedis(), findMysql()]
  if (redisProgram === null || mysqlProgram === null) {
    throw new Error('npm run load needs redis-server and mariadbd or mysqld on this machine')
  }
  await mkdir(folder, { recursive: true })
  const startRedis = () => startPrivateRedis(redisProgram, join(folder, 'redis'))
  let redis = await startRedis()
  const mysql = await startPrivateMysql(mysqlProgram, join(folder, 'mysql'))
  return {
    redisUrl: () => redis.url,
    mysqlUrl: mysql.url,
    async restartRedis() {
      await redis.stop()
      redis = await startRedis()
    },
    async stop() {
      await Promise.all([redis.stop(), mysql.stop()])
    },
  }
}

/** Resolves when the worker at this address answers. */
export async function untilUp(url: string, withinMs: number): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const isUp = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return
    if (performance.now() > giveUpAt) throw new Error(`${url} did not come up`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
