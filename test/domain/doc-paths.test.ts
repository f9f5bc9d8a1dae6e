/**
 * Documents name files and commands, and link to pages and their sections. Invariant: each of them exists, so a file or a
 * heading that moves takes its documents along.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const FOLDERS = ['client/src', 'src', 'test', 'dev', 'docs', 'drizzle', 'tools', 'bench']

const files = [
  ...readdirSync(root),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
].map((name) => `/${name}`)

const scripts = Object.keys(
  // The cast: the package of this repository.
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
)
const READMES = ['client', 'examples', 'ops', 'bench/load', 'test/world'].map((folder) => `${folder}/README.md`)
const documents = ['README.md', 'ARCHITECTURE.md', ...READMES].concat(
  readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
)

it.each(documents)('%s names only files that exist, each by the end of its path', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  // A name with `*` or `…` stands for several files.
  const named = Array.from(text.matchAll(/`([\w./-]+\.(?:ts|toml|md))`/g), ([, name = '']) => name)
  expect(named.filter((name) => !files.some((file) => file.endsWith(`/${name}`)))).toEqual([])
})

it.each(documents)('%s links only to pages and sections that exist', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const linked = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => target)
  const broken = linked.filter((target) => {
    if (/^https?:/.test(target)) return false
    const [page = '', section] = target.split('#')
    const path = page === '' ? document : join(dirname(document), page)
    return !existsSync(join(root, path)) || (section !== undefined && !sectionsOf(path).includes(section))
  })
  expect(broken).toEqual([])
})

it.each(documents)('%s names only commands that exist', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const named = Array.from(text.matchAll(/npm run (?:--?\w+ )*([\w:-]+)/g), ([, name = '']) => name)
  expect(named.filter((name) => !scripts.includes(name))).toEqual([])
})

/** The anchors of a page, as GitHub makes them of its headings. */
function sectionsOf(path: string): readonly string[] {
  const text = readFileSync(join(root, path), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
