// The runbook. Invariant: every alert has a section with its four parts, and everything that a section names exists.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DOCUMENTED } from '../../../src/contract/openapi/documented.ts'
import { ALERT_IDS } from '../../../src/domain/alerts/table.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const PARTS = ['Meaning', 'Investigate', 'Act', 'Wake somebody']
const runbook = read('docs/runbook.md')
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
)

test('the sections of the runbook are those of the alerts, in the same order', () => {
  expect([...sections.keys()]).toEqual(ALERT_IDS)
})

describe.each([...sections])('the section %s', (_, text) => {
  test('the section has its parts in order, a page of the console and a command', () => {
    const parts = Array.from(text.matchAll(/^\*\*(.+?)\.\*\*/gm), ([, part]) => part)
    expect(parts).toEqual(PARTS)
    expect(text).toMatch(/`\/console/)
    expect(text).toMatch(/^```sh\n[^`]+\n```$/m)
  })
})

test('every script, route and setting that the runbook names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = Array.from(runbook.matchAll(/npm run ([\w:-]+)/g), ([, name = '']) => name)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  const paths = DOCUMENTED.map(({ path }) => path.replace(/:(\w+)/g, '{$1}'))
  const routes = Array.from(
    runbook.matchAll(/(?:\$PANNIER|(?:GET|POST|PUT|DELETE) )(\/[\w/{}-]+)/g),
    ([, path = '']) => path,
  )
  expect(routes.length).toBeGreaterThan(10)
  expect(routes.filter((path) => !paths.includes(path))).toEqual([])
  const settings = Array.from(runbook.matchAll(/`([A-Z][A-Z_]{5,})`/g), ([, name = '']) => name)
  const known = read('src/contract/config.ts')
  const bindings = read('src/contract/env.ts')
  expect(settings.filter((name) => !known.includes(`${name}:`) && !bindings.includes(name))).toEqual([])
})

test('every page of the console that the runbook names exists', () => {
  const pages = read('src/faces/console/browser/pages/section.ts')
  const sections = Array.from(/type Section = (.+)/.exec(pages)?.[1]?.matchAll(/'([\w-]+)'/g) ?? [], ([, name]) => name)
  const tabs = /tabs: \{([^}]+)\}/.exec(read('src/faces/console/browser/texts/system.ts'))?.[1] ?? ''
  const parts = Array.from(tabs.matchAll(/^\s*'?([\w-]+)'?:/gm), ([, name]) => name)
  expect([sections, parts]).toEqual([expect.arrayContaining(['orders']), expect.arrayContaining(['tiers'])])
  const named = Array.from(runbook.matchAll(/`\/console\/([\w-]+)(?:\/([\w-]+))?/g), ([, section, part]) => [
    section,
    part,
  ])
  expect(named.length).toBeGreaterThan(10)
  const unknown = named.filter(
    ([section, part]) => !sections.includes(section) || (section === 'system' && !parts.includes(part)),
  )
  expect(unknown).toEqual([])
})

describe.each(['docs/runbook.md', 'docs/alerts.md'])('the links of %s', (path) => {
  test('every link leads to a heading that exists', () => {
    const links = Array.from(read(path).matchAll(/\]\(([^)#]*)#([^)]+)\)/g), ([, file = '', anchor = '']) => [
      file,
      anchor,
    ])
    expect(links.length).toBeGreaterThan(3)
    const broken = links.filter(([file, anchor]) => {
      const target = file ? join('docs', file) : path
      return !existsSync(join(root, target)) || !headingsOf(target).includes(anchor ?? '')
    })
    expect(broken).toEqual([])
  })
})

function headingsOf(path: string): readonly string[] {
  const headings = Array.from(read(path).matchAll(/^#+ (.+)$/gm), ([, text = '']) => text)
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}
