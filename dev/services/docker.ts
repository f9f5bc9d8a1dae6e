/**
 * Servers from containers, where neither programs nor apt-get are at hand. A container runs in the foreground under a
 * guard and is removed when it stops.
 */
import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { probeMysql } from './mysql.ts'
import { freePort, launch, temporaryFolder } from './private-server.ts'
import { probeRedis, type Service } from './redis.ts'

const run = promisify(execFile)
const pullAndStartMs = 300_000

export function dockerAnswers(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0
}

export async function startDockerRedis(): Promise<Service> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}/0`
  return startContainer(url, ['-p', `127.0.0.1:${port}:6379`, 'redis:7'], () => probeRedis(url))
}

export async function startDockerMysql(): Promise<Service> {
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  const url = `mysql://root:${password}@127.0.0.1:${port}/pannier_test`
  const environment = ['-e', `MARIADB_ROOT_PASSWORD=${password}`, '-e', 'MARIADB_DATABASE=pannier_test']
  const options = ['-p', `127.0.0.1:${port}:3306`, '--tmpfs', '/var/lib/mysql', ...environment]
  // A crash may take the last second: these are test data.
  const image = ['mariadb:10.11', '--skip-name-resolve', '--innodb-flush-log-at-trx-commit=0']
  return startContainer(url, [...options, ...image], () => probeMysql(url))
}

async function startContainer(url: string, args: readonly string[], probe: () => Promise<void>): Promise<Service> {
  const name = `pannier-test-${randomBytes(6).toString('hex')}`
  const folder = await temporaryFolder('docker')
  const command = { command: 'docker', args: ['run', '--rm', '--name', name, ...args] }
  // A container outlives its `docker run` when that is killed, so it is removed by name as well; gone is fine.
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
