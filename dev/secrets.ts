/**
 * Secrets that are not given: made once, kept in the state folder for its owner alone, and never printed. Given ones
 * win and are not written down.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newAuthKeys } from './keys.ts'

interface Secrets {
  readonly AUTH_KEYS: string
  readonly OPERATOR_KEY: string
}

function secretsFile(dataDir: string): string {
  return join(dataDir, 'secrets.json')
}

/** Throws when the file is there but cannot be read: new keys would end every token that is out. */
export async function localSecrets(dataDir: string, given: Readonly<Record<string, string>>): Promise<Secrets> {
  const { AUTH_KEYS, OPERATOR_KEY } = given
  if (AUTH_KEYS && OPERATOR_KEY) return { AUTH_KEYS, OPERATOR_KEY }
  const file = secretsFile(dataDir)
  const kept = await readKept(file)
  const secrets: Secrets = {
    AUTH_KEYS: kept.AUTH_KEYS ?? (await newAuthKeys()),
    OPERATOR_KEY: kept.OPERATOR_KEY ?? randomBytes(32).toString('base64url'),
  }
  if (kept.AUTH_KEYS === undefined || kept.OPERATOR_KEY === undefined) await keep(file, dataDir, secrets)
  return { AUTH_KEYS: AUTH_KEYS || secrets.AUTH_KEYS, OPERATOR_KEY: OPERATOR_KEY || secrets.OPERATOR_KEY }
}

async function readKept(file: string): Promise<Partial<Secrets>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return {}
  try {
    // Written by `keep`; its values are checked like given ones when the configuration is read.
    return JSON.parse(text) as Partial<Secrets>
  } catch {
    throw new Error(`${file} is not JSON; restore it, or delete it to end every token that was issued`)
  }
}

/** Whole or not at all: a crash leaves the file that was there. */
async function keep(file: string, dataDir: string, secrets: Secrets): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, file)
}
