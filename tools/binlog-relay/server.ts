/** What the relay asks the database server beside its stream: whether it logs rows, and how far its binlog reaches. */
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import type { Place } from './place.ts'

const CONNECT_MS = 10_000

/** Only an operator can mend it. */
export class Unusable extends Error {
  override readonly name = 'Unusable'
}

export interface Reach {
  /** Where the next change will be written. */
  readonly end: Place
  /** Whether the server still has everything behind the place. */
  has(place: Place): boolean
}

/** Throws Unusable when changes are not logged by rows: some would be missed without a word. */
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
  if (variables.get('log_bin') !== 'ON') throw new Unusable('the server keeps no binlog: set log_bin')
  // A server that no longer knows the variable knows no other format.
  const format = variables.get('binlog_format') ?? 'ROW'
  if (format !== 'ROW') throw new Unusable(`binlog_format is ${format}, and must be ROW`)
}
