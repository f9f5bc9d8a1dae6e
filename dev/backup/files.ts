/**
 * The files of a state folder, with what shows that one has changed. Copies of SQLite's databases and of their logs
 * belong together; the shared-memory files beside them are rebuilt when a database is opened.
 */
import { readdirSync, statSync } from 'node:fs'

/** Hold nothing that a restored deployment needs. */
const LEFT_OUT = new Set(['cache', 'workflows'])
const SHARED_MEMORY = '-shm'

/** Two files with the same stamp have the same content, unless one was written in the same tick of the clock. */
export interface Stamp {
  readonly ino: number
  readonly bytes: number
  readonly changedAtMs: number
}

export function isSame(one: Stamp, other: Stamp): boolean {
  return one.changedAtMs === other.changedAtMs && one.bytes === other.bytes && one.ino === other.ino
}

/**
 * Visits all files below the folder, by their path relative to it. Synchronous, and without a list of them, because it
 * runs while a runtime stands still.
 */
export function eachFile(root: string, visit: (path: string, stamp: Stamp) => void): void {
  for (const name of readdirSync(root)) if (!LEFT_OUT.has(name)) enter(root, name, visit)
}

function enter(root: string, path: string, visit: (path: string, stamp: Stamp) => void): void {
  if (path.endsWith(SHARED_MEMORY)) return
  const stat = statSync(`${root}/${path}`, { throwIfNoEntry: false })
  // A file that has just been deleted: a database deletes its log when it is closed.
  if (!stat) return
  if (stat.isDirectory()) for (const name of readdirSync(`${root}/${path}`)) enter(root, `${path}/${name}`, visit)
  else visit(path, { ino: stat.ino, bytes: stat.size, changedAtMs: stat.mtimeMs })
}

/** Null if there is no such file. */
export function stampOf(file: string): Stamp | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? { ino: stat.ino, bytes: stat.size, changedAtMs: stat.mtimeMs } : null
}
