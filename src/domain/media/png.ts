/** Reads and cleans PNGs (W3C PNG), which are lists of chunks. Invariant: the time is linear in the file. */
import { big32, nameAt } from './bytes.ts'
import { exifOf, orientationIn, turned } from './exif.ts'
import type { Fault, Format, Outline, Part } from './outline.ts'

const HEAD_BYTES = 8
/** Pixels, colours and frames. All other chunks describe the picture or its maker. */
const KEPT = /^(?:IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|cICP|mDCV|cLLI|sBIT|bKGD|pHYs|acTL|fcTL|fdAT)$/
const EXIF = 'eXIf'

export const png: Format = {
  isOne: (bytes) => nameAt(bytes, 0, HEAD_BYTES) === '\x89PNG\r\n\x1a\n',

  outline(bytes): Outline | Fault {
    if (nameAt(bytes, 12) !== 'IHDR' || big32(bytes, HEAD_BYTES) !== 13) return 'damaged'
    let [turn, hasData] = [0, false]
    for (const { type, from, to } of partsOf(bytes)) {
      if (type === EXIF) turn ||= orientationIn(bytes.subarray(from + 8, to))
      if (type === 'IDAT') hasData = true
      if (type === 'IEND' && hasData)
        return { format: 'png', ...turned(big32(bytes, 16), big32(bytes, 20), turn), end: to }
    }
    return 'damaged'
  },

  *cleaned(bytes) {
    yield bytes.subarray(0, HEAD_BYTES)
    let turn = 0
    for (const { type, from, to } of partsOf(bytes)) {
      const part = bytes.subarray(from, to)
      const found = type === EXIF && turn === 0 ? orientationIn(part.subarray(8)) : 0
      const exif = exifOf(found)
      turn ||= found
      if (exif) yield chunkOf(exif)
      if (KEPT.test(type)) yield part
    }
  },
}

/** The chunks up to the last one; without an end if they are damaged. */
function* partsOf(bytes: Uint8Array): Iterable<Part<string>> {
  for (let at = HEAD_BYTES; at + 12 <= bytes.byteLength; ) {
    const type = nameAt(bytes, at + 4)
    const to = at + 12 + big32(bytes, at)
    if (to > bytes.byteLength || !/^[A-Za-z]{4}$/.test(type)) return
    yield { type, from: at, to }
    if (type === 'IEND') return
    at = to
  }
}

/** A chunk of EXIF: its length, its name, its content and the checksum of both. */
function chunkOf(exif: readonly number[]): Uint8Array {
  const content = [...EXIF].map((each) => each.charCodeAt(0)).concat(exif)
  let sum = -1
  for (const byte of content) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return new Uint8Array([0, 0, 0, exif.length, ...content, ...[24, 16, 8, 0].map((shift) => (~sum >>> shift) & 0xff)])
}
