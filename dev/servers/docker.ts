/**
 * Servers in containers, for machines without the programs and without apt-get. A container runs in the foreground
 * under a guard and is removed when it stops.
 */
import { execFile, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { probeMysql } from './mysql.ts'
import { freePort, launch, temporaryFolder } from './private-server.ts'
import { probeRedis, type Service } from './redis.ts'

const run = promisify(execFile)
const pullAndStartMs = 300_000

export function dockerAnswers(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0
}

/** @param keepIn names the volume that keeps the data; null: the data is deleted with the container */
export async function startDockerRedis(keepIn: string | null): Promise<Service> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  const volume = keepIn === null ? [] : ['-v', `${volumeOf(keepIn)}:/data`]
  const server = ['redis:7', 'redis-server', '--appendonly', keepIn === null ? 'no' : 'yes']
  return startContainer(url, ['-p', `127.0.0.1:${port}:6379`, ...volume, ...server], () => probeRedis(url))
}

/** @param keepIn names the volume that keeps the data; null: the data is deleted with the container */
export async function startDockerMysql(keepIn: string | null): Promise<Service> {
  const port = await freePort()
  // The image sets the password only in an empty volume, so a kept one needs a fixed password; only 127.0.0.1 is bound.
  const password = keepIn === null ? randomBytes(12).toString('hex') : volumeOf(keepIn)
  const url = `mysql://root:${password}@127.0.0.1:${port}/pannier`
  const environment = ['-e', `MARIADB_ROOT_PASSWORD=${password}`, '-e', 'MARIADB_DATABASE=pannier']
  const data = keepIn === null ? ['--tmpfs', '/var/lib/mysql'] : ['-v', `${volumeOf(keepIn)}:/var/lib/mysql`]
  const options = ['-p', `127.0.0.1:${port}:3306`, ...data, ...environment]
  // A crash may lose the last second of test data, but never of kept data.
  const image = ['mariadb:10.11', '--skip-name-resolve', `--innodb-flush-log-at-trx-commit=${keepIn === null ? 0 : 1}`]
  return startContainer(url, [...options, ...image], () => probeMysql(url))
}

/** A volume, not a folder, because files of the container's user could not be deleted from a folder. */
function volumeOf(keepIn: string): string {
  return `pannier-${createHash('sha256').update(keepIn).digest('hex').slice(0, 16)}`
}

async function startContainer(url: string, args: readonly string[], probe: () => Promise<void>): Promise<Service> {
  const name = `pannier-test-${randomBytes(6).toString('hex')}`
  const folder = await temporaryFolder('docker')
  const command = { command: 'docker', args: ['run', '--rm', '--name', name, ...args] }
  // A container outlives a killed `docker run`, so it is also removed by name; an absent container is fine.
  const remove = () => run('docker', ['rm', '-f', name]).catch(() => {})
  try {
    const server = await launch({ name: 'the container', folder, ...command, deadlineMs: pullAndStartMs, probe })
    return {
      url,
      async stop() {
        await server.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
