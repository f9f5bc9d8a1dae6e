/**
 * Copies the state of a deployment into an archive, as it is at one moment. Passes copy what has changed since the pass
 * before, while the deployment runs; then its runtime stands still while the last changes are set aside.
 * Invariant: the archive holds every file as it was at that moment, which is what a power cut then would have left.
 */
import { constants, copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { runningIn } from '../lease.ts'
import { stateIn } from '../runtime.ts'
import type { ArchiveWriter } from './archive.ts'
import { eachFile, isSame, type Stamp, stampOf } from './files.ts'
import { NotStill, whileStill } from './still.ts'

/** With fewer changed files than this, a further pass would shorten the pause by less than it takes. */
const FEW = 50
const MAX_PASSES = 6
const MAX_PAUSES = 5
/** A file that was written so shortly before it was copied may change again without a new time. */
const SURE_AFTER_MS = 1_000
const FILES_PER_TURN = 50
/** A database of this size is worth keeping in its place: see `steady`. */
const LARGE_BYTES = 16 * 1024 * 1024
const STARTS_WITHIN_MS = 20_000

export interface Steps {
  readonly copied: number
  readonly of: number
  readonly pass: number
}

export interface Taken {
  readonly moment: string
  /** 0 for a deployment that was not running. */
  readonly pauseMs: number
}

export interface TakeOptions {
  readonly dataDir: string
  /** Beside the archive: on the same disk there is room, and a copy may be a reflink. */
  readonly aside: string
  readonly maxPauseMs: number
  show(steps: Steps): void
  say(line: string): void
}

/** The copy of a file that the archive holds. */
interface Copied extends Stamp {
  readonly isSure: boolean
  /** Number of the pause in which the file was there. */
  pause: number
}

class TooLong extends Error {}

export async function take(archive: ArchiveWriter, options: TakeOptions): Promise<Taken> {
  const { dataDir, maxPauseMs, say } = options
  const root = stateIn(dataDir)
  const copied = new Map<string, Copied>()
  const held = steady(root)
  try {
    for (let pause = 1; ; pause++) {
      await passes(archive, root, copied, options)
      try {
        const { value, pauseMs } = await momentOf(dataDir, () => setAside(root, copied, pause, options))
        for (const [path, known] of copied) if (known.pause !== pause) archive.drop(path)
        for (const [path, file] of value.kept) archive.put(path, file)
        return { moment: value.moment, pauseMs }
      } catch (error) {
        if (!(error instanceof TooLong || error instanceof NotStill) || pause === MAX_PAUSES)
          throw endOf(error, maxPauseMs)
        say(`${error.message}; copying the changes first, then again`)
      }
    }
  } finally {
    for (const each of held) each.close()
    rmSync(options.aside, { recursive: true, force: true })
  }
}

function endOf(error: unknown, maxPauseMs: number): unknown {
  if (!(error instanceof TooLong)) return error
  return new Error(
    `${MAX_PAUSES} times the last changes took longer than ${maxPauseMs} ms, so nothing was kept. ` +
      'Run it at a quieter time, allow a longer pause with --max-pause, or stop the deployment first',
  )
}

async function passes(
  archive: ArchiveWriter,
  root: string,
  copied: Map<string, Copied>,
  options: TakeOptions,
): Promise<void> {
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    const changed: string[] = []
    eachFile(root, (path, stamp) => {
      if (isChanged(copied.get(path), stamp)) changed.push(path)
    })
    if (pass > 1 && changed.length <= FEW) return
    for (const [at, path] of changed.entries()) {
      if (at % FILES_PER_TURN === 0) await turn()
      options.show({ copied: at, of: changed.length, pass })
      const file = join(root, path)
      const stamp = stampOf(file)
      const now = Date.now()
      if (stamp && archive.put(path, file)) {
        copied.set(path, { ...stamp, isSure: now - stamp.changedAtMs > SURE_AFTER_MS, pause: 0 })
      } else copied.delete(path)
    }
    if (changed.length <= FEW) return
  }
}

function isChanged(copied: Copied | undefined, stamp: Stamp): boolean {
  return !copied?.isSure || !isSame(copied, stamp)
}

/** Copies what the archive lacks to a folder beside it, which is faster than compressing it. */
function setAside(root: string, copied: ReadonlyMap<string, Copied>, pause: number, options: TakeOptions) {
  const { aside, maxPauseMs } = options
  const startedAt = performance.now()
  const moment = new Date().toISOString()
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  const kept: [path: string, file: string][] = []
  eachFile(root, (path, stamp) => {
    const known = copied.get(path)
    if (known) known.pause = pause
    // Looking at files takes time too, even if none has changed.
    if (performance.now() - startedAt > maxPauseMs) {
      throw new TooLong(`the last changes took longer than ${maxPauseMs} ms`)
    }
    if (!isChanged(known, stamp)) return
    const file = `${aside}/${kept.length}`
    copyFileSync(`${root}/${path}`, file, constants.COPYFILE_FICLONE)
    kept.push([path, file])
  })
  return { moment, kept }
}

async function momentOf<Value>(dataDir: string, work: () => Value) {
  const pid = await runtimeOf(dataDir)
  if (pid !== null) return whileStill(pid, work)
  const value = work()
  if ((await runningIn(dataDir)).runtime !== null) throw new NotStill('the deployment was started during the copy')
  return { value, pauseMs: 0 }
}

/** Waits for a runtime that is just being started. Null when no deployment runs in the folder. */
async function runtimeOf(dataDir: string): Promise<number | null> {
  const giveUpAt = Date.now() + STARTS_WITHIN_MS
  for (;;) {
    const { launcher, runtime } = await runningIn(dataDir)
    if (runtime !== null) return runtime
    if (launcher === null || launcher === process.pid) return null
    if (Date.now() > giveUpAt)
      throw new Error(`process ${launcher} uses ${dataDir}, but has no runtime; try again later`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/**
 * Holds a read transaction on each large database, of which the record is one: SQLite then leaves the main file as it
 * is, and new writes go to the log, so that the pause copies only the log. Without this the copy is as correct, but the
 * pause longer.
 */
function steady(root: string): DatabaseSync[] {
  const held: DatabaseSync[] = []
  eachFile(root, (path, { bytes }) => {
    if (bytes < LARGE_BYTES || !path.endsWith('.sqlite')) return
    const database = new DatabaseSync(join(root, path), { timeout: 1_000 })
    held.push(database)
    database.exec('PRAGMA wal_checkpoint(PASSIVE); BEGIN')
    database.prepare('SELECT count(*) FROM sqlite_master').all()
  })
  return held
}
