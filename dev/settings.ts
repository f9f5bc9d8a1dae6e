/**
 * What the launchers take from their environment: PORT, PANNIER_DATA, and the variables of src/contract/config.ts.
 * All is checked before anything starts; what is wrong is named in one line.
 */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ConfigError, readConfig, variableNames } from '../src/contract/config.ts'
import { Tokens } from '../src/worker/guard/tokens.ts'
import { localSecrets } from './secrets.ts'

const root = fileURLToPath(import.meta.resolve('..'))
const defaultPort = 8787
const ofTheTiers = ['DATABASE_URL', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN']

export interface Settings {
  readonly port: number
  /** Absolute. */
  readonly dataDir: string
  /** What was given, and secrets that were made. */
  readonly vars: Readonly<Record<string, string>>
}

/** Throws ConfigError. With `tiers` the launcher brings the databases: they must not be given as well. */
export async function readSettings(environment: NodeJS.ProcessEnv, tiers: boolean): Promise<Settings> {
  const port = Number(environment.PORT || defaultPort)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ConfigError('PORT is not a port number')
  const dataDir = resolve(environment.PANNIER_DATA || join(root, '.data'))
  const given = Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = environment[name]
      return value ? [[name, value]] : []
    }),
  )
  const twice = tiers ? ofTheTiers.find((name) => given[name] !== undefined) : undefined
  if (twice !== undefined) {
    throw new ConfigError(`${twice} is set, but this command starts databases of its own; unset it, or use npm start`)
  }
  // Before a folder is made: everything but the secrets that are made only then.
  const { AUTH_KEYS = JSON.stringify({ keys: [placeholder] }) } = given
  const config = readConfig({ ...given, AUTH_KEYS })
  if (given.AUTH_KEYS) await new Tokens({ keys: config.AUTH_KEYS.keys, issuer: config.TOKEN_ISSUER }).check()
  return { port, dataDir, vars: { ...given, ...(await localSecrets(dataDir, given)) } }
}

/** Has the shape of a key; nothing is signed with it. */
const placeholder = { kty: 'EC', crv: 'P-256', kid: '-', x: '-', y: '-', d: '-' }
