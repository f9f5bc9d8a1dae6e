/**
 * Generated secrets: made once, kept in the state folder readable only by its owner, and never printed. Secrets given
 * in the environment override them and are not written down.
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

/** Secrets that every worker needs. */
const needed: readonly Name[] = ['AUTH_KEYS', 'ACCOUNT_SECRET']
/** Secrets of a launcher's worker, which also has an admin and a payment provider. */
export const ofLaunchers: readonly Name[] = [...needed, 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'SIMULATED_PAYMENT_SECRET']

/** Absolute path of the launchers' state folder. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  return resolve(environment.PANNIER_DATA || fileURLToPath(new URL('../.data', import.meta.url)))
}

/**
 * One launcher's part of the state folder. It contains shoppers' data, so other users of the machine may not read it.
 */
export async function launcherFolder(dataDir: string, launcher: string): Promise<string> {
  const folder = join(dataDir, launcher)
  await mkdir(folder, { recursive: true })
  // An earlier release created it readable for everyone.
  await chmod(folder, 0o700)
  return folder
}

export function secretsFile(dataDir: string): string {
  return join(dataDir, 'secrets.json')
}

/** A line for the console that says where the generated secrets are. */
export function noteOfSecrets(dataDir: string, given: NodeJS.ProcessEnv): string {
  const admin = given.ADMIN_EMAIL ? '' : ", including the admin's e-mail address and password,"
  return `Generated secrets${admin} are in ${secretsFile(dataDir)}.`
}

/** Throws when the file exists but cannot be read, because new keys would invalidate every issued token. */
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

/** @returns the secrets that are kept now */
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
 * Reads, changes and replaces a file in one turn, atomically; another process can hardly come between.
 * @param change gets null when the file does not exist yet
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
    // The cast: readFileSync throws the system's error.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function parseKept(file: string, text: string | null): Kept {
  if (text === null) return {}
  try {
    // The cast: `changeSecrets` wrote it; its values are checked like given ones when the configuration is read.
    return JSON.parse(text) as Kept
  } catch {
    throw new Error(`${file} is not JSON; restore it, or delete it to end every token that was issued`)
  }
}
