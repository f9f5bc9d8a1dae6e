/** The launcher's state folder: files of objects without data go away, and those with data stay. */

import { mkdirSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dropEmptyObjects } from '../../dev/empty-objects.ts'

let dataDir: string
let folder: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'pannier-objects-'))
  folder = join(dataDir, 'state/do/pannier-OrderDurableObject')
  mkdirSync(folder, { recursive: true })
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const id = (digit: string) => `${digit.repeat(64)}.sqlite`

/** A database as the runtime leaves it: with a log that is gone once it is closed. */
function database(name: string, ...statements: readonly string[]): void {
  const made = new DatabaseSync(join(folder, name))
  made.exec('pragma journal_mode = wal; create table gone (a); drop table gone; vacuum')
  for (const statement of statements) made.exec(statement)
  made.close()
}

it('a file without tables is deleted, and a file with a table stays, also one without rows', async () => {
  database(id('a'))
  database(id('b'), 'create table kept (a)')
  database(id('c'), 'create table kept (a)', 'insert into kept values (1)')
  database('metadata.sqlite')
  expect(dropEmptyObjects(dataDir)).toBe(1)
  expect((await readdir(folder)).toSorted()).toEqual([id('b'), id('c'), 'metadata.sqlite'])
})

it('the empty log of a runtime that was killed goes with its file', async () => {
  database(id('e'))
  await writeFile(join(folder, `${id('e')}-wal`), '')
  await writeFile(join(folder, `${id('e')}-shm`), '')
  expect(dropEmptyObjects(dataDir)).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

it('a write that is only in the log keeps its file', async () => {
  const made = new DatabaseSync(join(folder, id('d')))
  made.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table kept (a)')
  expect(dropEmptyObjects(dataDir)).toBe(0)
  expect(await readdir(folder)).toContain(id('d'))
  made.close()
})

it('a new state folder has nothing to delete', async () => {
  expect(dropEmptyObjects(join(dataDir, 'none'))).toBe(0)
})
