/**
 * A placeholder picture for a product without a photograph. Invariants: the same SKU and title give the same bytes
 * everywhere; the drawing depends only on the SKU; the picture is always smaller than 2 KB.
 */

/** A list with at least one entry. */
type Choice<T> = readonly [T, ...T[]]

/** A light and a deeper background, the colours of two shapes, and the ink of the letters. */
type Palette = readonly [light: string, deep: string, first: string, second: string, ink: string]

const PALETTES: Choice<Palette> = [
  ['#fde8d7', '#f6b48f', '#e4572e', '#fff3e6', '#5b1f10'],
  ['#e2f0ea', '#9ccfb8', '#2f7f67', '#f4fbf7', '#12392e'],
  ['#e3ecfa', '#9fbdea', '#3461b5', '#f5f8fe', '#14274d'],
  ['#f7e4ee', '#e0a3c2', '#a83a74', '#fdf4f8', '#4a1331'],
  ['#fbf0cf', '#eec960', '#c98a12', '#fffaea', '#4d3405'],
  ['#ebe6f7', '#b8a7e0', '#6a4bb0', '#f8f6fd', '#2a1b52'],
  ['#dff1f3', '#8ecbd2', '#1f7f8c', '#f1fafb', '#0d3940'],
  ['#efeae2', '#cdbfa8', '#8a6f4b', '#faf8f4', '#3a2d1b'],
]

/** Returns a whole number from 0 (inclusive) to `below` (exclusive). */
type Draw = (below: number) => number

/** An SVG of 400 × 400 for `sku`; `title` gives its letters and its accessible name. */
export function productPicture(sku: string, title: string): string {
  const draw = drawsFrom(sku)
  const palette = oneOf(PALETTES, draw)
  const [light, deep, , second, ink] = palette
  const composition = oneOf(COMPOSITIONS, draw)
  const letters = escaped(lettersOf(title) || lettersOf(sku))
  const tilt = draw(2)
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">' +
    `<title>${escaped(shortened(title))}</title>` +
    `<defs><linearGradient id="g" x1="${tilt}" y1="0" x2="${1 - tilt}" y2="1"><stop stop-color="${light}"/>` +
    `<stop offset="1" stop-color="${deep}"/></linearGradient></defs><path fill="url(#g)" d="M0 0h400v400H0z"/>` +
    composition(draw, palette) +
    `<circle cx="200" cy="200" r="78" fill="${second}"/>` +
    `<text x="200" y="200" dy=".36em" text-anchor="middle" font-family="system-ui,sans-serif" font-size="60" ` +
    `font-weight="600" fill="${ink}">${letters}</text></svg>`
  )
}

function oneOf<T>(choice: Choice<T>, draw: Draw): T {
  return choice[draw(choice.length)] ?? choice[0]
}

type Composition = (draw: Draw, palette: Palette) => string

/** One large disc, crossed by a smaller one. */
function discs(draw: Draw, [, deep, first, second]: Palette): string {
  const x = 90 + draw(220)
  const y = 80 + draw(80)
  return (
    `<circle cx="${x}" cy="${y}" r="${110 + draw(40)}" fill="${first}" opacity=".85"/>` +
    `<circle cx="${400 - x}" cy="${400 - y}" r="${90 + draw(50)}" fill="${deep}"/>` +
    `<circle cx="${x}" cy="${400 - y}" r="${24 + draw(20)}" fill="${second}" opacity=".8"/>`
  )
}

/** A sun above three ranges of hills. */
function hills(draw: Draw, [, deep, first, second]: Palette): string {
  const range = (top: number, fill: string, opacity: string) => {
    const crest = top - 70 - draw(50)
    const middle = 130 + draw(140)
    return `<path d="M0 ${top}Q${middle - 60} ${crest} ${middle} ${top - 15}T400 ${top - draw(40)}V400H0z" fill="${fill}" opacity="${opacity}"/>`
  }
  return (
    `<circle cx="${60 + draw(2) * 230 + draw(50)}" cy="${70 + draw(30)}" r="46" fill="${second}"/>` +
    range(240, deep, '.8') +
    range(300, first, '.55') +
    range(350, first, '1')
  )
}

/** Rings that open from one corner. */
function rings(draw: Draw, [, , first, second]: Palette): string {
  const x = draw(2) * 400
  const y = draw(2) * 400
  const width = 18 + draw(16)
  return [110, 190, 270, 350, 430]
    .map((radius, place) => {
      const stroke = place % 2 === 0 ? first : second
      return `<circle cx="${x}" cy="${y}" r="${radius}" fill="none" stroke="${stroke}" stroke-width="${width}" opacity=".8"/>`
    })
    .join('')
}

/** A quilt of quarter circles, four by four. */
function quilt(draw: Draw, [, , first, second]: Palette): string {
  const turns = [
    'h100a100 100 0 0 1-100 100z',
    'h100v100a100 100 0 0 1-100-100z',
    'm100 0v100h-100a100 100 0 0 1 100-100z',
    'v100h100a100 100 0 0 0-100-100z',
  ]
  const paths = ['', '']
  for (let cell = 0; cell < 16; cell++) {
    const side = draw(3)
    if (side < 2) paths[side] += `M${(cell % 4) * 100} ${Math.floor(cell / 4) * 100}${turns[draw(4)]}`
  }
  return `<path d="${paths[0]}" fill="${first}" opacity=".8"/><path d="${paths[1]}" fill="${second}" opacity=".7"/>`
}

/** Slanted bands across the whole ground. */
function bands(draw: Draw, [, deep, first, second]: Palette): string {
  const lean = draw(2) === 0 ? 120 : -120
  let left = -100 + draw(40)
  const drawn = [first, second, deep, first].map((fill) => {
    const width = 36 + draw(60)
    const band = `<path d="M${left} 0h${width}l${lean} 400h-${width}z" fill="${fill}" opacity=".8"/>`
    left += width + 50 + draw(40)
    return band
  })
  return drawn.join('')
}

const COMPOSITIONS: Choice<Composition> = [discs, hills, rings, quilt, bands]

/** FNV-1a over the SKU seeds a mulberry32 sequence: both are small and give the same result on every platform. */
function drawsFrom(sku: string): Draw {
  let state = 0x811c9dc5
  for (let at = 0; at < sku.length; at++) state = Math.imul(state ^ sku.charCodeAt(at), 0x01000193)
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** The first Chinese character of a title; else the initials of two words; else its first letter or digit. */
function lettersOf(title: string): string {
  const chinese = /\p{Script=Han}/u.exec(title)
  if (chinese) return chinese[0]
  const initials = [...title.matchAll(/(?<!\S)\p{L}/gu)].slice(0, 2).map((match) => match[0])
  return (initials.join('') || (/[\p{L}\p{N}]/u.exec(title)?.[0] ?? '')).toUpperCase()
}

const LONGEST_TITLE = 60

function shortened(title: string): string {
  const signs = Array.from(title)
  return signs.length <= LONGEST_TITLE ? title : `${signs.slice(0, LONGEST_TITLE - 1).join('')}…`
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
