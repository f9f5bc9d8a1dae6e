/**
 * Gets a real Redis and a real MySQL or MariaDB: given, private, installed or from Docker, in this order. Invariant:
 * started servers are stopped however the process ends, test data is deleted, and data kept in a folder stays.
 */
import { join } from 'node:path'

import { dockerAnswers, startDockerMysql, startDockerRedis } from './servers/docker.ts'
import { installPackages, whyNotInstall } from './servers/install.ts'
import { createMysqlDatabase, findMysql, startPrivateMysql, useGivenMysql } from './servers/mysql.ts'
import { claimRedisDatabase, findRedis, type Service, startPrivateRedis, useGivenRedis } from './servers/redis.ts'

export interface ServiceOptions {
  /** Absolute path. Absent: databases that start empty and are deleted at the end, on given servers too. */
  readonly keepIn?: string
  /** The command to run without these servers. */
  readonly without: string
}

export interface Servers {
  /** `redis://…/<number>`: starts empty and belongs to the tests, unless it is kept. */
  readonly redisUrl: string
  /** `mysql://…/<name>`: starts empty and belongs to the tests, unless it is kept. */
  readonly mysqlUrl: string
  /** Safe to call more than once. */
  stop(): Promise<void>
}

type Log = (line: string) => void

const testing: ServiceOptions = { without: 'npm run test:embedded' }

interface Kind {
  readonly name: string
  readonly variable: string
  readonly debianPackage: string
  find(): string | null
  useGiven(url: string, keep: boolean): Promise<Service>
  startPrivate(program: string, keepIn: string | null): Promise<Service>
  startDocker(keepIn: string | null): Promise<Service>
}

const redis: Kind = {
  name: 'Redis',
  variable: 'REDIS_URL',
  debianPackage: 'redis-server',
  find: findRedis,
  useGiven: (url, keep) => (keep ? useGivenRedis(url) : claimRedisDatabase(url)),
  startPrivate: startPrivateRedis,
  startDocker: startDockerRedis,
}

const mysql: Kind = {
  name: 'MySQL',
  variable: 'MYSQL_URL',
  debianPackage: 'mariadb-server',
  find: findMysql,
  useGiven: (url, keep) => (keep ? useGivenMysql(url) : createMysqlDatabase(url)),
  startPrivate: startPrivateMysql,
  startDocker: startDockerMysql,
}

/** Throws a one-line error when a server is not available: which one is missing, and what to run without it. */
export async function acquireServers(log: Log, options: ServiceOptions = testing): Promise<Servers> {
  await installMissing(log)
  const acquired: Promise<Service>[] = []
  const acquire = (kind: Kind) => {
    const service = acquireOne(kind, log, options)
    acquired.push(service)
    return service
  }
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= stopAll(acquired)
    return stopped
  }
  // Callers that keep data have more to stop, in their own order, so they call `stop` themselves.
  const unwatch = options.keepIn === undefined ? stopWhenEnding(stop) : () => {}
  try {
    const [redisService, mysqlService] = await Promise.all([acquire(redis), acquire(mysql)])
    const end = async () => {
      await stop()
      unwatch()
    }
    return { redisUrl: redisService.url, mysqlUrl: mysqlService.url, stop: end }
  } catch (error) {
    // One server is missing. The other may still be starting, so wait for it and stop it.
    await stop().catch(() => {})
    unwatch()
    throw error
  }
}

/** Installs servers that are neither given nor on the PATH; if that is forbidden or fails, nothing changes. */
export async function installMissing(log: Log): Promise<void> {
  const missing = [redis, mysql].filter((kind) => !process.env[kind.variable] && kind.find() === null)
  if (missing.length === 0 || whyNotInstall() !== null) return
  const packages = missing.map((kind) => kind.debianPackage)
  log(
    `installing ${packages.join(' and ')} with apt-get, without starting services (PANNIER_TEST_INSTALL=0 prevents it)`,
  )
  // Fails open: Docker is tried next; after that the missing server is named.
  await installPackages(packages).catch((error: unknown) => log(String(error)))
}

async function acquireOne(kind: Kind, log: Log, options: ServiceOptions): Promise<Service> {
  const given = process.env[kind.variable]
  const keepIn = options.keepIn === undefined ? null : join(options.keepIn, kind.name.toLowerCase())
  if (given) {
    log(`${kind.name}: using ${kind.variable}${keepIn === null ? ', in a separate database' : ''}`)
    return kind.useGiven(given, keepIn !== null).catch((error: unknown) => {
      throw new Error(`${kind.variable} cannot be used: ${error instanceof Error ? error.message : error}`)
    })
  }
  const program = kind.find()
  if (program !== null) {
    log(`${kind.name}: starting a private ${program}`)
    return kind.startPrivate(program, keepIn)
  }
  if (dockerAnswers()) {
    log(`${kind.name}: starting a Docker container`)
    return kind.startDocker(keepIn)
  }
  const install = whyNotInstall()
  throw new Error(
    `${kind.name} is missing: no ${kind.variable}, no program on the PATH, ${install === null ? 'apt-get failed' : install}, ` +
      `Docker does not answer. Without it: ${options.without}`,
  )
}

async function stopAll(acquired: readonly Promise<Service>[]): Promise<void> {
  const stops = acquired.map(async (starting) => {
    const service = await starting.catch(() => null)
    await service?.stop()
  })
  const failed = (await Promise.allSettled(stops)).find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Guards end private servers by themselves; databases on given servers, and containers, need this. */
function stopWhenEnding(stop: () => Promise<void>): () => void {
  const endWith = (code: number) => () => {
    stop()
      .catch(() => {})
      .finally(() => process.exit(code))
  }
  const onInterrupt = endWith(130)
  const onTerminate = endWith(143)
  const onError = (error: unknown) => {
    console.error(error)
    endWith(1)()
  }
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate)
  process.on('uncaughtException', onError)
  return () => {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate)
    process.off('uncaughtException', onError)
  }
}
