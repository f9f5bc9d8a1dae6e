/**
 * The owner of a cart of the old system: the user of an outside issuer whose subject is the old user id, the Pannier user
 * that a file names, or the old user id itself when it already is the id of a Pannier user.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { userIdSchema } from '../../src/contract/http/shapes.ts'
import { outsideUserId } from '../../src/worker/guard/outside-issuer.ts'

/** Null for a user id without an owner. */
export type OwnerOf = (userId: string) => Promise<string | null>

/** Uses the ids that the worker makes of tokens of this issuer. */
export function ownersOfIssuer(issuer: string): OwnerOf {
  return async (userId) => (userId === '' ? null : outsideUserId(issuer, userId))
}

export const ownersAsTheyAre: OwnerOf = async (userId) => {
  const id = userIdSchema.safeParse(userId)
  return id.success ? id.data : null
}

/** Reads lines `old user id,Pannier user id`. Throws, with the line, for a line of another form. */
export async function ownersInFile(file: string): Promise<OwnerOf> {
  const owners = new Map<string, string>()
  let number = 0
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    number++
    const text = line.replace(/^\uFEFF/, '').trim()
    if (text === '') continue
    const comma = text.lastIndexOf(',')
    const id = userIdSchema.safeParse(unquoted(text.slice(comma + 1)))
    // The first line may name the columns.
    if (!id.success && number === 1) continue
    if (comma < 1 || !id.success) throw new Error(`${file}, line ${number}: expected "old user id,usr_…"`)
    owners.set(unquoted(text.slice(0, comma)), id.data)
  }
  return async (userId) => owners.get(userId) ?? null
}

function unquoted(cell: string): string {
  const text = cell.trim()
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text
}
