/**
 * MySQL or MariaDB for tests and launchers. A given server gets a fresh database that is dropped at the end; a private
 * one has its data in a temporary or a kept folder. Invariant: existing data is never read or changed.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createConnection } from 'mysql2/promise'
import { findProgram, freePort, launch, temporaryFolder } from './private-server.ts'
import type { Service } from './redis.ts'

const run = promisify(execFile)
const keptDatabase = 'pannier'
const databaseName = () => `pannier_test_${randomBytes(6).toString('hex')}`

export function findMysql(): string | null {
  return findProgram('mariadbd', 'mysqld')
}

/** Options of a server with a binlog that others follow. */
const binlog = ['--log-bin=binlog', '--server-id=1', '--binlog-format=ROW']

/**
 * @param keepIn folder for the data, kept when the server stops
 * @param options `followed`: the server writes a binlog, row by row
 */
export async function startPrivateMysql(
  program: string,
  keepIn: string | null,
  options: { readonly followed?: true } = {},
): Promise<Service> {
  const folder = await temporaryFolder('mysql')
  const data = keepIn ?? join(folder, 'data')
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  const database = keepIn === null ? databaseName() : keptDatabase
  const url = `mysql://pannier:${password}@127.0.0.1:${port}/${database}`
  try {
    if (!existsSync(data)) await initialize(program, folder, data)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const initFile = join(folder, 'init.sql')
  const statements = [
    `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4`,
    `CREATE USER IF NOT EXISTS 'pannier'@'127.0.0.1'`,
    `ALTER USER 'pannier'@'127.0.0.1' IDENTIFIED BY '${password}'`,
    `GRANT ALL ON *.* TO 'pannier'@'127.0.0.1'`,
  ]
  await writeFile(initFile, `${statements.join(';\n')};\n`, { mode: 0o600 })
  const server = await launch({
    name: 'the MySQL server',
    folder,
    command: program,
    args: [
      '--no-defaults',
      ...asRoot(),
      `--datadir=${data}`,
      // Not /tmp, because another server that starts there deletes files that it believes to be its own.
      `--tmpdir=${data}`,
      `--socket=${join(folder, 'mysql.sock')}`,
      `--pid-file=${join(folder, 'mysql.pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--init-file=${initFile}`,
      '--skip-name-resolve',
      '--performance-schema=OFF',
      '--innodb-buffer-pool-size=64M',
      // A crash of the machine may lose the last second of test data, which every run makes again; never of kept data.
      `--innodb-flush-log-at-trx-commit=${keepIn === null ? 0 : 1}`,
      ...(options.followed ? binlog : ['--skip-log-bin']),
      ...(await mysqlOnly(program)),
    ],
    deadlineMs: 60_000,
    probe: () => probeMysql(url),
  })
  return { url, stop: server.stop }
}

/** Initializes in a temporary folder beside it, so that an existing folder is always complete. */
async function initialize(program: string, folder: string, data: string): Promise<void> {
  const unfinished = `${data}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  await createSystemTables(program, folder, unfinished)
  await rename(unfinished, data)
}

async function createSystemTables(program: string, folder: string, data: string): Promise<void> {
  if (!(await isMariadb(program))) {
    await run(program, ['--no-defaults', ...asRoot(), '--initialize-insecure', `--datadir=${data}`])
    return
  }
  const installer = findProgram('mariadb-install-db', 'mysql_install_db')
  if (installer === null) throw new Error('mariadb-install-db is missing beside mariadbd')
  const args = ['--no-defaults', ...asRoot(), `--datadir=${data}`, '--skip-test-db']
  await run(installer, [...args, '--auth-root-authentication-method=normal', `--tmpdir=${folder}`])
}

async function isMariadb(program: string): Promise<boolean> {
  const { stdout } = await run(program, ['--no-defaults', '--version'])
  return stdout.includes('MariaDB')
}

/** Options for MySQL 8 only, whose X protocol would open a second port and a socket. MariaDB rejects them. */
async function mysqlOnly(program: string): Promise<readonly string[]> {
  return (await isMariadb(program)) ? [] : ['--mysqlx=OFF']
}

/** The servers refuse to run as root without this option; a container often has no other user. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : []
}

export async function probeMysql(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 2000 })
  try {
    await connection.query('SELECT 1')
  } finally {
    connection.destroy()
  }
}

/** Uses the database of the URL as it is, and never drops it. */
export async function useGivenMysql(url: string): Promise<Service> {
  await probeMysql(url)
  return { url, stop: async () => {} }
}

/** @returns `given` with a new database; its user must be allowed to create and drop it */
export async function createMysqlDatabase(given: string): Promise<Service> {
  const database = databaseName()
  const url = new URL(given)
  url.pathname = `/${database}`
  await execute(given, `CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
  return { url: url.href, stop: () => execute(given, `DROP DATABASE IF EXISTS ${database}`) }
}

async function execute(url: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 10_000 })
  try {
    await connection.query(sql)
  } finally {
    connection.destroy()
  }
}
