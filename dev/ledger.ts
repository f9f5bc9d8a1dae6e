/**
 * `npm run ledger`: makes a worker compare stock, orders and payments, and prints the differences.
 * Exits with 0 when everything agrees, with 1 when something differs, and with 2 when the check could not run.
 */
import { parseArgs } from 'node:util'
import type { LedgerProgressBody } from '../src/contract/answers/ledger.ts'
import type { LedgerRunBody } from '../src/contract/http/ledger.ts'
import { DIFFERENCE_KINDS } from '../src/domain/ledger/difference.ts'
import { Api, credentialsFor } from './catalog/api.ts'
import { Progress } from './progress.ts'

const usage = 'usage: npm run ledger -- [--url URL] [--token TOKEN]'
const local = `http://127.0.0.1:${process.env.PORT || 8787}`

/** @returns whether everything agrees */
async function run(): Promise<boolean> {
  const { url, token } = readArguments()
  if (!URL.canParse(url)) throw new Error(`--url is not a URL\n${usage}`)
  const by = token ?? (await credentialsFor(url, process.env))
  let reached = ''
  const progress = new Progress(() => `comparing stock, orders and payments … ${reached}`)
  try {
    const api = new Api(url, by, (line) => progress.say(line))
    for (;;) {
      const response = await api.call({ method: 'POST', path: '/v1/admin/ops/ledger' })
      // The cast: the contract's answers.
      const body = (await response.json()) as LedgerRunBody | LedgerProgressBody
      if ('differences' in body) {
        progress.end()
        print(body)
        return body.differences.length === 0
      }
      const { skus, orders, payments } = body.checked
      reached = `${count(skus, 'SKU')}, ${count(orders, 'order')}, ${count(payments, 'payment')}, ${count(body.found, 'difference')}`
    }
  } finally {
    progress.end()
  }
}

function readArguments() {
  try {
    const options = { url: { type: 'string', default: local }, token: { type: 'string' } } as const
    return parseArgs({ options }).values
  } catch {
    throw new Error(usage)
  }
}

function print({ ranAt, differences, checked }: LedgerRunBody): void {
  const { orders, skus, payments, inFlight, unanswered, complete } = checked
  console.log(`Ledger check of ${ranAt}`)
  console.log(`  checked    ${count(orders, 'order')}, ${count(skus, 'SKU')}, ${count(payments, 'payment')}`)
  if (inFlight > 0) console.log(`  skipped    ${inFlight} still in flight`)
  if (unanswered > 0) console.log(`  unknown    ${count(unanswered, 'payment')}: their provider did not answer`)
  if (differences.length === 0) console.log('Everything agrees.')
  else printDifferences(differences, complete)
}

function printDifferences(differences: LedgerRunBody['differences'], complete: boolean): void {
  console.log(
    `${count(differences.length, 'difference')}${complete ? '' : '; the check stopped there, so there may be more'}:`,
  )
  const width = Math.max(...differences.map(({ subject }) => subject.length))
  for (const kind of new Set(differences.map((difference) => difference.kind))) {
    console.log(`\n${kind}: ${DIFFERENCE_KINDS[kind] ?? ''}`)
    for (const { subject, expected, found } of differences.filter((difference) => difference.kind === kind)) {
      console.log(`  ${subject.padEnd(width)}  expected ${expected ?? 'nothing'}, found ${found ?? 'nothing'}`)
    }
  }
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}

try {
  if (!(await run())) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
