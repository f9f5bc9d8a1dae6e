/**
 * Reading carts of the classic layout. Invariant: every field of a hash becomes one line or one skip with a reason,
 * and the order does not depend on that of Redis.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClassic } from '../../dev/import-carts/classic.ts'
import { ownersAsTheyAre, ownersInFile, ownersOfIssuer } from '../../dev/import-carts/owners.ts'
import { outsideUserId } from '../../src/worker/guard/outside-issuer.ts'

const value = (fields: object) => JSON.stringify({ title: 'Tea', price: 19.9, count: 2, selected: true, ...fields })
const lineOf = (fields: object) => readClassic([['sku:tea', value(fields)]]).lines[0]
const reasonOf = (field: string, text: string) => readClassic([[field, text]]).skipped[0]?.reason

describe('the classic layout', () => {
  it('a field sku:{id} with count, price and selected is a line', () => {
    expect(lineOf({})).toEqual({ sku: 'tea', count: 2, selected: true, price: 19.9 })
    expect(lineOf({ count: '12', price: '5', selected: 'false' })).toEqual({
      ...{ sku: 'tea', count: 12, selected: false, price: 5 },
    })
    expect(lineOf({ selected: 0 })).toMatchObject({ selected: false })
    expect(lineOf({ selected: undefined, price: undefined })).toMatchObject({ selected: true, price: null })
    expect(lineOf({ price: 'free', quantity: 9 })).toMatchObject({ price: null, count: 2 })
  })

  it.each([
    ['skus', value({}), 'the field is not sku:{id}'],
    ['sku:', value({}), 'the id is not a SKU: 1–64 of A-Z a-z 0-9 . _ -'],
    ['sku:a b', value({}), 'the id is not a SKU: 1–64 of A-Z a-z 0-9 . _ -'],
    ['sku:a~b', value({}), 'the id is not a SKU: 1–64 of A-Z a-z 0-9 . _ -'],
    ['sku:tea', '{"count":', 'the value is not a JSON object'],
    ['sku:tea', '[1]', 'the value is not a JSON object'],
    ['sku:tea', 'null', 'the value is not a JSON object'],
    ['sku:tea', value({ count: 0 }), 'count is not a whole number above 0'],
    ['sku:tea', value({ count: -1 }), 'count is not a whole number above 0'],
    ['sku:tea', value({ count: 1.5 }), 'count is not a whole number above 0'],
    ['sku:tea', value({ count: [2] }), 'count is not a whole number above 0'],
    ['sku:tea', value({ count: undefined }), 'count is not a whole number above 0'],
    ['sku:tea', value({ count: 1_000 }), 'count is above 999, the most units of a line'],
    ['sku:tea', value({ selected: 'perhaps' }), 'selected is not true or false'],
  ])('the field %s with %s is skipped', (field, text, reason) => {
    expect(reasonOf(field, text)).toBe(reason)
    expect(readClassic([[field, text]]).lines).toEqual([])
  })

  it('any hash is read into as many lines and skips as it has fields, in an order of its own', () => {
    const field = fc.oneof(
      fc.string(),
      fc.string().map((id) => `sku:${id}`),
      fc.constant('sku:tea'),
    )
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ count: fc.nat(2_000), selected: fc.boolean() }).map((all) => JSON.stringify(all)),
    )
    fc.assert(
      fc.property(fc.dictionary(field, text), (fields) => {
        const entries = Object.entries(fields)
        const { lines, skipped } = readClassic(entries)
        expect(lines.length + skipped.length).toBe(entries.length)
        expect(readClassic(entries.toReversed())).toEqual({ lines, skipped })
        const order = lines.map(({ selected }) => selected)
        expect(order.toSorted((one, other) => Number(other) - Number(one))).toEqual(order)
      }),
    )
  })

  it('a hash of 10,000 fields is read in well under a second', () => {
    const fields = Array.from({ length: 10_000 }, (_, at) => [`sku:tea-${at}`, value({})] as const)
    const startedAt = performance.now()
    expect(readClassic(fields).lines).toHaveLength(10_000)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

describe('owners of old carts', () => {
  it('a subject of an outside issuer owns the cart that its tokens open', async () => {
    const ownerOf = ownersOfIssuer('https://id.example')
    expect(await ownerOf('42')).toBe(await outsideUserId('https://id.example', '42'))
    expect(await ownerOf('')).toBeNull()
  })

  it('without a mapping only ids of Pannier have an owner', async () => {
    const id = 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD'
    expect([await ownersAsTheyAre(id), await ownersAsTheyAre('42')]).toEqual([id, null])
  })

  it('a file names the owner of each old id, and a line of another form is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pannier-owners-'))
    try {
      const file = join(folder, 'users.csv')
      const [ann, bob] = ['usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD', 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCE']
      await writeFile(file, `\uFEFFold,pannier\r\n42,${ann}\r\n\r\n"a ""b"", c", ${bob}\n`)
      const ownerOf = await ownersInFile(file)
      expect([await ownerOf('42'), await ownerOf('a "b", c'), await ownerOf('43')]).toEqual([ann, bob, null])
      await writeFile(file, `42,${ann}\n43,nobody\n`)
      await expect(ownersInFile(file)).rejects.toThrow(/users\.csv, line 2: expected/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
