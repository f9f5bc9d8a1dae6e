/** Queries the database server about its binlog: whether it logs rows, and which places it still has. */
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import type { Place } from './place.ts'

const CONNECT_MS = 10_000

/** The server cannot be followed until an operator changes its configuration. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
}

export interface Reach {
  /** The place at which the server will write the next change. */
  readonly end: Place
  /** Whether the server still has every change after the place. */
  has(place: Place): boolean
}

/** Throws Unusable when the server does not log changes as rows, because the relay would miss some silently. */
export async function reachOf(url: string): Promise<Reach> {
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_MS })
  try {
    await assertRows(connection)
    const [files] = await connection.query<RowDataPacket[]>('SHOW BINARY LOGS')
    const sizes = new Map(files.map((file): [string, number] => [String(file.Log_name), Number(file.File_size)]))
    const last = [...sizes].at(-1)
    if (!last) throw new Unusable('the server has no binlog')
    return {
      end: { file: last[0], offset: last[1] },
      has: ({ file, offset }) => offset <= (sizes.get(file) ?? -1),
    }
  } finally {
    connection.destroy()
  }
}

async function assertRows(connection: Connection): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format')",
  )
  const variables = new Map(rows.map(({ Variable_name: name, Value: value }) => [String(name), String(value)]))
  if (variables.get('log_bin') !== 'ON') throw new Unusable('the server writes no binlog: enable log_bin')
  // A server without this variable supports only ROW.
  const format = variables.get('binlog_format') ?? 'ROW'
  if (format !== 'ROW') throw new Unusable(`binlog_format is ${format}; it must be ROW`)
}
