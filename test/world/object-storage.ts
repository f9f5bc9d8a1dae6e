/**
 * The disk of one simulated object: SQLite in memory, with the alarm in one of its tables.
 * Invariant: statements that a killed object had not committed are rolled back and never run again.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { SqlValue, Storage } from '../../src/objects/aggregate/storage.ts'

/** Thrown at every statement of a killed object; no code is left to catch it. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** A failed statement of an object that continues to live. */
export class DiskFault extends Error {
  override readonly name = 'DiskFault'
}

type Row = Record<string, SqlValue>

/** Everything on a disk at one moment. */
export type Image = {
  readonly tables: readonly { readonly sql: string; readonly name: string; readonly rows: Row[] }[]
}

const SET_ALARM = 'INSERT OR REPLACE INTO alarm (id, at) VALUES (0, ?)'
const DROP_ALARM = 'DELETE FROM alarm'
const READS = /^\s*(SELECT|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/i

export class Disk {
  #database = new DatabaseSync(':memory:')
  #statements = new Map<string, StatementSync>()
  /** The alarm as its table has it; undefined if it must be read first. */
  #alarm: number | null | undefined
  /** The number of statements that changed rows since the start. */
  writes = 0
  /** How often the alarm was set; the platform does not count alarms among the rows. */
  alarms = 0

  constructor() {
    this.#database.exec('CREATE TABLE alarm (id INTEGER PRIMARY KEY CHECK (id = 0), at INTEGER NOT NULL)')
  }

  run(query: string, ...parameters: readonly SqlValue[]): readonly Row[] {
    let statement = this.#statements.get(query)
    if (!statement) {
      statement = this.#database.prepare(query)
      if (!/^\s*(CREATE|DROP|ALTER)/i.test(query)) this.#statements.set(query, statement)
    }
    if (query === SET_ALARM || query === DROP_ALARM || query.startsWith('ROLLBACK')) this.#alarm = undefined
    if (query === SET_ALARM) this.alarms++
    else if (!READS.test(query)) this.writes++
    // The cast: rows of node:sqlite are plain records of the stored values.
    return statement.all(...parameters) as Row[]
  }

  get alarm(): number | null {
    if (this.#alarm === undefined) {
      const row = this.run('SELECT at FROM alarm')[0]
      this.#alarm = row ? Number(row.at) : null
    }
    return this.#alarm
  }

  set alarm(at: number | null) {
    if (at === null) this.run(DROP_ALARM)
    else this.run(SET_ALARM, at)
  }

  /** Deletes the tables and the alarm, as the platform does. */
  deleteAll(): void {
    this.close()
    this.#database = new DatabaseSync(':memory:')
    this.#alarm = null
    this.run('CREATE TABLE alarm (id INTEGER PRIMARY KEY CHECK (id = 0), at INTEGER NOT NULL)')
  }

  image(): Image {
    const tables = this.run("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {
      tables: tables.map(({ name, sql }) => ({
        name: String(name),
        sql: String(sql),
        rows: [...this.run(`SELECT * FROM ${name}`)],
      })),
    }
  }

  restore(image: Image): void {
    this.close()
    this.#database = new DatabaseSync(':memory:')
    this.#statements = new Map()
    this.#alarm = undefined
    for (const { name, sql, rows } of image.tables) {
      this.run(sql)
      for (const row of rows) {
        const columns = Object.keys(row)
        const marks = columns.map(() => '?').join(', ')
        this.run(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${marks})`, ...Object.values(row))
      }
    }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}

export interface DiskEvents {
  isAlive(): boolean
  /** Called before each statement; may kill the object, or throw a DiskFault. */
  beforeStatement(): void
  /** Called after the alarm was set. */
  alarmSet(): void
  /** Called when an outermost transaction is on disk; may kill the object. */
  afterCommit(): void
  /** Called when an outermost transaction was rolled back: the object ends. */
  aborted(): void
}

/** The disk as one life of the object sees it. */
export function storageOf(disk: Disk, life: DiskEvents): Storage {
  let depth = 0
  const statement = (query: string, ...parameters: readonly SqlValue[]) => {
    life.beforeStatement()
    if (!life.isAlive()) throw new Killed()
    return disk.run(query, ...parameters)
  }
  return {
    sql: statement,
    run: (...parameters) => void statement(...parameters),
    transaction(work) {
      const name = `level_${depth}`
      if (!life.isAlive()) throw new Killed()
      disk.run(depth === 0 ? 'BEGIN' : `SAVEPOINT ${name}`)
      depth++
      let value: ReturnType<typeof work>
      try {
        value = work()
        if (!life.isAlive()) throw new Killed()
        disk.run(depth === 1 ? 'COMMIT' : `RELEASE ${name}`)
      } catch (error) {
        if (depth === 1) {
          disk.run('ROLLBACK')
          life.aborted()
        } else {
          disk.run(`ROLLBACK TO ${name}`)
          disk.run(`RELEASE ${name}`)
        }
        throw error
      } finally {
        depth--
      }
      if (depth === 0) life.afterCommit()
      if (!life.isAlive()) throw new Killed()
      return value
    },
    setAlarm(at) {
      statement(SET_ALARM, at)
      life.alarmSet()
    },
    getAlarm: () => Promise.resolve(disk.alarm),
    // This throws synchronously in a dying object, because no code is left to wait for a promise.
    deleteAll() {
      if (depth > 0) throw new Error('storage can be deleted only outside of transactions')
      life.beforeStatement()
      if (!life.isAlive()) throw new Killed()
      disk.deleteAll()
      life.afterCommit()
      if (!life.isAlive()) throw new Killed()
      return Promise.resolve()
    },
  }
}
