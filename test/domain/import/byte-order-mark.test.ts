/** Exports begin so that Excel shows every character: CSV with a byte order mark, JSON lines without. */
import { expect, test } from 'vitest'
import { BYTE_ORDER_MARK } from '../../../src/domain/import/charset.ts'
import { RULE_KINDS } from '../../../src/domain/pricing/rules.ts'
import { exportProducts, exportRules, exportStock } from '../../../src/worker/import/export-pages.ts'

const options = { limit: 10, after: '', currency: 'CNY', locales: ['en'] }
const nothing = { items: [], next: null }
const rules = {
  listRules: async () => nothing,
  getRule: async () => null,
  getRules: async () => new Map(),
  activeRules: async () => [],
  writeRules: async () => new Set<string>(),
}

test.each<[string, (format: 'csv' | 'ndjson') => Promise<{ readonly text: string }>]>([
  ['products', (format) => exportProducts({ exportProducts: async () => [] }, { ...options, format })],
  ['stock', (format) => exportStock({ exportProducts: async () => [] }, { ...options, format })],
  ...RULE_KINDS.map(
    (kind) => [kind, (format: 'csv' | 'ndjson') => exportRules(rules, kind, { ...options, format })] as const,
  ).map(([kind, run]) => [kind, run] as [string, typeof run]),
])('an export of %s begins with a byte order mark only as CSV', async (_, run) => {
  const { text } = await run('csv')
  expect(text.startsWith(BYTE_ORDER_MARK)).toBe(true)
  expect(text.split(BYTE_ORDER_MARK)).toHaveLength(2)
  expect((await run('ndjson')).text).not.toContain(BYTE_ORDER_MARK)
})
