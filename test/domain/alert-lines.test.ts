/** Operators watch for log lines with `alert: true`. Invariant: docs/operating.md explains the event of each such line. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
/** A name may begin with the kind that the code inserts. */
const ALERT = /['`](?:\$\{[^}]+\})?([a-z_]*\.[a-z_]+)['`],\s*\{[^{}]*?alert: true/g

it('docs/operating.md explains every event that is logged as an alert', () => {
  const page = readFileSync(join(root, 'docs/operating.md'), 'utf8')
  const logged = globSync('src/**/*.ts', { cwd: root }).flatMap((path) =>
    Array.from(readFileSync(join(root, path), 'utf8').matchAll(ALERT), ([, event = '']) => event),
  )
  expect(logged.length).toBeGreaterThan(25)
  expect(logged.filter((event) => !page.includes(`${event}\``))).toEqual([])
})
