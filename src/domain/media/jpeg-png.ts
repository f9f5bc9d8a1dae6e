/**
 * Reads the outlines of PNG and JPEG, which are both lists of parts with a length. PNG: RFC 2083 and W3C PNG; JPEG: ITU
 * T.81. Invariant: the time is linear in the file.
 */
import { big16, big32, little16, little32, nameAt } from './bytes.ts'
import type { Fault, Outline } from './outline.ts'

/** Null for another format. */
export function chunked(bytes: Uint8Array): Outline | Fault | null {
  if (nameAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return png(bytes)
  return nameAt(bytes, 0, 3) === '\xff\xd8\xff' ? jpeg(bytes) : null
}

function png(bytes: Uint8Array): Outline | Fault {
  if (nameAt(bytes, 12) !== 'IHDR' || big32(bytes, 8) !== 13) return 'damaged'
  let hasData = false
  for (let at = 8; at + 12 <= bytes.byteLength; ) {
    const type = nameAt(bytes, at + 4)
    const end = at + 12 + big32(bytes, at)
    if (end > bytes.byteLength || !/^[A-Za-z]{4}$/.test(type)) return 'damaged'
    if (type === 'IDAT') hasData = true
    if (type === 'IEND') {
      return hasData ? { format: 'png', width: big32(bytes, 16), height: big32(bytes, 20), end } : 'damaged'
    }
    at = end
  }
  return 'damaged'
}

const [START_OF_SCAN, END_OF_IMAGE, EXIF] = [0xda, 0xd9, 0xe1]
/** The markers C0 to CF begin a frame, except tables (C4, CC) and a reserved one (C8). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7

function jpeg(bytes: Uint8Array): Outline | Fault {
  let [width, height, isTurned, hasData] = [0, 0, false, false]
  for (let at = 2; at + 2 <= bytes.byteLength; ) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return 'damaged'
    if (marker === END_OF_IMAGE) {
      if (!hasData) return 'damaged'
      const size = isTurned ? { width: height, height: width } : { width, height }
      return { format: 'jpg', ...size, end: at + 2 }
    }
    if (marker === 0xff || marker === 0x01 || isRestart(marker)) {
      // A byte that fills up, or a marker without a part.
      at += marker === 0xff ? 1 : 2
      continue
    }
    const end = at + 2 + big16(bytes, at + 2)
    if (end < at + 4 || end > bytes.byteLength) return 'damaged'
    if (isFrame(marker)) [height, width] = [big16(bytes, at + 5), big16(bytes, at + 7)]
    if (marker === EXIF) isTurned ||= turns(bytes.subarray(at + 4, end))
    at = end
    if (marker === START_OF_SCAN) {
      hasData = width > 0
      at = endOfScan(bytes, end)
    }
  }
  return 'damaged'
}

/** Within a scan, FF stands only before 00 and restart markers; another byte after it begins the next part. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at !== -1 && (bytes[at + 1] === 0 || isRestart(bytes[at + 1] ?? 0))) at = bytes.indexOf(0xff, at + 2)
  return at === -1 ? bytes.byteLength : at
}

const ORIENTATION = 0x0112

/** Whether the camera was held upright, so that browsers show width and height exchanged. */
function turns(exif: Uint8Array): boolean {
  if (nameAt(exif, 0, 6) !== 'Exif\0\0') return false
  const tiff = exif.subarray(6)
  const isLittle = nameAt(tiff, 0, 2) === 'II'
  const [short, long] = isLittle ? [little16, little32] : [big16, big32]
  const list = long(tiff, 4)
  for (let entry = 0; entry < short(tiff, list); entry++) {
    const at = list + 2 + entry * 12
    if (at > tiff.byteLength) return false
    if (short(tiff, at) === ORIENTATION) return short(tiff, at + 8) >= 5 && short(tiff, at + 8) <= 8
  }
  return false
}
