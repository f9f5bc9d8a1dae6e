/**
 * The secrets of a backup. They stay out of the archive, so that who may read a backup cannot sign tokens; a digest in
 * the archive shows whether a file of secrets belongs to it. Invariant: secrets that exist are never replaced.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { secretsFile } from '../secrets.ts'

/**
 * Names ACCOUNT_SECRET, by which the claims of e-mail addresses are named, without revealing it. Null when the folder
 * has none, because it was given in the environment.
 */
export function secretDigest(data: string): string | null {
  return existsSync(secretsFile(data)) ? digestIn(readFileSync(secretsFile(data), 'utf8')) : null
}

export function copySecrets(data: string, file: string): void {
  const text = existsSync(secretsFile(data)) ? readFileSync(secretsFile(data)) : null
  if (text === null) throw new Error(`${secretsFile(data)} does not exist: the secrets were given in the environment`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode: 0o600, flush: true, flag: 'wx' })
}

/**
 * Throws, with what to do, when accounts of the archive could not sign in with the secrets that the deployment will have.
 * @param digest of the archive
 * @param given file of secrets, or null to use those of the folder or of the environment
 * @returns whether the given file must be installed
 */
export function checkSecrets(
  data: string,
  digest: string | null,
  given: string | null,
  environment: NodeJS.ProcessEnv,
): boolean {
  const standing = existsSync(secretsFile(data)) ? readFileSync(secretsFile(data), 'utf8') : null
  const text = given === null ? null : readFileSync(given, 'utf8')
  if (text !== null && digest !== null && digestIn(text) !== digest) {
    throw new Error(`${given} has not the secrets of this backup`)
  }
  if (text !== null && standing !== null && standing !== text) {
    throw new Error(`${secretsFile(data)} exists and differs from ${given}: move it away, and run it again`)
  }
  const { ACCOUNT_SECRET } = environment
  const used = ACCOUNT_SECRET ? digestOf(ACCOUNT_SECRET) : digestIn(text ?? standing ?? '{}')
  if (digest !== null && used !== digest) {
    throw new Error(
      'the backup belongs to another ACCOUNT_SECRET: pass the file of secrets that was kept with it, --secrets FILE',
    )
  }
  return text !== null && standing === null
}

export function installSecrets(data: string, file: string): void {
  mkdirSync(data, { recursive: true })
  writeFileSync(secretsFile(data), readFileSync(file), { mode: 0o600, flush: true, flag: 'wx' })
}

function digestIn(text: string): string | null {
  // The cast: dev/secrets.ts wrote it; anything else has no secret.
  const { ACCOUNT_SECRET } = JSON.parse(text) as { readonly ACCOUNT_SECRET?: string }
  return ACCOUNT_SECRET ? digestOf(ACCOUNT_SECRET) : null
}

function digestOf(secret: string): string {
  return createHash('sha256').update(`pannier backup\0${secret}`).digest('hex').slice(0, 32)
}
