/**
 * Secrets that are not given: made once, kept in the state folder for its owner alone, and never printed. Given ones
 * win and are not written down.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newKeySet, printKeySet } from './key-set.ts'

const random = (bytes: number) => randomBytes(bytes).toString('base64url')

const make = {
  AUTH_KEYS: () => printKeySet(newKeySet()),
  ACCOUNT_SECRET: () => random(32),
  ADMIN_EMAIL: () => 'admin@pannier.example',
  ADMIN_PASSWORD: () => random(18),
  SIMULATED_PAYMENT_SECRET: () => `whsec_${randomBytes(32).toString('base64')}`,
}

type Name = keyof typeof make
type Kept = { readonly [name in Name]?: string }

/** What no worker runs without. */
const needed: readonly Name[] = ['AUTH_KEYS', 'ACCOUNT_SECRET']
/** A launcher's worker has an admin besides, and a payment provider. */
export const ofLaunchers: readonly Name[] = [...needed, 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'SIMULATED_PAYMENT_SECRET']

/** Of the launchers, absolute. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  return resolve(environment.PANNIER_DATA || fileURLToPath(new URL('../.data', import.meta.url)))
}

/** The part of the state folder for one launcher. Shoppers' data is in there: no other user of the machine may read it. */
export async function launcherFolder(dataDir: string, launcher: string): Promise<string> {
  const folder = join(dataDir, launcher)
  await mkdir(folder, { recursive: true })
  // An earlier release made it for all to read.
  await chmod(folder, 0o700)
  return folder
}

function secretsFile(dataDir: string): string {
  return join(dataDir, 'secrets.json')
}

/** Where a launcher's user finds what was made, for the console. */
export function noteOfSecrets(dataDir: string, given: NodeJS.ProcessEnv): string {
  const admin = given.ADMIN_EMAIL ? '' : ", the admin's e-mail address and password among them,"
  return `Secrets that were made${admin} are in ${secretsFile(dataDir)}.`
}

/** Throws when the file is there but cannot be read: new keys would end every token that is out. */
export function localSecrets(
  dataDir: string,
  given: Readonly<Record<string, string>>,
  names = needed,
): Readonly<Record<string, string>> {
  const wanted = names.filter((name) => !given[name])
  const missingIn = (kept: Kept) => wanted.filter((name) => !kept[name])
  let kept = readKept(secretsFile(dataDir))
  if (missingIn(kept).length > 0) {
    kept = changeSecrets(dataDir, (now) => ({
      ...now,
      ...Object.fromEntries(missingIn(now).map((name) => [name, make[name]()])),
    }))
  }
  return Object.fromEntries(names.map((name) => [name, given[name] || kept[name] || '']))
}

/** @returns what is kept now */
export function changeSecrets(dataDir: string, change: (kept: Kept) => Kept): Kept {
  const file = secretsFile(dataDir)
  let changed: Kept = {}
  rewriteFile(file, (text) => {
    changed = change(parseKept(file, text))
    return `${JSON.stringify(changed, null, 2)}\n`
  })
  return changed
}

/**
 * Read, changed and replaced in one turn: whole or not at all, and hardly anything can come between.
 * @param change gets null when there is no such file yet
 */
export function rewriteFile(file: string, change: (text: string | null) => string): void {
  const text = change(readIfThere(file))
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, text, { mode: 0o600, flush: true })
  renameSync(unfinished, file)
}

function readKept(file: string): Kept {
  return parseKept(file, readIfThere(file))
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    // What readFileSync throws is the system's error.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function parseKept(file: string, text: string | null): Kept {
  if (text === null) return {}
  try {
    // Written by `changeSecrets`; its values are checked like given ones when the configuration is read.
    return JSON.parse(text) as Kept
  } catch {
    throw new Error(`${file} is not JSON; restore it, or delete it to end every token that was issued`)
  }
}
