/**
 * The pictures of the demo. Invariants: every picture shows objects of its own, a picture is XML that no title breaks,
 * and no id stands twice in a picture.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDemo } from '../../dev/demo.ts'
import { picturesOf, productPicture } from '../../dev/pictures/compose.ts'
import { OBJECTS } from '../../dev/pictures/objects.ts'
import { GROUNDS } from '../../src/faces/shop/grounds.ts'

const pictures = picturesOf((await readDemo()).products)
const tokens = readFileSync(new URL('../../src/faces/shop/styles/tokens.css', import.meta.url), 'utf8')

describe('a picture of the demo', () => {
  it('every picture has objects of its own, and no row is left over', () => {
    expect(
      Object.keys(OBJECTS)
        .map((name) => `pictures/${name}.svg`)
        .sort(),
    ).toEqual(pictures.map(({ name }) => name).sort())
  })

  it.each(pictures)('$name: all ids are unique, every reference has its id, and the file is small', ({ text: svg }) => {
    const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id)
    const used = [...svg.matchAll(/url\(#([^)]+)\)|href="#([^"]+)"/g)].map(([, a, b]) => a ?? b)
    expect(new Set(ids).size).toBe(ids.length)
    expect(used.filter((id) => !ids.includes(id))).toEqual([])
    expect(svg).not.toMatch(/NaN|undefined/)
    expect(svg.length).toBeLessThan(64 * 1024)
  })

  it('the grounds have the colours of the pages, in both schemes', () => {
    for (const ground of GROUNDS) {
      const [light, dark] = [...tokens.matchAll(new RegExp(`--${ground}: (#[0-9a-f]{6})`, 'g'))].map(
        ([, colour]) => colour,
      )
      const category = { sage: 'tea', lavender: 'audio', rose: 'books', apricot: 'kitchen', sky: 'toys' }[ground]
      const svg = productPicture({ sku: 'longjing-250', category, title: 'Tea' })
      expect(svg).toContain(`.ground{fill:${light}}`)
      expect(svg).toContain(`.ground{fill:${dark}}`)
    }
  })

  it('a title adds no element, no bare ampersand and no character that XML forbids', () => {
    const title = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']', '茶', '\u0000', '\ud800', ' '), maxLength: 200 }),
    )
    fc.assert(
      fc.property(title, (text) => {
        const svg = productPicture({ sku: 'tent-2p', category: 'outdoor', title: text })
        const [, name = ''] = /<title>([\s\S]*?)<\/title>/.exec(svg) ?? []
        expect(name).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/)
        expect(name).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u)
      }),
      { numRuns: 50 },
    )
  })
})
