/** Reads and cleans WebPs (RFC 9649): chunks of a RIFF file, of which one has the size of the canvas. */
import { little16, little24, little32, nameAt } from './bytes.ts'
import { exifOf, orientationIn } from './exif.ts'
import type { Fault, Format, Outline, Part } from './outline.ts'

/** Pixels, colours and frames. All other chunks describe the picture or its maker. */
const KEPT = /^(?:ICCP|ANIM|ANMF|ALPH|VP8[ L])$/
const EXTENDED = 'VP8X'
/** Bits of the extended header that announce metadata. */
const [HAS_EXIF, HAS_XMP] = [0x08, 0x04]

export const webp: Format = {
  isOne: (bytes) => nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WEBP',

  outline(bytes): Outline | Fault {
    const end = endOf(bytes)
    if (end > bytes.byteLength) return 'damaged'
    let canvas: readonly [number, number] | null = null
    let frame: readonly [number, number] | null = null
    let last = 12
    for (const { type, from: at, to } of partsOf(bytes)) {
      if (type === EXTENDED) canvas ??= [little24(bytes, at + 12) + 1, little24(bytes, at + 15) + 1]
      if (type === 'ANMF') frame ??= [little24(bytes, at + 14) + 1, little24(bytes, at + 17) + 1]
      if (type === 'VP8 ') frame ??= lossy(bytes, at + 8)
      if (type === 'VP8L') frame ??= lossless(bytes, at + 8)
      last = to
    }
    if (last !== end || !frame) return 'damaged'
    // A frame that exceeds its canvas would need more memory than the canvas declares.
    if (canvas && (frame[0] > canvas[0] || frame[1] > canvas[1])) return 'damaged'
    const [width, height] = canvas ?? frame
    return { format: 'webp', width, height, end }
  },

  *cleaned(bytes) {
    const exif = exifOf(turnIn(bytes))
    const kept = (type: string) => type === EXTENDED || KEPT.test(type)
    let size = exif ? exif.length + 12 : 4
    for (const { type, from, to } of partsOf(bytes)) if (kept(type)) size += to - from
    yield bytes.subarray(0, 4)
    yield new Uint8Array([0, 8, 16, 24].map((shift) => (size >>> shift) & 0xff))
    yield bytes.subarray(8, 12)
    for (const { type, from, to } of partsOf(bytes)) {
      const part = bytes.subarray(from, to)
      if (type === EXTENDED) {
        const flags = (part[8] ?? 0) & ~(HAS_EXIF | HAS_XMP)
        yield new Uint8Array([...part.subarray(0, 8), exif ? flags | HAS_EXIF : flags, ...part.subarray(9, 18)])
        yield part.subarray(18)
      } else if (kept(type)) yield part
    }
    if (exif) yield new Uint8Array([...'EXIF'].map((each) => each.charCodeAt(0)).concat(exif.length, 0, 0, 0, ...exif))
  },
}

const endOf = (bytes: Uint8Array) => 8 + little32(bytes, 4)

/** The chunks within the file that the head announces; an odd one has a byte more. They stop where one is damaged. */
function* partsOf(bytes: Uint8Array): Iterable<Part<string>> {
  const end = endOf(bytes)
  for (let at = 12; at + 8 <= end; ) {
    const size = little32(bytes, at + 4)
    const to = at + 8 + size + (size % 2)
    if (to > end) return
    yield { type: nameAt(bytes, at), from: at, to }
    at = to
  }
}

/** The orientation of a picture with an extended header; others cannot have one. Some programs write the name of JPEG's part. */
function turnIn(bytes: Uint8Array): number {
  let isExtended = false
  for (const { type, from, to } of partsOf(bytes)) {
    isExtended ||= type === EXTENDED
    const content = bytes.subarray(from + 8, to)
    if (type === 'EXIF' && isExtended) {
      return orientationIn(nameAt(content, 0, 6) === 'Exif\0\0' ? content.subarray(6) : content)
    }
  }
  return 0
}

function lossy(bytes: Uint8Array, at: number): readonly [number, number] | null {
  if (nameAt(bytes, at + 3, 3) !== '\x9d\x01\x2a') return null
  return [little16(bytes, at + 6) & 0x3fff, little16(bytes, at + 8) & 0x3fff]
}

function lossless(bytes: Uint8Array, at: number): readonly [number, number] | null {
  if (bytes[at] !== 0x2f) return null
  const both = little32(bytes, at + 1)
  return [(both & 0x3fff) + 1, ((both >>> 14) & 0x3fff) + 1]
}
