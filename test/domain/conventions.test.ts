// Conventions that no type and no linter checks. Each failure says what to do instead.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = globSync('src/**/*.ts', { cwd: root }).map((path) => normalize(path))
const sources = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

const MAX_LINES = 250
const IMPORT = /^(?:import|export)\s[^;'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gms

test('comments begin with their subject: "Of", "What", "Who", "Else" and "That" begin riddles', () => {
  const comment = /(?:\/\*\*?|\/\/)\s*(?:\*\s*)?((?:Of|What|Who|Whoever|Whom|Whose|Else|That)\b[^\n]*)/g
  const found = [...sources].flatMap(([path, text]) =>
    [...text.matchAll(comment)].map(([, words]) => `${path}: ${words}`),
  )
  expect(found, 'begin with the thing, then an active verb, then the reason').toEqual([])
})

test('route files export their routes and nothing else, so that nothing has to import a route file', () => {
  const found = [...sources].flatMap(([path, text]) => {
    if (!path.startsWith(join('src', 'worker', 'routes'))) return []
    const names = [...text.matchAll(/^export (?:async )?(?:const|function|class|type|interface) (\w+)/gm)]
    return names.flatMap(([, name = '']) => (name.endsWith('Routes') ? [] : `${path}: ${name}`))
  })
  expect(found, 'move what others need to a file of its own outside src/worker/routes').toEqual([])
})

test('files do not import each other in a circle', () => {
  const imports = new Map(
    [...sources].map(([path, text]) => {
      const targets = [...text.matchAll(IMPORT)].map(([, from, late]) =>
        normalize(join(dirname(path), from ?? late ?? '')),
      )
      return [path, targets.filter((target) => sources.has(target))] as const
    }),
  )
  expect(circleIn(imports), 'move what both need to a third file').toBeNull()
})

test(`no source file has more than ${MAX_LINES} lines`, () => {
  const long = [...sources].filter(([, text]) => text.split('\n').length - 1 > MAX_LINES).map(([path]) => path)
  expect(long, 'split the file by its themes').toEqual([])
})

test('these rules find what they forbid', () => {
  const circle = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ])
  expect(circleIn(circle)).toEqual(['b', 'c'])
  expect(circleIn(new Map([['a', ['b']]]))).toBeNull()
  expect(files.length).toBeGreaterThan(300)
})

/** The files of one circle in the order of their imports, or null. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(path)) return way.slice(way.indexOf(path))
    if (done.has(path)) return null
    for (const target of imports.get(path) ?? []) {
      const circle = visit(target, [...way, path])
      if (circle) return circle
    }
    done.add(path)
    return null
  }
  for (const path of imports.keys()) {
    const circle = visit(path, [])
    if (circle) return circle
  }
  return null
}
