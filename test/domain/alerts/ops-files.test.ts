// The generated files below ops/. Invariant: they are those of the table of alerts and of the dashboards' definitions.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { opsFiles } from '../../../dev/ops-files/all.ts'
import { BOARDS, dashboardOf } from '../../../dev/ops-files/dashboards.ts'
import { yamlOf } from '../../../dev/ops-files/yaml.ts'

const root = join(import.meta.dirname, '../../..')
const WRITTEN_BY_HAND = ['README.md']

test.each([...opsFiles().keys()])('%s is up to date; `npm run ops-files` writes it', (path) => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(opsFiles().get(path))
})

test('ops/ has no file that is not generated', () => {
  const found = readdirSync(join(root, 'ops'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  const known = [...opsFiles().keys(), ...WRITTEN_BY_HAND.map((name) => `ops/${name}`)]
  expect(found.filter((path) => !known.includes(path))).toEqual([])
})

describe.each(BOARDS.map((board) => [board.uid, dashboardOf(board)] as const))('the dashboard %s', (_, dashboard) => {
  test('panels have ids of their own and do not lie on each other', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos }) => {
      const { x, y, w, h } = gridPos as { x: number; y: number; w: number; h: number }
      expect(x + w).toBeLessThanOrEqual(24)
      return Array.from({ length: w * h }, (__, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`)
    })
    expect(new Set(cells).size).toBe(cells.length)
  })
})

test('YAML quotes texts, keeps lines apart, and leaves out what is undefined', () => {
  const data = { a: 'x: "y"', b: 'two\nlines', c: [{ d: 1, e: [] }, { f: { g: true } }], h: undefined, i: {} }
  expect(yamlOf(data)).toBe(
    'a: "x: \\"y\\""\nb: |-\n  two\n  lines\nc:\n  - d: 1\n    e: []\n  - f:\n      g: true\ni: {}\n',
  )
})
