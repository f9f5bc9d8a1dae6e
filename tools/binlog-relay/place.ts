/**
 * Stores the relay's place in the binlog in a file. Invariant: the file is complete even if the relay or the machine
 * stops during a write, and its place is never ahead of the notices that the worker has acknowledged.
 */
import { open, readFile, rename } from 'node:fs/promises'
import * as z from 'zod/mini'

const placeSchema = z.strictObject({ file: z.string().check(z.minLength(1)), offset: z.int().check(z.minimum(4)) })

export type Place = z.infer<typeof placeSchema>

/** @returns null when the file does not exist. Throws when it is not a place, because an operator has to decide. */
export async function readPlace(path: string): Promise<Place | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  try {
    return placeSchema.parse(JSON.parse(text))
  } catch {
    throw new Error(`${path} does not contain a place in a binlog; delete it to begin at the present end of the binlog`)
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
