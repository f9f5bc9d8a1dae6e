/**
 * One row of stock in MariaDB, as shops without an object sell from it: by an optimistic lock, with retries until the
 * write wins or the stock is zero; and by one guarded UPDATE, the least work possible. Statements are prepared, on one
 * connection per lane, and autocommit. The row does not record who has the units.
 */
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'

export interface LockedRow {
  /** Sets the number of units. */
  fill(units: number): Promise<void>
  optimistic(lane: number): Promise<boolean>
  guarded(lane: number): Promise<boolean>
  left(): Promise<number>
  /** Number of lost optimistic updates since the last call. */
  takeRetries(): number
  close(): Promise<void>
}

const SELECT = 'SELECT on_hand, version FROM bench_stock WHERE id = ?'
const UPDATE =
  'UPDATE bench_stock SET on_hand = on_hand - 1, version = version + 1 WHERE id = ? AND version = ? AND on_hand > 0'
const GUARDED = 'UPDATE bench_stock SET on_hand = on_hand - 1 WHERE id = ? AND on_hand > 0'
const ID = 1

export async function openLockedRow(mysqlUrl: string, lanes: number): Promise<LockedRow> {
  const connections = await Promise.all(Array.from({ length: lanes }, () => createConnection(mysqlUrl)))
  // The cast: there is one connection per lane, and only lanes call this.
  const at = (lane: number) => connections[lane] as Connection
  await at(0).query('CREATE TABLE bench_stock (id INT PRIMARY KEY, on_hand INT NOT NULL, version INT NOT NULL)')
  let retries = 0
  const read = async (lane: number) => {
    const [rows] = await at(lane).execute<RowDataPacket[]>(SELECT, [ID])
    return { onHand: Number(rows[0]?.on_hand), version: Number(rows[0]?.version) }
  }
  const changed = async (lane: number, statement: string, values: number[]) => {
    const [{ affectedRows }] = await at(lane).execute<ResultSetHeader>(statement, values)
    return affectedRows === 1
  }
  return {
    async fill(units) {
      await at(0).query('REPLACE INTO bench_stock VALUES (?, ?, 1)', [ID, units])
    },
    async optimistic(lane) {
      for (;;) {
        const { onHand, version } = await read(lane)
        if (onHand === 0) return false
        if (await changed(lane, UPDATE, [ID, version])) return true
        retries += 1
      }
    },
    guarded: (lane) => changed(lane, GUARDED, [ID]),
    left: async () => (await read(0)).onHand,
    takeRetries() {
      const taken = retries
      retries = 0
      return taken
    },
    async close() {
      await Promise.all(connections.map((connection) => connection.end()))
    },
  }
}
