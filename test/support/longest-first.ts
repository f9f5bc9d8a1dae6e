/**
 * The order of test files: those that take longest come first, so that no run ends with one of them by itself. Vitest
 * would begin with the largest files, and a file that waits for alarms is small.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = join(import.meta.dirname, '../..')

/** Files of rings that run together, the longest first. */
const LONG_FILES = [
  'tiers/world',
  'journey/restore-record',
  'journey/faces/shop',
  'journey/faces/checkout',
  'journey/faces/orders',
  'journey/embedded/launcher',
  'journey/faces/account',
  'journey/embedded/catalog',
  'journey/crash-orders',
  'journey/redis-faults',
  'journey/faces/tunnel',
  'journey/deploy',
  'journey/embedded/visits',
  'journey/faces/live',
  'journey/live-history',
  'journey/faces/currencies',
  'journey/restore-object',
  'journey/erasure',
  'tiers/binlog-relay',
].map((name) => join(root, `test/${name}.test.ts`))

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = LONG_FILES.filter((path) => !existsSync(path))
    if (missing.length > 0) throw new Error(`test/support/longest-first.ts names missing files: ${missing.join(', ')}`)
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG_FILES.indexOf(moduleId)
      return found === -1 ? LONG_FILES.length : found
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}
