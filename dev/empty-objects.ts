/**
 * Deletes the files of objects that hold nothing. The local runtime makes one for each id that a request names, also for
 * an id that nothing has; on Cloudflare an object without data takes no storage.
 */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = /^[0-9a-f]{64}\.sqlite$/
/** One page of SQLite: a database with a table has at least two. */
const PAGE_BYTES = 4096
/** Where miniflare keeps the objects, one folder for each class. */
const OBJECTS = 'state/do'

/** Call it while no runtime uses the folder. @returns how many files it deleted */
export async function dropEmptyObjects(dataDir: string): Promise<number> {
  const root = join(dataDir, OBJECTS)
  const classes = await readdir(root).catch(() => [])
  let dropped = 0
  for (const folder of classes.map((name) => join(root, name))) {
    for (const name of await readdir(folder)) {
      const file = join(folder, name)
      // A write that is only in the log does not count in the size of the file.
      if (!NAME.test(name) || (await sizeOf(`${file}-wal`)) > 0 || (await sizeOf(file)) > PAGE_BYTES) continue
      for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true })
      dropped++
    }
  }
  return dropped
}

/** 0 if there is no such file. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
