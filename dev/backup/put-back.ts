/**
 * Puts the files of an archive back into an empty state folder.
 * Invariant: the folder has its final name only when every file is there with its digest; a folder that a killed restore
 * left behind is never started.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { recordsIn } from '../d1/files.ts'
import { stateIn } from '../runtime.ts'
import type { ArchiveReader } from './archive.ts'

const MIGRATIONS = join(import.meta.dirname, '../../drizzle/d1/migrations')
const FILES_PER_TURN = 50

/** The launcher's note that the record is migrated and filled. */
export function preparedFile(dataDir: string): string {
  return join(dataDir, 'prepared.txt')
}

export function preparedIn(dataDir: string): string | null {
  return existsSync(preparedFile(dataDir)) ? readFileSync(preparedFile(dataDir), 'utf8') : null
}

function unfinishedIn(dataDir: string): string {
  return `${stateIn(dataDir)}.restoring`
}

/** Throws when a restore into the folder did not end: starting would begin an empty shop in its place. */
export function refuseUnfinished(dataDir: string): void {
  const folder = unfinishedIn(dataDir)
  if (existsSync(folder)) throw new Error(`${folder} is an unfinished restore: run npm run restore again, or delete it`)
}

/** Throws when the folder has a state already. */
export function refuseStanding(dataDir: string): void {
  const state = stateIn(dataDir)
  if (existsSync(state))
    throw new Error(
      `${state} exists: a restore needs an empty folder. Move it away, or set PANNIER_DATA to another folder`,
    )
}

/** @param show called with the number of files so far */
export async function putBack(archive: ArchiveReader, dataDir: string, show: (files: number) => void): Promise<void> {
  const unfinished = unfinishedIn(dataDir)
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true, mode: 0o700 })
  let files = 0
  for (const { path, pieces } of archive.files()) {
    if (files % FILES_PER_TURN === 0) await turn()
    const file = inside(unfinished, path)
    mkdirSync(dirname(file), { recursive: true })
    const handle = openSync(file, 'wx')
    try {
      for (const piece of pieces) writeSync(handle, piece)
    } finally {
      closeSync(handle)
    }
    show(++files)
  }
  checkRecord(unfinished)
  if (archive.about.prepared !== null) writeFileSync(preparedFile(dataDir), archive.about.prepared)
  renameSync(unfinished, stateIn(dataDir))
}

/** Reads everything and compares the digests, without writing. */
export async function readThrough(archive: ArchiveReader, show: (files: number) => void): Promise<void> {
  let files = 0
  for (const { pieces } of archive.files()) {
    if (files % FILES_PER_TURN === 0) await turn()
    for (const _ of pieces);
    show(++files)
  }
}

function inside(folder: string, path: string): string {
  if (isAbsolute(path) || normalize(path).startsWith('..'))
    throw new Error(`the archive has a file outside of the state: ${path}`)
  return join(folder, path)
}

/** Throws when the record cannot be read, or is of a newer release, whose rows this one would not understand. */
function checkRecord(state: string): void {
  const known = new Set(readdirSync(MIGRATIONS))
  for (const file of recordsIn(state)) {
    const database = new DatabaseSync(file)
    try {
      const [check] = database.prepare('PRAGMA quick_check').all()
      if (check?.quick_check !== 'ok') throw new Error(`the record in the backup is damaged: ${check?.quick_check}`)
      const applied = database.prepare('SELECT name FROM d1_migrations').all()
      const newer = applied.find(({ name }) => !known.has(String(name)))
      if (newer)
        throw new Error(
          `the backup is of a newer release, with the migration ${newer.name}: install that release first`,
        )
    } finally {
      database.close()
    }
  }
}
