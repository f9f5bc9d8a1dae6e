// Amounts of money: one formatter writes all of them, so that they look alike and none is NaN or in minor units.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '../../../src')
const faces = join(source, 'faces')
/** An amount is written by a format with a currency, or by a sign of one before a figure. */
const WRITES = /style:\s*'currency'|currencyDisplay|[¥$€£]\s*\$\{/

it('only the formatter of amounts writes amounts of money', () => {
  const writers = globSync('**/*.{ts,tsx}', { cwd: source }).filter((file) =>
    WRITES.test(readFileSync(join(source, file), 'utf8')),
  )
  expect(writers).toEqual(['domain/money-text.ts'])
})

it('no page of the console divides an amount itself', () => {
  const files = globSync('console/browser/{pages,parts}/*.tsx', { cwd: faces })
  const dividing = files.filter((file) => /amount\s*\/\s*\d/.test(readFileSync(join(faces, file), 'utf8')))
  expect(files.length).toBeGreaterThan(30)
  expect(dividing).toEqual([])
})
