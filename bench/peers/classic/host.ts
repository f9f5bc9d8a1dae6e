/** The classic design in a host process: its server as a child, Redis that syncs before it answers, and MySQL. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { createConnection } from 'mysql2/promise'
import { freePort } from '../../../dev/servers/private-server.ts'
import { type HostDesign, startDiskServers, untilUp } from '../../load/hosted.ts'
import type { Units } from '../../load/journal.ts'
import { processesUnder } from '../../load/usage.ts'
import { TABLES } from './mirror.ts'

const SERVER = fileURLToPath(import.meta.resolve('./server.ts'))
const UP_WITHIN_MS = 20_000
const REDIS_PROGRAMS = ['redis-server', 'valkey-server']

export const hostClassic: HostDesign = async (folder, onHand) => {
  const servers = await startDiskServers(join(folder, 'servers'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const secret = randomBytes(32).toString('hex')
  await fillMysql(servers.mysqlUrl, onHand)
  await withRedis(servers.redisUrl(), async (redis) => {
    await redis.mset(new Map(Object.entries(onHand).map(([sku, units]) => [`stock:${sku}`, String(units)])))
  })
  const start = async () => {
    await withRedis(servers.redisUrl(), async (redis) => {
      await redis.config('SET', 'appendfsync', 'always')
    })
    const of = { PORT: String(port), REDIS_URL: servers.redisUrl(), MYSQL_URL: servers.mysqlUrl, TOKEN_SECRET: secret }
    const child = spawn(process.execPath, [SERVER], { env: { ...process.env, ...of }, stdio: ['ignore', 'ignore', 2] })
    await untilUp(url, UP_WITHIN_MS)
    return child
  }
  let server = await start()
  return {
    addresses: () => ({ url, redisUrl: servers.redisUrl(), mysqlUrl: servers.mysqlUrl, admin: null }),
    async kill() {
      const redis = processesUnder(process.pid).find(({ program }) => REDIS_PROGRAMS.includes(program))
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      if (redis !== undefined) process.kill(redis.pid, 'SIGKILL')
      await ended
      await servers.restartRedis()
      server = await start()
    },
    async stop() {
      await end(server)
      await servers.stop()
    },
  }
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
}

async function fillMysql(url: string, onHand: Units): Promise<void> {
  const mysql = await createConnection(url)
  try {
    for (const table of TABLES) await mysql.query(table)
    const rows = Object.entries(onHand).map(([sku, units], index) => [sku, `Product ${sku}`, 1000 + index, units])
    await mysql.query('INSERT INTO products (sku, title, price, on_hand) VALUES ?', [rows])
  } finally {
    await mysql.end()
  }
}

async function withRedis(url: string, work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(url)
  try {
    await work(redis)
  } finally {
    redis.disconnect()
  }
}
