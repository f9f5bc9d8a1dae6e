/**
 * `npm run import-carts`: reads the carts of a shop that keeps them in Redis in the classic layout, and adds their lines
 * to the carts of their owners over the API. A second run adds nothing. Exits with 0 when every line was imported, with
 * 1 when some were skipped, and with 2 when it could not run or did not end.
 */
import { Api } from './catalog/api.ts'
import { argumentsOf, runCommand } from './command.ts'
import { readClassic } from './import-carts/classic.ts'
import { type OwnerOf, ownersAsTheyAre, ownersInFile, ownersOfIssuer } from './import-carts/owners.ts'
import { type PriceUnit, Report } from './import-carts/report.ts'
import { ClassicRedis, type FoundCart, type OtherKey, PREFIX } from './import-carts/scan.ts'
import { importCart } from './import-carts/send.ts'
import { Progress } from './progress.ts'

const usage = `usage: npm run import-carts -- --redis URL [--issuer NAME | --users FILE] [--prices major|minor]
                               [--match PATTERN] [--report FILE] [--dry-run] [--url URL]

Reads hashes cart:{userId} with fields sku:{id} (JSON: title, price, count, selected) and adds their lines to the carts
of the owners. PANNIER_SERVER_KEY is a server key of the deployment (npm run --silent keys -- server). Redis is only read.

  --issuer NAME   a user id is a subject of this outside issuer (AUTH_ISSUER of the deployment)
  --users FILE    lines "user id,usr_…" say which Pannier user each one is; without both, the ids are Pannier's
  --prices        the unit of prices in the old carts, for the report (default major: 19.9 is 19.90)
  --match PATTERN only keys of this pattern, such as cart:1* for a first try (default cart:*)
  --report FILE   writes the outcome of every line as JSON lines
  --dry-run       reads and checks the carts, and sends nothing`
const local = `http://127.0.0.1:${process.env.PORT || 8787}`
/** Carts at a time: the worker's limits are far above this. */
const AT_ONCE = 8

/** @returns the exit code */
async function run(): Promise<number> {
  const { values, unit } = readArguments()
  const ownerOf = values.issuer
    ? ownersOfIssuer(values.issuer)
    : values.users
      ? await ownersInFile(values.users)
      : ownersAsTheyAre
  const key = process.env.PANNIER_SERVER_KEY
  if (!key && !values['dry-run']) {
    throw new Error('set PANNIER_SERVER_KEY to a server key whose hash is in SERVER_KEY_HASHES of the deployment')
  }
  const redis = await ClassicRedis.open(values.redis)
  const report = new Report(values.report, unit)
  const progress = new Progress(() => {
    const { carts, lines } = report
    const done = Object.values(carts).reduce((sum, each) => sum + each, 0)
    return `importing … ${done.toLocaleString('en')} carts, ${lines.imported.toLocaleString('en')} lines, ${lines.skipped.toLocaleString('en')} skipped`
  })
  const api = values['dry-run'] ? null : new Api(values.url, key ?? '', (line) => progress.say(line))
  try {
    await inParallel(redis.carts(values.match), (found) => take(found, { api, ownerOf, report }))
    await report.close()
    progress.end()
    report.print()
    return report.carts.skipped + report.lines.skipped === 0 ? 0 : 1
  } catch (error) {
    progress.end()
    report.print()
    console.error('The import stopped; run the same command again to continue.')
    throw error
  } finally {
    progress.end()
    redis.close()
  }
}

interface Taking {
  /** Null for a dry run. */
  readonly api: Api | null
  readonly ownerOf: OwnerOf
  readonly report: Report
}

async function take(found: FoundCart | OtherKey, { api, ownerOf, report }: Taking): Promise<void> {
  const { key } = found
  if ('reason' in found) return report.cart(key, found.isPanniers ? 'panniers' : 'skipped', found.reason)
  const owner = await ownerOf(found.userId)
  if (owner === null) return report.cart(key, 'skipped', 'the user id has no Pannier user: see --issuer and --users')
  const { lines, skipped } = readClassic(found.fields)
  if (api === null || lines.length === 0) {
    const outcomes = lines.map((line) => ({ line, reason: null, price: null }))
    return report.imported(key, owner, outcomes, skipped)
  }
  const outcome = await importCart(api, owner, key, lines)
  if (outcome.status === 'imported') return report.imported(key, owner, outcome.lines, skipped)
  if (outcome.status === 'already') return report.cart(key, 'already', 'an earlier run has imported it')
  return report.cart(key, 'skipped', outcome.reason)
}

/** Stops reading at the first failure, and throws it when the others have ended. */
async function inParallel<Item>(items: AsyncGenerator<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  let failed = false
  const worker = async () => {
    for (;;) {
      const { value, done } = await items.next()
      if (done || failed) return
      await work(value).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  const failure = ended.find((each) => each.status === 'rejected')
  if (failure) throw failure.reason
}

const options = {
  redis: { type: 'string' },
  issuer: { type: 'string' },
  users: { type: 'string' },
  prices: { type: 'string', default: 'major' },
  match: { type: 'string', default: `${PREFIX}*` },
  report: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  url: { type: 'string', default: local },
} as const

function readArguments() {
  const { values } = argumentsOf(usage, options)
  const { redis, prices, url, issuer, users } = values
  const wrong = (fault: string) => new Error(`${fault}\n${usage}`)
  if (redis === undefined || !URL.canParse(redis)) throw wrong('--redis must be a URL like redis://host:6379/0')
  if (!URL.canParse(url)) throw wrong('--url is not a URL')
  if (prices !== 'major' && prices !== 'minor') throw wrong('--prices must be major or minor')
  if (issuer && users) throw wrong('--issuer and --users exclude each other')
  if (!values.match.startsWith(PREFIX)) throw wrong(`--match must begin with ${PREFIX}`)
  const unit: PriceUnit = prices
  return { values: { ...values, redis }, unit }
}

await runCommand(run, 2)
