// The planted bugs fit the shipped source. `npm run hunt` shows that the simulated world catches each of them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutate } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'

const ROOT = join(import.meta.dirname, '../..')

test('each planted bug has a name of its own', () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
})

test('each planted bug has its place in the shipped source exactly once', () => {
  for (const mutant of MUTANTS) {
    const source = readFileSync(join(ROOT, mutant.file), 'utf8')
    expect(mutate(mutant, source)).not.toBe(source)
  }
})
