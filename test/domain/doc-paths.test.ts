/** Documents name files and link to pages. Invariant: each of them exists, so a file that moves takes its documents along. */
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

const documents = ['README.md', 'ARCHITECTURE.md', 'test/world/README.md'].concat(
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

it.each(documents)('%s links only to pages that exist', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const linked = Array.from(text.matchAll(/\]\(([^)#]+)/g), ([, target = '']) => target)
  const pages = linked.filter((target) => !/^https?:/.test(target))
  expect(pages.filter((target) => !existsSync(join(root, dirname(document), target)))).toEqual([])
})
