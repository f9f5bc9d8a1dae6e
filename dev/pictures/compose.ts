/**
 * Composes a product's picture: objects on the ground of the product's category, with a soft shadow. Invariants: the
 * same product gives the same bytes everywhere, ids within a picture are unique, and no title reaches the markup.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Ground, groundOf } from '../../src/faces/shop/grounds.ts'
import type { LoadedProduct } from '../../src/tiers/record/record.ts'
import { DRAWN } from './drawn.ts'
import { OBJECTS, type Part, UNKNOWN } from './objects.ts'

/** Units of the picture's side, and of the side of an object's own drawing. */
const SIDE = 400
const OWN_SIDE = 32
/** Share of the side that a single object takes. */
const USUAL_SIZE = 0.58

/** Light and dark colours of the design's tokens: an SVG in an `img` follows the scheme of the page. */
const COLOURS: { readonly [G in Ground]: readonly [light: string, dark: string] } = {
  sage: ['#e3ebdd', '#2a332a'],
  lavender: ['#e8e4f0', '#2e2b37'],
  rose: ['#f3e1de', '#382b2a'],
  apricot: ['#f6e6d2', '#382f23'],
  sky: ['#dfe9ef', '#26303a'],
}

export interface Pictured {
  readonly sku: string
  readonly category: string
  readonly title: string
}

/** A picture shows the text of one locale only. */
const LOCALE = 'zh-CN'

/** A file for each picture that the products name; variants that look alike share one. */
export function picturesOf(products: readonly Pick<LoadedProduct, 'images' | 'category' | 'title'>[]) {
  const named = new Map(products.map((product) => [String(product.images[0]).slice(1), product]))
  return [...named].map(([name, { category, title }]) => {
    const sku = name.replace(/^pictures\/|\.svg$/g, '')
    return { name, text: productPicture({ sku, category, title: title[LOCALE] ?? sku }) }
  })
}

export function productPicture({ sku, category, title }: Pictured): string {
  const [light, dark] = COLOURS[groundOf(category)]
  const parts = (OBJECTS[sku] ?? [UNKNOWN]).map(drawn)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}" width="${SIDE}" height="${SIDE}" role="img">` +
    `<title>${escaped(title)}</title><style>.ground{fill:${light}}@media(prefers-color-scheme:dark){.ground{fill:${dark}}}</style>` +
    '<filter id="shadow" x="-20%" y="-20%" width="140%" height="150%" color-interpolation-filters="sRGB">' +
    '<feDropShadow dx="0" dy="12" stdDeviation="11" flood-color="#1e1c17" flood-opacity=".24"/></filter>' +
    `<path class="ground" d="M0 0h${SIDE}v${SIDE}H0z"/><g filter="url(#shadow)">${parts.join('')}</g></svg>`
  )
}

/** Draws one object, in the middle unless the part has a position. */
function drawn(
  { icon, size = USUAL_SIZE, x = 0, y = 0, turn = 0, hue = 0, saturation = 1 }: Part,
  place: number,
): string {
  const scale = (size * SIDE) / OWN_SIDE
  const [left, top] = [x, y].map((offset) => round(SIDE / 2 + offset * SIDE - (size * SIDE) / 2))
  const middle = OWN_SIDE / 2
  const turned = turn === 0 ? '' : ` rotate(${turn} ${middle} ${middle})`
  const tint = tintOf(place, hue, saturation)
  const body = withOwnIds(bodyOf(icon), `p${place}`)
  return `${tint.filter}<g transform="translate(${left} ${top}) scale(${round(scale)})${turned}"${tint.use}>${body}</g>`
}

function tintOf(place: number, hue: number, saturation: number): { readonly filter: string; readonly use: string } {
  if (hue === 0 && saturation === 1) return { filter: '', use: '' }
  const steps =
    (hue === 0 ? '' : `<feColorMatrix type="hueRotate" values="${hue}"/>`) +
    (saturation === 1 ? '' : `<feColorMatrix type="saturate" values="${saturation}"/>`)
  const filter = `<filter id="tint${place}" color-interpolation-filters="sRGB">${steps}</filter>`
  return { filter, use: ` filter="url(#tint${place})"` }
}

interface IconSet {
  readonly icons: { readonly [name: string]: { readonly body: string } | undefined }
}

// Not `import.meta.resolve`, which vitest lacks where it builds the assets for a ring.
const file = createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji/icons.json')
// The cast: the shape of an icon set of Iconify. Its licence is MIT; docs/storefront.md names it.
const { icons } = JSON.parse(readFileSync(file, 'utf8')) as IconSet

/** Throws when there is no object with this name. */
function bodyOf(icon: string): string {
  const body = DRAWN[icon] ?? icons[icon]?.body
  if (body === undefined) throw new Error(`there is no object ${icon}`)
  return body.replace(/\d*\.\d{4,}/g, (number) => String(round(Number(number))))
}

function withOwnIds(body: string, prefix: string): string {
  return body
    .replace(/\bid="([^"]+)"/g, `id="${prefix}$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}$1"`)
}

/** Thousandths of a unit are far below a pixel. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

const ENTITIES: { readonly [sign: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes markup and omits characters that XML 1.0 forbids even when escaped (production 2, Char). */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '')
}
