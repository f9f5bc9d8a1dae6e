// The simulated world must notice planted bugs: each mutant of the shipped source runs in a process of its own until
// a history breaks a promise.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { mutate, optionOf } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'

const SEEDS = '1..600'
const AT_ONCE = 2
const IS_WANTED = process.env.WORLD_MUTANTS === '1'
const ROOT = join(import.meta.dirname, '../..')

const run = promisify(execFile)
const caughtBy: string[] = []

describe('the world catches a planted bug', () => {
  test('at least ten of them are planted, each by a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
    expect(MUTANTS.length).toBeGreaterThanOrEqual(10)
  })

  test('each has its place in the shipped source exactly once', () => {
    for (const mutant of MUTANTS) {
      const source = readFileSync(join(ROOT, mutant.file), 'utf8')
      expect(mutate(mutant, source)).not.toBe(source)
    }
  })

  // They take minutes: CI runs them.
  describe.skipIf(!IS_WANTED).concurrent('by running histories', { timeout: 600_000 }, () => {
    const turns = Array.from({ length: AT_ONCE }, () => Promise.resolve())
    for (const [index, mutant] of MUTANTS.entries()) {
      const { name } = mutant
      const before = turns[index % AT_ONCE] ?? Promise.resolve()
      const turn = before.then(() => (IS_WANTED ? hunt(name, optionOf(mutant)) : ''))
      turns[index % AT_ONCE] = turn.then(
        () => {},
        () => {},
      )
      test(`: ${name}`, async () => {
        const told = await turn
        expect(told).toMatch(/^seed \d+: /m)
        const [, reached = '0'] = /^reached (\d+) times$/m.exec(told) ?? []
        expect(Number(reached), 'its place was never reached').toBeGreaterThan(0)
        const [, seed, promise] = /^seed (\d+): (.*)$/m.exec(told) ?? []
        caughtBy.push(`${name}: reached ${reached} times, caught by the history ${seed}: ${promise?.slice(0, 100)}`)
      })
    }
  })
})

/** The output of the histories; rejects when none broke the promise that the bug is about. */
async function hunt(name: string, sort: readonly string[]): Promise<string> {
  const options = ['test/world/run.ts', ...sort, '--seeds', SEEDS, '--expect-failure', '--mutant', name]
  const { stdout } = await run(process.execPath, options, { cwd: ROOT })
  return stdout
}

afterAll(() => console.log(caughtBy.join('\n')))
