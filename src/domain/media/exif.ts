/**
 * The orientation in a block of EXIF, and a block that has nothing else (CIPA DC-008, TIFF 6.0). Invariant: reading takes
 * at most one look at each entry that lies within the block.
 */
import { big16, big32, little16, little32, nameAt } from './bytes.ts'

const ORIENTATION = 0x0112
/** A file in big-endian order with one list of one entry, a number of 16 bits. */
const HEAD = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, ORIENTATION >> 8, ORIENTATION & 0xff, 0, 3, 0, 0, 0, 1, 0]

/** From 1 to 8; 0 for a block that names none. */
export function orientationIn(tiff: Uint8Array): number {
  const [short, long] = nameAt(tiff, 0, 2) === 'II' ? [little16, little32] : [big16, big32]
  const list = long(tiff, 4)
  for (let entry = 0; entry < short(tiff, list); entry++) {
    const at = list + 2 + entry * 12
    if (at > tiff.byteLength) return 0
    const value = short(tiff, at) === ORIENTATION ? short(tiff, at + 8) : 0
    if (value >= 1 && value <= 8) return value
  }
  return 0
}

/** The size at which browsers show a JPEG or PNG; they do not turn a WebP. */
export function turned(width: number, height: number, orientation: number) {
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}

/** A block for pictures that are not shown as they are stored; null for all others. */
export function exifOf(orientation: number): readonly number[] | null {
  return orientation > 1 ? [...HEAD, orientation, 0, 0, 0, 0, 0, 0] : null
}
