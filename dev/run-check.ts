/**
 * Runs a check at a worker, portion by portion, and prints its report: for `npm run ledger` and `npm run reconcile`.
 * Exits with 0 when there is nothing to do for an operator, with 1 when there is, and with 2 when it could not run.
 */
import type { ReportBody, ReportSummaryBody } from '../src/contract/answers/reports.ts'
import type { CheckKind } from '../src/domain/report.ts'
import { Api, credentialsFor } from './catalog/api.ts'
import { argumentsOf, runCommand } from './command.ts'
import { Progress } from './progress.ts'

export interface CheckTexts {
  readonly command: string
  readonly kind: CheckKind
  readonly title: string
  /** Shown while the check runs. */
  readonly doing: string
  /** The singular of each count, in the order in which they are printed. */
  readonly units: { readonly [what: string]: string }
  readonly meanings: { readonly [kind: string]: string }
  /** Lines about work that was left out. */
  notes(checked: ReportBody['checked']): readonly string[]
}

const local = `http://127.0.0.1:${process.env.PORT || 8787}`

const options = { url: { type: 'string', default: local }, token: { type: 'string' } } as const

export async function runCheck(texts: CheckTexts): Promise<void> {
  await runCommand(async () => {
    const report = await run(texts)
    print(report, texts)
    return report.findings.some(isOpen) ? 1 : 0
  }, 2)
}

async function run({ command, kind, doing, units }: CheckTexts): Promise<ReportBody> {
  const usage = `usage: npm run ${command} -- [--url URL] [--token TOKEN]`
  const { url, token } = argumentsOf(usage, options).values
  if (!URL.canParse(url)) throw new Error(`--url is not a URL\n${usage}`)
  const by = token ?? (await credentialsFor(url, process.env))
  let reached = ''
  const progress = new Progress(() => `${doing} … ${reached}`)
  const body = JSON.stringify({ kind })
  try {
    const api = new Api(url, by, (line) => progress.say(line))
    for (;;) {
      const call = { method: 'POST', path: '/v1/admin/ops/reports', contentType: 'application/json', body } as const
      // The cast: the contract's answers.
      const report = (await (await api.call(call)).json()) as ReportBody | ReportSummaryBody
      if ('findings' in report) return report
      const found = Object.values(report.counts).reduce((sum, each) => sum + each, 0)
      reached = `${listOf(report.checked, units)}, ${count(found, 'difference')}`
    }
  } finally {
    progress.end()
  }
}

function print({ startedAt, state, checked, counts, findings }: ReportBody, texts: CheckTexts): void {
  console.log(`${texts.title} of ${startedAt}`)
  console.log(`  checked    ${listOf(checked, texts.units)}`)
  for (const note of texts.notes(checked)) console.log(`  ${note}`)
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0)
  if (all === 0) {
    console.log('Everything agrees.')
    return
  }
  const repaired = findings.filter(({ repaired }) => repaired).length
  const more = state === 'cut_short' ? '; the check stopped there, so there may be more' : ''
  console.log(`${count(all, 'difference')}${repaired > 0 ? `, ${repaired} repaired` : ''}${more}:`)
  const width = Math.max(...findings.map(({ subject }) => subject.length))
  for (const kind of new Set(findings.map((finding) => finding.kind))) {
    console.log(`\n${kind}: ${texts.meanings[kind] ?? ''}`)
    for (const { subject, expected, found, action, repaired } of findings.filter((each) => each.kind === kind)) {
      const done = action === 'none' ? '' : `  ${action}${repaired ? ': repaired' : ': not repaired yet'}`
      console.log(`  ${subject.padEnd(width)}  expected ${expected ?? 'nothing'}, found ${found ?? 'nothing'}${done}`)
    }
  }
}

function isOpen({ repaired }: ReportBody['findings'][number]): boolean {
  return repaired !== true
}

function listOf(checked: ReportBody['checked'], units: CheckTexts['units']): string {
  return Object.entries(units)
    .map(([what, unit]) => count(checked[what] ?? 0, unit))
    .join(', ')
}

export function count(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`
}
