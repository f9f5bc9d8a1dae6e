/** Products with options in the storefront: one tile for each, and a choice by links. */
import { beforeAll, expect, it } from 'vitest'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

const visitor = new Visitor()

beforeAll(() =>
  stock(
    ...(
      [
        ['S', 'Red', 10_000, 5],
        ['L', 'Red', 12_000, 0],
        ['L', 'Blue', 15_000, 9],
      ] as const
    ).map(([size, colour, priceAmount, onHand]) =>
      product(`rain-${size}-${colour}`, {
        ...{ title: { en: `Rain <coat> ${size} ${colour}` }, category: 'coats', priceAmount, onHand },
        family: {
          id: 'rain',
          title: { en: 'Rain <coat>' },
          options: [
            { name: { en: 'Size' }, value: { en: size } },
            { name: { en: 'Colour' }, value: { en: colour } },
          ],
        },
      }),
    ),
  ),
)

it('a list has one tile for a family, with its prices and a link to choose instead of a form', async () => {
  const { text } = await visitor.page('/en/products?query=rain')
  const tiles = text.split('<li class="tile"').slice(1)
  expect(tiles).toHaveLength(1)
  const tile = tiles[0]?.slice(0, tiles[0].indexOf('</li>')) ?? ''
  expect(tile).toContain('<h3>Rain &lt;coat&gt;</h3>')
  expect(tile.replaceAll(/<[^>]+>/g, '')).toMatch(/Price ¥100.00– to ¥150.00\s+Choose options/)
  expect(tile).not.toContain('<form')
})

it('a list offers options as filters, each a link that adds a value or removes it', async () => {
  const shown = async (query: string) => {
    const { text } = await visitor.page(`/en/products?query=rain&${query}`)
    const links = text.matchAll(/<li><a href="([^"]*)#of-[^"]*"([^>]*)>(.*?)<\/a>/g)
    return [...links].map(([, href = '', marks = '', shown = '']) => [
      new URL(href.replaceAll('&amp;', '&'), 'http://shop').searchParams.getAll('facet').join(' '),
      marks.trim(),
      shown.replaceAll(/<[^>]+>/g, ''),
    ])
  }
  const on = 'aria-current="true"'
  expect((await shown('facet=Size:L')).sort()).toEqual([
    ['', on, 'Remove the filter Size: LL 1'],
    ['colour:blue size:l', '', 'Blue 1'],
    ['colour:red size:l', '', 'Red 1'],
    ['size:l size:s', '', 'S 1'],
  ])
  const both = await shown('facet=size:s&facet=size:l&facet=colour:blue')
  expect(both.sort()).toEqual([
    ['colour:blue colour:red size:l size:s', '', 'Red 1'],
    ['colour:blue size:l', on, 'Remove the filter Size: SS 0'],
    ['colour:blue size:s', on, 'Remove the filter Size: LL 1'],
    ['size:l size:s', on, 'Remove the filter Colour: BlueBlue 1'],
  ])
  const full = Array.from({ length: 11 }, (_, at) => `facet=size:${at}`).join('&')
  expect((await shown(`facet=size:l&${full}`)).map(([, , text]) => text)).toEqual(['Remove the filter Size: LL 1'])
  const { text } = await visitor.page('/en/products?query=rain&facet=size:l')
  expect(text).toContain('<a href="/en/products?query=rain"><span class="unseen">Remove the filter Size: L</span>')
  expect(text).toContain('<input type="hidden" name="facet" value="size:l">')
  const none = await visitor.page('/en/products?query=rain&facet=%3Cb%3E&facet=size:s')
  expect(none.text).toContain('Remove the filter &lt;b&gt;')
})

it('the page of a variant leads to the variants that differ in one option, and marks those that are sold out', async () => {
  const { text } = await visitor.page('/en/products/rain-S-Red')
  const links = [...text.matchAll(/<li><a href="\/en\/products\/([^"]+)#choice"([^>]*)>([^<]+)/g)]
  const shown = links.map(([, sku, marks = '', value]) => [value, sku, marks.trim()])
  expect(shown.sort()).toEqual([
    ['Blue', 'rain-L-Blue', ''],
    ['L', 'rain-L-Red', 'class="gone"'],
    ['Red', 'rain-S-Red', 'aria-current="true"'],
    ['S', 'rain-S-Red', 'aria-current="true"'],
  ])
  expect(text).toContain('(Sold out)')
  expect(text).toContain('action="/en/products/rain-S-Red"')
})
