/** A private InfluxDB 1.6 of Debian's package `influxdb`, for tests. Its data is deleted with it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installPackages, whyNotInstall } from './install.ts'
import { findProgram, freePort, launch, temporaryFolder } from './private-server.ts'

export interface Influx {
  readonly url: string
  /** The rows of the first series of an InfluxQL query, keyed by column. */
  query(database: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  stop(): Promise<void>
}

/** @returns the program, installed if that is allowed, or null */
export async function installedInflux(log: (line: string) => void): Promise<string | null> {
  if (findProgram('influxd') === null && whyNotInstall() === null) {
    log('installing influxdb with apt-get, without starting services (PANNIER_TEST_INSTALL=0 prevents it)')
    await installPackages(['influxdb']).catch((error: unknown) => log(String(error)))
  }
  return findProgram('influxd')
}

export async function startInflux(program: string, database: string): Promise<Influx> {
  const folder = await temporaryFolder('influx')
  const [port, rpcPort] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const at = (name: string) => JSON.stringify(join(folder, name))
  await writeFile(
    join(folder, 'influxdb.conf'),
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = ${at('meta')}
[data]
dir = ${at('data')}
wal-dir = ${at('wal')}
[http]
bind-address = "127.0.0.1:${port}"
log-enabled = false
[monitor]
store-enabled = false
`,
  )
  const server = await launch({
    name: 'influxd',
    folder,
    command: program,
    args: ['-config', join(folder, 'influxdb.conf')],
    deadlineMs: 30_000,
    async probe() {
      const answer = await fetch(`${url}/ping`)
      if (!answer.ok) throw new Error(`influxd answered ${answer.status}`)
    },
  })
  const influx: Influx = { url, stop: server.stop, query: (name, text) => query(url, name, text) }
  await influx.query('', `CREATE DATABASE "${database}"`)
  return influx
}

async function query(url: string, database: string, text: string) {
  const body = new URLSearchParams({ db: database, q: text })
  const answer = await fetch(`${url}/query`, { method: 'POST', body })
  // The cast: the documented shape of an answer.
  const { results } = (await answer.json()) as {
    readonly results: readonly {
      readonly error?: string
      readonly series?: readonly { readonly columns: readonly string[]; readonly values: readonly unknown[][] }[]
    }[]
  }
  const [result] = results
  if (result?.error) throw new Error(result.error)
  const [series] = result?.series ?? []
  return (series?.values ?? []).map((row) =>
    Object.fromEntries(series?.columns.map((column, place) => [column, row[place]]) ?? []),
  )
}
