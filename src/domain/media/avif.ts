/**
 * Reads and cleans AVIFs (ISO/IEC 14496-12 and 23008-12): nested boxes; the property `ispe` has the size of an item.
 * Invariant: every box ends within the one that holds it.
 */
import { big16, big32, nameAt } from './bytes.ts'
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
  cleaned: (bytes) => [withoutItems(bytes)],
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

/** Items with EXIF and with XMP. */
const METADATA = /^(?:Exif|mime)$/

/**
 * The places of items are numbers within the file, so metadata is overwritten by zeros where it stands, and nothing moves.
 * The orientation is a property of AVIF itself. Metadata outside of the boxes with data would be part of the lists that
 * are read here: nothing is left of such a file, which is found as damage when the file is read again.
 */
function withoutItems(bytes: Uint8Array): Uint8Array {
  const boxes = boxesIn(bytes, 0, bytes.byteLength) ?? []
  const meta = boxes.find(({ type }) => type === 'meta')
  const inside = (meta && boxesIn(bytes, meta.from + 4, meta.to)) ?? []
  const [list, places, data] = ['iinf', 'iloc', 'idat'].map((name) => inside.find(({ type }) => type === name))
  const holders = [...boxes.filter(({ type }) => type === 'mdat'), ...(data ? [data] : [])]
  // A list of the first version counts in two bytes.
  const entries = (list && boxesIn(bytes, list.from + (bytes[list.from] === 0 ? 6 : 8), list.to)) ?? []
  const ids = new Set(entries.flatMap(({ from }) => idOf(bytes, from)))
  if (!places || ids.size === 0) return bytes
  const left = bytes.slice()
  // Bounds the work for places that overlap.
  let room = bytes.byteLength
  for (const { id, method, from, length } of extentsIn(bytes, places)) {
    if (!ids.has(id) || room <= 0) continue
    const start = from + (method === 1 ? (data?.from ?? 0) : 0)
    const holder = holders.find((box) => box.from <= start && start + length <= box.to)
    if (!holder) return new Uint8Array()
    left.fill(0, start, length > 0 ? start + length : holder.to)
    room -= length
  }
  return left
}

/** The id of an entry with metadata. */
function idOf(bytes: Uint8Array, from: number): number[] {
  const isLong = (bytes[from] ?? 0) > 2
  if (!METADATA.test(nameAt(bytes, from + (isLong ? 10 : 8)))) return []
  return [isLong ? big32(bytes, from + 4) : big16(bytes, from + 4)]
}

/** The places of items (`iloc`), in which most numbers have the sizes that the box states. */
function* extentsIn(bytes: Uint8Array, { from, to }: Box) {
  const version = bytes[from] ?? 0
  let at = from + 6
  const [sizes, more] = [bytes[from + 4] ?? 0, bytes[from + 5] ?? 0]
  const number = (size: number): number => {
    let value = 0
    for (const end = at + size; at < end; at++) value = value * 256 + (bytes[at] ?? 0)
    return value
  }
  const idSize = version < 2 ? 2 : 4
  let budget = MAX_BOXES
  for (let items = number(idSize); items > 0 && at < to; items--) {
    const id = number(idSize)
    const method = version > 0 ? number(2) & 15 : 0
    at += 2
    const base = number(more >> 4)
    for (let extents = number(2); extents > 0 && at <= to && budget > 0; extents--, budget--) {
      at += version > 0 ? more & 15 : 0
      const [offset, length] = [number(sizes >> 4), number(sizes & 15)]
      yield { id, method, from: base + offset, length }
    }
  }
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
