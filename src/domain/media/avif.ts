/**
 * Reads the outline of an AVIF (ISO/IEC 14496-12 and 23008-12): nested boxes; the property `ispe` has the size of an item.
 * Invariant: every box ends within the one that holds it.
 */
import { big32, nameAt } from './bytes.ts'
import type { Fault, Format, Outline } from './outline.ts'

interface Box {
  readonly type: string
  readonly from: number
  readonly to: number
}

/** Far more than an image has; bounds the work for a file of empty boxes. */
const MAX_BOXES = 10_000

export const avif: Format = {
  isOne: (bytes) => nameAt(bytes, 4) === 'ftyp',
  outline: outlineOf,
  cleaned: (bytes) => [bytes],
}

function outlineOf(bytes: Uint8Array): Outline | Fault {
  const boxes = boxesIn(bytes, 0, bytes.byteLength)
  const [head] = boxes ?? []
  if (!boxes || !head) return 'damaged'
  const brands: readonly string[] =
    nameAt(bytes, head.from, Math.min(head.to - head.from, 256)).match(/[\s\S]{4}/g) ?? []
  if (!brands.includes('avif')) return 'unknown'
  const meta = boxes.find(({ type }) => type === 'meta')
  // The boxes of `meta` begin after its version and flags.
  const inside = meta && boxesIn(bytes, meta.from + 4, meta.to)
  const hasData = boxes.some(({ type }) => type === 'mdat') || inside?.some(({ type }) => type === 'idat')
  const properties = propertiesIn(bytes, inside ?? [])
  if (!hasData || !properties) return 'damaged'
  // The whole image is the largest item; others are its tiles and its alpha.
  const sizes = properties.filter(({ type }) => type === 'ispe').map(({ from }) => [from + 4, from + 8] as const)
  const [width, height] = [0, 1].map((side) => Math.max(0, ...sizes.map((places) => big32(bytes, places[side] ?? 0))))
  const turn = properties.find(({ type }) => type === 'irot')
  const isTurned = turn !== undefined && ((bytes[turn.from] ?? 0) & 1) === 1
  const size = { width: width ?? 0, height: height ?? 0 }
  return {
    format: 'avif',
    ...(isTurned ? { width: size.height, height: size.width } : size),
    end: bytes.byteLength,
  }
}

function propertiesIn(bytes: Uint8Array, inside: readonly Box[]): readonly Box[] | null {
  const all = inside.find(({ type }) => type === 'iprp')
  const list = all && boxesIn(bytes, all.from, all.to)?.find(({ type }) => type === 'ipco')
  return list ? boxesIn(bytes, list.from, list.to) : null
}

/** Null when the boxes do not fill the range exactly. */
function boxesIn(bytes: Uint8Array, start: number, end: number): readonly Box[] | null {
  const boxes: Box[] = []
  let at = start
  while (at + 8 <= end && boxes.length < MAX_BOXES) {
    const short = big32(bytes, at)
    const isLong = short === 1
    const size = isLong ? big32(bytes, at + 8) * 2 ** 32 + big32(bytes, at + 12) : short
    const from = at + (isLong ? 16 : 8)
    if (from > at + size || at + size > end) return null
    boxes.push({ type: nameAt(bytes, at + 4), from, to: at + size })
    at += size
  }
  return at === end ? boxes : null
}
