// The page about the metrics has exactly the metrics of the catalogue.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { metricsPage, pageWithTable } from '../../../dev/metrics-table.ts'

it('the table of docs/metrics.md is that of the catalogue', () => {
  const page = readFileSync(metricsPage, 'utf8')
  expect(pageWithTable(page) === page, 'run `npm run metrics-table`').toBe(true)
})
