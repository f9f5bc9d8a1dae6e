/** Reads and cleans JPEGs (ITU T.81), which are lists of parts. Invariant: the time is linear in the file. */
import { big16, nameAt } from './bytes.ts'
import { exifOf, orientationIn, turned } from './exif.ts'
import type { Fault, Format, Outline, Part } from './outline.ts'

const [START_OF_SCAN, END_OF_IMAGE, FIRST_CODED, FIRST_APP, EXIF, LAST_APP] = [0xda, 0xd9, 0xc0, 0xe0, 0xe1, 0xef]
/** Its part says how colours are stored. Adobe's programs write their captions under similar names elsewhere. */
const [ADOBE, ADOBE_BYTES] = [0xee, 16]
/** The markers C0 to CF begin a frame, except tables (C4, CC) and a reserved one (C8). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7
/** How to read the colours. All other parts of applications describe the picture, its maker or its preview. */
const PROFILE = 'ICC_PROFILE\0'
const JFIF_BYTES = 18

export const jpeg: Format = {
  isOne: (bytes) => nameAt(bytes, 0, 3) === '\xff\xd8\xff',

  outline(bytes): Outline | Fault {
    let [width, height, turn, hasData] = [0, 0, 0, false]
    for (const { type, from, to } of partsOf(bytes)) {
      if (isFrame(type)) [height, width] = [big16(bytes, from + 5), big16(bytes, from + 7)]
      if (type === EXIF) turn ||= turnIn(bytes.subarray(from + 4, to))
      if (type === START_OF_SCAN) hasData = width > 0
      if (type === END_OF_IMAGE) {
        if (!hasData) return 'damaged'
        return { format: 'jpg', ...turned(width, height, turn), end: to }
      }
    }
    return 'damaged'
  },

  *cleaned(bytes) {
    yield bytes.subarray(0, 2)
    let turn = 0
    for (const { type, from, to } of partsOf(bytes)) {
      const part = bytes.subarray(from, to)
      if (type >= FIRST_APP && type <= LAST_APP) {
        const name = nameAt(part, 4, 12)
        const found = type === EXIF && turn === 0 ? turnIn(part.subarray(4)) : 0
        const exif = exifOf(found)
        turn ||= found
        if (exif) yield new Uint8Array([0xff, EXIF, 0, exif.length + 8, ...EXIF_NAME, ...exif])
        else if (name === PROFILE) yield part
        else if (type === ADOBE && name.startsWith('Adobe') && part.byteLength >= ADOBE_BYTES) {
          yield new Uint8Array([0xff, type, 0, ADOBE_BYTES - 2, ...part.subarray(4, ADOBE_BYTES)])
        } else if (name.startsWith('JFIF\0') && part.byteLength >= JFIF_BYTES) {
          // Without the preview, which may show more than the picture.
          yield new Uint8Array([0xff, type, 0, JFIF_BYTES - 2, ...part.subarray(4, JFIF_BYTES - 2), 0, 0])
        }
        // Frames, tables and scans; the others are comments, or have no meaning.
      } else if (type >= FIRST_CODED && type < FIRST_APP) yield part
    }
  },
}

/** The parts up to the end of the image; without an end if they are damaged. A scan has its data. */
function* partsOf(bytes: Uint8Array): Iterable<Part<number>> {
  for (let at = 2; at + 2 <= bytes.byteLength; ) {
    const type = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return
    if (type === END_OF_IMAGE) return yield { type, from: at, to: at + 2 }
    if (type === 0xff || type === 0x01 || isRestart(type)) {
      // A byte that fills up, or a marker without a part.
      at += type === 0xff ? 1 : 2
      continue
    }
    const end = at + 2 + big16(bytes, at + 2)
    if (end < at + 4 || end > bytes.byteLength) return
    const to = type === START_OF_SCAN ? endOfScan(bytes, end) : end
    yield { type, from: at, to }
    at = to
  }
}

/** Within a scan, FF stands only before 00 and restart markers; another byte after it begins the next part. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at !== -1 && (bytes[at + 1] === 0 || isRestart(bytes[at + 1] ?? 0))) at = bytes.indexOf(0xff, at + 2)
  return at === -1 ? bytes.byteLength : at
}

const EXIF_NAME = [0x45, 0x78, 0x69, 0x66, 0, 0]

/** The orientation of a part of EXIF; other parts with this marker have none. */
function turnIn(content: Uint8Array): number {
  return nameAt(content, 0, 6) === 'Exif\0\0' ? orientationIn(content.subarray(6)) : 0
}
