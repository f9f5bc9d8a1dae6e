/** Counts what an object's storage writes, inside a worker of the bench: rows as SQLite reports them, and setAlarm. */

export interface Written {
  /** As the cursors report them after each statement. */
  rows: number
  /** Calls of setAlarm, which SQLite does not report. */
  alarms: number
}

/** Replaces the methods of this object's storage. @param written returns the counts to increase */
export function countStorage(storage: DurableObjectStorage, written: () => Written): void {
  const { sql } = storage
  const { exec } = sql
  sql.exec = <Row extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]) => {
    const cursor = exec.call(sql, query, ...values)
    // Read to the end, as the mechanism's storage does, because only then the count is complete.
    const rows = cursor.toArray()
    written().rows += cursor.rowsWritten
    // The cast: the mechanism uses no other method of a cursor.
    return { toArray: () => rows } as unknown as SqlStorageCursor<Row>
  }
  const { setAlarm } = storage
  storage.setAlarm = (at) => {
    written().alarms += 1
    return setAlarm.call(storage, at)
  }
}
