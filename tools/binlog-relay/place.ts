/**
 * Where in the binlog the relay stands, kept in a file. Invariant: the file is whole whenever the relay or the machine
 * dies, and never ahead of what the worker has acknowledged.
 */
import { open, readFile, rename } from 'node:fs/promises'
import * as z from 'zod/mini'

const placeSchema = z.strictObject({ file: z.string().check(z.minLength(1)), offset: z.int().check(z.minimum(4)) })

export type Place = z.infer<typeof placeSchema>

/** Null without a file. Throws when there is one that is no place: only an operator knows what was meant. */
export async function readPlace(path: string): Promise<Place | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  try {
    return placeSchema.parse(JSON.parse(text))
  } catch {
    throw new Error(`${path} holds no place in a binlog; delete it to begin at the present end`)
  }
}

export async function writePlace(path: string, { file, offset }: Place): Promise<void> {
  const unfinished = `${path}.unfinished`
  const handle = await open(unfinished, 'w')
  try {
    await handle.writeFile(`${JSON.stringify({ file, offset })}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, path)
}
