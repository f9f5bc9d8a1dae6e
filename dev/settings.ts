/**
 * Reads the launchers' settings from the environment: PORT, PANNIER_DATA, and the variables of src/contract/config.ts.
 * Everything is checked before anything starts; an error names the wrong setting in one line.
 */
import { ConfigError, readConfig, variableNames } from '../src/contract/config.ts'
import { Tokens } from '../src/worker/guard/tokens.ts'
import { localSecrets, ofLaunchers, stateFolder } from './secrets.ts'

const defaultPort = 8787
const ofTheTiers = ['DATABASE_URL', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN']

export interface Settings {
  readonly port: number
  /** Absolute path. */
  readonly dataDir: string
  /** Given variables and generated secrets. */
  readonly vars: Readonly<Record<string, string>>
}

/** Throws ConfigError. With `tiers` the launcher starts the databases, so they must not be given as well. */
export async function readSettings(environment: NodeJS.ProcessEnv, tiers: boolean): Promise<Settings> {
  const port = Number(environment.PORT || defaultPort)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ConfigError('PORT is not a port number')
  const dataDir = stateFolder(environment)
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
  // Checks everything before a folder is made; generated secrets do not exist yet, so placeholders stand in.
  const config = readConfig({ ...placeholders, ...providers, ...given })
  if (given.AUTH_KEYS) await new Tokens({ keys: config.AUTH_KEYS.keys, issuer: config.TOKEN_ISSUER }).check()
  return { port, dataDir, vars: { ...providers, ...given, ...localSecrets(dataDir, given, ofLaunchers) } }
}

/** On this machine orders are paid at the simulated provider, unless the environment names others. */
const providers = { PAYMENT_PROVIDERS: 'simulated' }

/** Have the shape of the secrets; nothing is signed with them. */
const placeholders = {
  AUTH_KEYS: JSON.stringify({ keys: [{ kty: 'EC', crv: 'P-256', kid: '-', x: '-', y: '-', d: '-' }] }),
  ACCOUNT_SECRET: '-'.repeat(32),
  SIMULATED_PAYMENT_SECRET: `whsec_${'A'.repeat(32)}`,
}
