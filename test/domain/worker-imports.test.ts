/** Invariant: the worker imports only types of the answer shapes, because their schemas would enlarge its bundle. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const contract = join(import.meta.dirname, '../../src/contract')
const folders = [
  ...['domain', 'objects', 'tiers', 'worker', 'faces'].map((name) => join(contract, '..', name)),
  join(contract, 'http'),
]

it('no file of the worker imports a value of src/contract/answers', () => {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  )
  const imports = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^import (?:[^'"]*? from )?'[^']*\/answers\/[^']*'/gm)].map(
      ([line]) => line,
    ),
  )
  expect(imports.length).toBeGreaterThan(5)
  expect(imports.filter((line) => !line.startsWith('import type '))).toEqual([])
})
