/**
 * `npm run sweep`: makes a worker call every object that has had an open duty for at least an hour, as the daily
 * schedule does. Exits with 1 if an object did not answer.
 */
import type { SweepBody } from '../src/contract/answers/visits.ts'
import { Api, credentialsFor } from './catalog/api.ts'
import { argumentsOf, runCommand } from './command.ts'
import { Progress } from './progress.ts'

const usage = 'usage: npm run sweep -- [--url URL] [--token TOKEN]'
const local = `http://127.0.0.1:${process.env.PORT || 8787}`
const options = { url: { type: 'string', default: local }, token: { type: 'string' } } as const

async function run(): Promise<{ readonly called: number; readonly failed: readonly string[] }> {
  const { url, token } = argumentsOf(usage, options).values
  if (!URL.canParse(url)) throw new Error(`--url is not a URL\n${usage}`)
  const by = token ?? (await credentialsFor(url, process.env))
  let called = 0
  const failed: string[] = []
  const progress = new Progress(() => `calling objects … ${called}, ${failed.length} did not answer`)
  const api = new Api(url, by, (line) => progress.say(line))
  try {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const after: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`
      const response = await api.call({ method: 'POST', path: `/v1/admin/ops/sweep${after}` })
      // The cast: the contract's answer.
      const page = (await response.json()) as SweepBody
      called += page.called
      failed.push(...page.failed)
      cursor = page.nextCursor
    }
    return { called, failed }
  } finally {
    progress.end()
  }
}

await runCommand(async () => {
  const { called, failed } = await run()
  console.log(called === 1 ? '1 object was called.' : `${called} objects were called.`)
  for (const name of failed) console.log(`  did not answer: ${name}`)
  return failed.length > 0 ? 1 : 0
}, 2)
