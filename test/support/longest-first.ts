/**
 * The order of test files: those that take longest come first, so that no run ends with one of them by itself. Vitest
 * would begin with the largest files, and a file that waits for alarms is small.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = join(import.meta.dirname, '../..')

/**
 * Files of rings that run together, the longest first. Files with a browser, which compute, stand between those that wait.
 */
const LONG_FILES = [
  'journey/reconcile',
  'journey/faces/console-looks',
  'journey/embedded/launcher',
  'journey/faces/checkout',
  'journey/move-record',
  'journey/faces/orders',
  'journey/import-carts',
  'journey/faces/live',
  'journey/embedded/develop',
  'journey/faces/shop',
  'journey/restore-record',
  'journey/faces/account',
  'journey/embedded/canary',
  'journey/embedded/attacks',
  'journey/redis-faults',
  'journey/faces/links',
  'journey/metrics',
  'tiers/world',
  'journey/embedded/catalog',
  'journey/record-faults',
  'journey/faces/returns',
  'journey/faces/before-script',
  'tiers/alerts-promtool',
  'journey/faces/manual-payment',
  'journey/embedded/backup',
  'journey/deploy',
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
