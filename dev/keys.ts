/**
 * `npm run keys` prints a fresh value for AUTH_KEYS. `npm run keys -- rotate [FILE]` rotates the set of the state
 * folder or of a file; with `-` it reads stdin and writes stdout. `npm run keys -- server` prints a server key and its
 * hash. With Redis in the environment only one rotation runs at a time.
 */
import { createHash, randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { TierError } from '../src/tiers/calls/tier-error.ts'
import { createRedisL2 } from '../src/tiers/redis/redis.ts'
import { fenceKeys, newKey, newKeySet, parseKeySet, printKeySet, rotateKeys } from './key-set.ts'
import { changeSecrets, rewriteFile, stateFolder } from './secrets.ts'

const usage = 'usage: npm run keys [-- rotate [FILE | -] | -- server]'
const lockMs = 30_000
// Longer than a request's deadline, because a command may wait.
const deadlineMs = 5_000

/** Messages go to stderr, because stdout is for a pipe. */
const say = (line: string) => console.error(line)

async function run([command, file, ...more]: readonly string[]): Promise<void> {
  if (command === '--help') return console.log(usage)
  if (command === undefined) return console.log(printKeySet(newKeySet()))
  if (command === 'rotate' && more.length === 0) return rotate(file)
  if (command === 'server' && file === undefined) return printServerKey()
  throw new Error(usage)
}

/** Reads the set and replaces it with the changed one, in one turn. */
type Store = (change: (given: string) => string) => void

async function rotate(file: string | undefined): Promise<void> {
  const store = await open(file)
  await locked((fence) => {
    let said = ''
    store((given) => {
      const set = parseKeySet(given)
      const next = rotateKeys(fence === null ? set : fenceKeys(set, fence), newKey(), Date.now())
      const [signing, standby] = next.keys
      said = `${signing.kid} signs, ${standby?.kid} is the standby; deploy both to every worker before the next rotation`
      return printKeySet(next)
    })
    say(said)
  })
}

async function open(file: string | undefined): Promise<Store> {
  if (file === '-') {
    const given = await text(process.stdin)
    return (change) => console.log(change(given))
  }
  if (file !== undefined) {
    return (change) =>
      rewriteFile(file, (given) => {
        if (given === null) throw new Error(`${file} does not exist`)
        return `${change(given)}\n`
      })
  }
  const dataDir = stateFolder(process.env)
  return (change) =>
    void changeSecrets(dataDir, ({ AUTH_KEYS: given, ...others }) => {
      if (given === undefined) throw new Error(`there are no keys in ${dataDir} yet; npm start creates them`)
      return { ...others, AUTH_KEYS: change(given) }
    })
}

/** Fails closed: keys are not rotated while Redis does not answer. */
async function locked(work: (fence: number | null) => void): Promise<void> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = process.env
  if (!url && !token) return work(null)
  if (!url || !token) throw new Error('UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN must be set together')
  const { withLock } = createRedisL2({ url, token, deadlineMs })
  const { held } = await withLock('keys', lockMs, async ({ fence }) => {
    say(`took the lock "keys" in Redis, fence ${fence}`)
    work(fence)
  }).catch((error: unknown) => {
    throw error instanceof TierError ? new Error(`Redis did not give the lock: ${error.message}`) : error
  })
  if (!held) throw new Error('another rotation is under way')
}

/** Prints a key for an adopter's own server. The key is not stored; the worker is configured with its hash only. */
function printServerKey(): void {
  const key = `psk_${randomBytes(32).toString('base64url')}`
  console.log(`key   ${key}`)
  console.log(`hash  ${createHash('sha256').update(key).digest('hex')}`)
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
