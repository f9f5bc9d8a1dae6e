/** Counts, inside a worker of the bench, what an object's storage writes: rows as SQLite reports them, and setAlarm. */

export interface Written {
  /** As the cursors report them after each statement. */
  rows: number
  /** Calls of setAlarm, which SQLite does not report. */
  alarms: number
}

/** Replaces the methods of this object's storage. @param written the counts that grow with what it writes now */
export function countStorage(storage: DurableObjectStorage, written: () => Written): void {
  const { sql } = storage
  const { exec } = sql
  sql.exec = <Row extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]) => {
    const cursor = exec.call(sql, query, ...values)
    // Read to its end, as the storage of the mechanism does, for only then the count is whole.
    const rows = cursor.toArray()
    written().rows += cursor.rowsWritten
    // The mechanism asks a cursor for nothing else.
    return { toArray: () => rows } as unknown as SqlStorageCursor<Row>
  }
  const { setAlarm } = storage
  storage.setAlarm = (at) => {
    written().alarms += 1
    return setAlarm.call(storage, at)
  }
}
