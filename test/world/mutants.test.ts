// The simulated world must notice planted bugs: histories are told over each until one breaks the promise that the bug
// is about.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mutate } from './mutants/mutant.ts'
import { MUTANTS } from './mutants/mutants.ts'
import { Pack } from './mutants/pack.ts'

const LAST_SEED = 600
const AT_ONCE = 2
const IS_WANTED = process.env.WORLD_MUTANTS === '1'
const ROOT = join(import.meta.dirname, '../..')

describe('the world catches a planted bug', () => {
  test('each has a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length)
  })

  test('each has its place in the shipped source exactly once', () => {
    for (const mutant of MUTANTS) {
      const source = readFileSync(join(ROOT, mutant.file), 'utf8')
      expect(mutate(mutant, source)).not.toBe(source)
    }
  })

  // They take minutes.
  describe.skipIf(!IS_WANTED).concurrent('by running histories', { timeout: 900_000 }, () => {
    const started = performance.now()
    const names = MUTANTS.map(({ name }) => name)
    const pack = IS_WANTED ? new Pack(names, AT_ONCE, LAST_SEED) : null
    let done = 0

    test.for(names)(': %s', async (name) => {
      const hunt = await pack?.of(name)
      const seconds = Math.round((performance.now() - started) / 1000)
      const { seed, promise } = hunt?.caught ?? {}
      const how = seed === undefined ? 'NOT CAUGHT' : `caught by history ${seed}: ${promise?.slice(0, 100)}`
      console.log(
        `${++done} of ${names.length}, ${seconds} s: ${name}, ${hunt?.histories} told, reached ${hunt?.reached} times, ${how}`,
      )
      expect(hunt?.fault, 'a history breaks a promise without the bug').toBeNull()
      expect(hunt?.caught, `${hunt?.histories} histories kept the promise that it breaks`).toBeTruthy()
      expect(hunt?.reached, 'its place was never reached').toBeGreaterThan(0)
    })
  })
})
