// The alerts and dashboards in Prometheus. Invariant: for the same samples, an expression has the same value in the
// worker's evaluator and in Prometheus, and an alert fires in the same minutes.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { opsFiles } from '../../dev/ops-files/all.ts'
import { BOARDS, exprOf } from '../../dev/ops-files/dashboards.ts'
import { yamlOf } from '../../dev/ops-files/yaml.ts'
import { findPromtool, promtool } from '../../dev/servers/prometheus.ts'
import { ALERT_IDS } from '../../src/domain/alerts/table.ts'
import { flappingTests } from './support/alert-courses.ts'
import { agreementTests, scenarios } from './support/alert-scenarios.ts'

const isWithout = findPromtool() === null && !process.env.CI
if (isWithout) console.warn('no promtool here: the tests of rules and dashboards are skipped')

/** Runs promtool in a folder with these files. */
async function check(files: ReadonlyMap<string, string>, ...args: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'pannier-promtool-'))
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text)
    return promtool(args.map((arg) => (files.has(arg) ? join(folder, arg) : arg)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const generated = new Map(
  [...opsFiles()]
    .filter(([path]) => path.startsWith('ops/prometheus/'))
    .map(([path, text]) => [path.split('/')[2] ?? '', text]),
)

describe.skipIf(isWithout)('promtool', () => {
  test('the rules are valid, and so is the configuration that loads them', async () => {
    const rules = await check(generated, 'check', 'rules', 'pannier.rules.yml')
    expect(rules).toMatchObject({ code: 0, printed: expect.stringContaining(`${ALERT_IDS.length} rules found`) })
    // The file of the token exists only where Prometheus runs.
    const config = await check(generated, 'check', 'config', '--syntax-only', 'prometheus.yml')
    expect(config).toMatchObject({ code: 0 })
  })

  test('every alert fires and ends in Prometheus in the minutes in which it does in the worker', async () => {
    const run = await check(generated, 'test', 'rules', 'pannier.rules.test.yml')
    expect(run).toMatchObject({ code: 0, printed: expect.stringContaining('SUCCESS') })
  }, 300_000)

  test('every expression of the dashboards is valid', async () => {
    const queries = BOARDS.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)))
    const rules = queries.map((query, index) => ({
      record: `board:query:${index}`,
      expr: exprOf(query).replaceAll('$__rate_interval', '5m').replaceAll('$deployment', '.*'),
    }))
    const files = new Map([['boards.yml', yamlOf({ groups: [{ name: 'boards', rules }] })]])
    const checked = await check(files, 'check', 'rules', 'boards.yml')
    expect(checked).toMatchObject({ code: 0, printed: expect.stringContaining(`${queries.length} rules found`) })
  })

  test('expressions over any samples have the same values in the worker and in Prometheus', async () => {
    const cases = fc.sample(scenarios, { numRuns: 150, seed: 20261129 })
    const tests = cases.map(agreementTests)
    // Most of them have a value; otherwise the test would compare nothing with nothing.
    const measured = tests.flatMap(({ promql_expr_test }) => promql_expr_test).filter(({ isMeasured }) => isMeasured)
    expect(measured.length).toBeGreaterThan(300)
    const file = { rule_files: [], evaluation_interval: '1m', tests: tests.map(withoutNotes) }
    const run = await check(new Map([['agree.yml', yamlOf(file)]]), 'test', 'rules', 'agree.yml')
    expect(run).toMatchObject({ code: 0, printed: expect.stringContaining('SUCCESS') })
  }, 120_000)

  test('alerts over conditions that come and go fire in the same minutes', async () => {
    const { rules, tests } = flappingTests(fc.sample(fc.infiniteStream(fc.boolean()), { numRuns: 20, seed: 7 }))
    const files = new Map([
      ['rules.yml', yamlOf(rules)],
      ['flap.yml', yamlOf({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests })],
    ])
    const run = await check(files, 'test', 'rules', 'flap.yml')
    expect(run).toMatchObject({ code: 0, printed: expect.stringContaining('SUCCESS') })
  }, 120_000)
})

function withoutNotes({ promql_expr_test, ...test }: ReturnType<typeof agreementTests>) {
  return {
    ...test,
    promql_expr_test: promql_expr_test.map(({ isMeasured: _, ...its }) => its),
  }
}
