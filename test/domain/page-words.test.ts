// The words of the pages, which the build cuts out of the worker. Invariant: the tables are whole again when the static
// file has been filled in, with the same order in every table of words only.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageWords, withoutPageWords } from '../../dev/page-words.ts'
import { fill, loadPageWords } from '../../src/faces/shop/page-words.ts'
import { PAGE_TEXTS } from '../../src/faces/shop/texts/all.ts'

const root = join(import.meta.dirname, '../..')
const file = join(root, `node_modules/.cache-page-words-${process.pid}.mjs`)
let cut: typeof PAGE_TEXTS
let code: string

beforeAll(async () => {
  const input = join(root, 'src/faces/shop/texts/all.ts')
  const bundle = await rolldown({ input, platform: 'neutral', plugins: [withoutPageWords(root)] })
  const { output } = await bundle.generate({ format: 'esm' })
  code = output[0].code
  writeFileSync(file, code)
  const made: { PAGE_TEXTS: typeof PAGE_TEXTS } = await import(file)
  cut = made.PAGE_TEXTS
})
afterAll(() => rmSync(file, { force: true }))

/** Each function by its source, so that tables of two modules can be compared. */
const shapeOf = (table: unknown) =>
  JSON.parse(JSON.stringify(table, (_, value) => (typeof value === 'function' ? 'a function' : value)))

it('the build leaves functions only, and the static file fills the tables again', () => {
  expect(code).not.toContain('Sign in')
  expect(code).not.toContain('登录')
  fill(cut, JSON.parse(pageWords()))
  expect(shapeOf(cut)).toEqual(shapeOf(PAGE_TEXTS))
  expect(Object.keys(cut.ORDER_TEXTS.en.step)).toEqual(Object.keys(PAGE_TEXTS.ORDER_TEXTS.en.step))
})

it('a word that a table has stays as it is', () => {
  const table = { a: 'newer', inner: { b: 'newer' } }
  fill(table, { a: 'older', c: 'older', inner: { b: 'older', d: 'older' } })
  expect(table).toEqual({ a: 'newer', c: 'older', inner: { b: 'newer', d: 'older' } })
})

it('while the file cannot be read, the page is refused as unavailable', async () => {
  // The cast: only `fetch` is used.
  const fetch = async () => new Response('', { status: 500 })
  const refused = await loadPageWords({ ASSETS: { fetch } as unknown as Fetcher }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'unavailable' })
})
