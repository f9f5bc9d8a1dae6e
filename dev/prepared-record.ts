/**
 * The record of a new state folder: an empty D1 with the newest schema, or with the demo catalogue. It is made once and
 * then copied, because a runtime for the migrations takes as long as the start itself. Invariant: a folder below
 * dist/records and a state folder are complete, also after a start that was killed.
 */
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOf } from './build.ts'
import { stateIn } from './runtime.ts'

const FOLDER = join(import.meta.dirname, '../dist/records')
/** All that decides on the content of a new record and on the names of the runtime's files. */
const SOURCES = [
  ...['demo', 'dev/demo.ts', 'dev/migrate-d1.ts', 'dev/pannier.ts', 'dev/runtime.ts', 'drizzle/d1/migrations'],
  ...['package-lock.json', 'src/domain', 'src/tiers/record', 'wrangler.toml'],
]

/**
 * Gives a folder without state a new record.
 * @param demo the currency of the demo catalogue, or null for an empty record
 * @param prepare makes the record in an empty folder
 */
export async function copyRecord(
  dataDir: string,
  demo: string | null,
  prepare: (dataDir: string) => Promise<void>,
): Promise<void> {
  const hash = await hashOf(SOURCES)
  const kept = join(FOLDER, `${hash}-${demo ?? 'empty'}`)
  const state = stateIn(dataDir)
  const unfinished = `${state}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  const copy = () => cp(stateIn(kept), unfinished, { recursive: true })
  await copy().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    await keep(kept, prepare)
    await removeAllBut(hash)
    await copy()
  })
  await rename(unfinished, state)
}

async function keep(kept: string, prepare: (dataDir: string) => Promise<void>): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const unfinished = await mkdtemp(`${kept}.`)
  try {
    await prepare(unfinished)
    // Another process may have been faster; its folder has the same content.
    await rename(unfinished, kept).catch(() => {})
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Deletes the records of earlier schemas. */
async function removeAllBut(hash: string): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    if (!name.startsWith(hash)) await rm(join(FOLDER, name), { recursive: true, force: true })
  }
}
