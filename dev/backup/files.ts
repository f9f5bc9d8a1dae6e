/**
 * The files of a state folder, with what shows that one has changed. Copies of SQLite's databases and of their logs
 * belong together; the shared-memory files beside them are rebuilt when a database is opened.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Hold nothing that a restored deployment needs. */
const LEFT_OUT = new Set(['cache', 'workflows'])

export interface Stamp {
  readonly bytes: number
  /** Two files with the same stamp have the same content, unless the file was written in the same tick of the clock. */
  readonly text: string
  readonly changedAtMs: number
}

/** All files below the folder, by their path relative to it. Synchronous, because it runs while a runtime stands still. */
export function filesIn(root: string): Map<string, Stamp> {
  const found = new Map<string, Stamp>()
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) collect(root, entry.name, found)
  }
  return found
}

function collect(root: string, folder: string, found: Map<string, Stamp>): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) collect(root, path, found)
    else if (!entry.name.endsWith('-shm')) {
      const stamp = stampOf(join(root, path))
      if (stamp) found.set(path, stamp)
    }
  }
}

/** Null for a file that has just been deleted: a database deletes its log when it is closed. */
export function stampOf(file: string): Stamp | null {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  if (!stat) return null
  const { size, ino, mtimeNs, mtimeMs } = stat
  return { bytes: Number(size), text: `${ino}-${size}-${mtimeNs}`, changedAtMs: Number(mtimeMs) }
}
