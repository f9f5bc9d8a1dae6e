/**
 * A drawn picture is XML with a product's own title in it. Invariant: no title breaks the XML or reaches its markup.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { productPicture } from '../../dev/picture.ts'

const sku = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
const title = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']', '茶', '\u0000', '\ud800', ' '), maxLength: 200 }),
)

/** The parts of a picture that depend on its title. */
function textsOf(svg: string): { name: string; letters: string } {
  const match = /<title>([\s\S]*?)<\/title>[\s\S]*<text [^>]*>([\s\S]*?)<\/text><\/svg>$/.exec(svg)
  if (!match) throw new Error(`no title and letters in ${svg}`)
  return { name: match[1] ?? '', letters: match[2] ?? '' }
}

describe("a product's drawn picture", () => {
  it('a picture is always the same for the same SKU and title', () => {
    expect(productPicture('longjing-250', 'Longjing Green Tea')).toMatchInlineSnapshot(
      `"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img"><title>Longjing Green Tea</title><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#dff1f3"/><stop offset="1" stop-color="#8ecbd2"/></linearGradient></defs><path fill="url(#g)" d="M0 0h400v400H0z"/><circle cx="400" cy="400" r="110" fill="none" stroke="#1f7f8c" stroke-width="25" opacity=".8"/><circle cx="400" cy="400" r="190" fill="none" stroke="#f1fafb" stroke-width="25" opacity=".8"/><circle cx="400" cy="400" r="270" fill="none" stroke="#1f7f8c" stroke-width="25" opacity=".8"/><circle cx="400" cy="400" r="350" fill="none" stroke="#f1fafb" stroke-width="25" opacity=".8"/><circle cx="400" cy="400" r="430" fill="none" stroke="#1f7f8c" stroke-width="25" opacity=".8"/><circle cx="200" cy="200" r="78" fill="#f1fafb"/><text x="200" y="200" dy=".36em" text-anchor="middle" font-family="system-ui,sans-serif" font-size="60" font-weight="600" fill="#0d3940">LG</text></svg>"`,
    )
  })

  it('the drawing depends only on the SKU, not on the title', () => {
    const drawing = (svg: string) => svg.replace(/<title>.*<\/title>/, '').replace(/>[^<]*<\/text>/, '></text>')
    expect(drawing(productPicture('tent-2p', 'Tent'))).toBe(drawing(productPicture('tent-2p', '帐篷')))
  })

  it('pictures of different SKUs differ', () => {
    const pictures = Array.from({ length: 200 }, (_, place) => productPicture(`product-${place}`, 'Tea'))
    expect(new Set(pictures).size).toBeGreaterThan(190)
  })

  it('markup in a title is escaped', () => {
    const { name, letters } = textsOf(productPicture('a', `</title><script>alert("1")</script> & 'more'`))
    expect(name).toBe('&lt;/title&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;')
    expect(letters).toBe('T')
  })

  it('a title adds no element, no bare ampersand and no character that XML forbids', () => {
    fc.assert(
      fc.property(sku, title, (s, t) => {
        const svg = productPicture(s, t)
        const { name, letters } = textsOf(svg)
        expect(name + letters).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/)
        expect(svg).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u)
      }),
      { numRuns: 500 },
    )
  })

  it('a picture stays under 2 KB for the longest SKU and title', () => {
    fc.assert(
      fc.property(sku, fc.constantFrom('"', '&', '茶', '𠮷'), (s, sign) => {
        expect(new TextEncoder().encode(productPicture(s, sign.repeat(300))).length).toBeLessThan(2048)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['明前龙井绿茶 250g', '明'],
    ['65W 氮化镓充电器', '氮'],
    ['Hand-Hammered Wok 32 cm', 'HW'],
    ['27-inch 4K Monitor', 'M'],
    ['2024', '2'],
    ['', 'T'],
  ])('the letters for %j are %j', (text, letters) => {
    expect(textsOf(productPicture('tea-1', text)).letters).toBe(letters)
  })
})
