/** The facets that a shopper chooses: how they are read, and which of them are alternatives. */
import { expect, it } from 'vitest'
import { facetsQuery } from '../../../src/contract/http/catalogue.ts'
import { byName, facetKeys, facetsOf, MAX_CHOSEN } from '../../../src/domain/catalogue/facet.ts'

it('a query names one facet or several, each once and in one order, up to a limit', () => {
  const keys = (given: unknown) => facetKeys(facetsQuery.parse(given) ?? [])
  expect(keys(undefined)).toEqual([])
  expect(keys(' Size:  M ')).toEqual(['size: m'])
  expect(keys(['size:m', 'Colour:RED', 'SIZE:M', 'colour:ｒｅｄ'])).toEqual(['colour:red', 'size:m'])
  const many = Array.from({ length: MAX_CHOSEN }, (_, at) => `size:${at}`)
  expect(keys(many)).toHaveLength(MAX_CHOSEN)
  for (const wrong of [[...many, 'size:m'], 'x'.repeat(201), ['size:m', 1], { size: 'm' }]) {
    expect(facetsQuery.safeParse(wrong).success).toBe(false)
  }
})

it('the values of one name are alternatives, and a name with a colon is not mixed with another one', () => {
  const attributes = { 'Ratio: w:h': '4:3', 'Ratio: w:d': '4:1', Ratio: '16:9' }
  const keys = facetsOf([{ attributes, family: null }]).map(({ key }) => key)
  expect(keys).toEqual(['ratio w h:4:3', 'ratio w d:4:1', 'ratio:16:9'])
  expect([...byName([...keys, 'ratio:4:3', 'size', ''])]).toEqual([
    ['ratio w h', ['ratio w h:4:3']],
    ['ratio w d', ['ratio w d:4:1']],
    ['ratio', ['ratio:16:9', 'ratio:4:3']],
    ['size', ['size']],
    ['', ['']],
  ])
})
