/**
 * `npm run resend`: makes every object that can be found send its state to the record again, for example after the
 * record was restored from a backup. It reads names from the record, Redis and the catalogue, or from a file with one
 * name per line, and continues with the objects that these name. Exits with 1 when an object could not be called.
 */
import { readFile } from 'node:fs/promises'
import type { NamesPageBody, ResendBody } from '../src/contract/answers/visits.ts'
import { KINDS } from '../src/domain/copy.ts'
import { Api, credentialsFor } from './catalog/api.ts'
import { argumentsOf, runCommand } from './command.ts'
import { Progress } from './progress.ts'

const usage = 'usage: npm run resend -- [--url URL] [--token TOKEN] [--names FILE]'
const local = `http://127.0.0.1:${process.env.PORT || 8787}`
/** The maximum number of names that the route accepts. */
const AT_ONCE = 20

const options = {
  url: { type: 'string', default: local },
  token: { type: 'string' },
  names: { type: 'string' },
} as const

interface Sums {
  sending: number
  empty: number
  readonly failed: string[]
}

async function run(): Promise<Sums> {
  const { url, token, names } = argumentsOf(usage, options).values
  if (!URL.canParse(url)) throw new Error(`--url is not a URL\n${usage}`)
  const by = token ?? (await credentialsFor(url, process.env))
  const sums: Sums = { sending: 0, empty: 0, failed: [] }
  const progress = new Progress(
    () => `sending again … ${sums.sending + sums.empty} objects, ${sums.failed.length} failed`,
  )
  const api = new Api(url, by, (line) => progress.say(line))
  try {
    const known = new Set<string>()
    for await (const page of names === undefined ? pagesOf(api) : pagesIn(names)) await sendAll(api, page, known, sums)
    return sums
  } finally {
    progress.end()
  }
}

/** Sends these and every object that they name, each once. */
async function sendAll(api: Api, names: readonly string[], known: Set<string>, sums: Sums): Promise<void> {
  const waiting: string[] = []
  const add = (found: readonly string[]) => {
    for (const name of found) {
      if (!known.has(name)) waiting.push(name)
      known.add(name)
    }
  }
  add(names)
  for (let batch = waiting.splice(0, AT_ONCE); batch.length > 0; batch = waiting.splice(0, AT_ONCE)) {
    const body = JSON.stringify({ names: batch })
    const response = await api.call({
      method: 'POST',
      path: '/v1/admin/ops/resend',
      contentType: 'application/json',
      body,
    })
    // The cast: the contract's answer.
    const report = (await response.json()) as ResendBody
    sums.sending += report.sending
    sums.empty += report.empty
    sums.failed.push(...report.failed)
    add(report.found)
  }
}

async function* pagesOf(api: Api): AsyncGenerator<readonly string[]> {
  const lists = [...KINDS.map((kind) => `source=record&kind=${kind}`), 'source=l2', 'source=catalogue']
  for (const list of lists) {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const response = await api.call({ method: 'GET', path: `/v1/admin/ops/aggregates?${list}${after}` })
      const page = (await response.json()) as NamesPageBody
      yield page.items
      cursor = page.nextCursor
    }
  }
}

async function* pagesIn(file: string): AsyncGenerator<readonly string[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).map((line) => line.trim())
  yield lines.filter((line) => line !== '')
}

await runCommand(async () => {
  const { sending, empty, failed } = await run()
  const senders = sending === 1 ? '1 object sends its state' : `${sending} objects send their state`
  console.log(`${senders} again; ${empty} ${empty === 1 ? 'holds' : 'hold'} nothing.`)
  if (failed.length === 0) return 0
  console.log(`${failed.length} could not be called; put these names into a file and run again with --names FILE:`)
  for (const name of failed) console.log(`  ${name}`)
  return 1
}, 2)
