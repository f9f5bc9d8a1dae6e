/** Folders for the state of measured workers: on tmpfs where available, and on disk. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const onDisk = fileURLToPath(import.meta.resolve('../node_modules/.cache'))
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Runs the work with a new folder, and deletes the folder afterwards. */
export async function withFolder<Value>(
  where: 'tmpfs' | 'disk',
  work: (folder: string) => Promise<Value>,
): Promise<Value> {
  const parent = where === 'tmpfs' ? inMemory : onDisk
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'pannier-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
