/** Reads the outline of a WebP (RFC 9649): chunks of a RIFF file, of which one has the size of the canvas. */
import { little16, little24, little32, nameAt } from './bytes.ts'
import type { Fault, Outline } from './outline.ts'

/** Null for another format. */
export function riffed(bytes: Uint8Array): Outline | Fault | null {
  if (nameAt(bytes, 0) !== 'RIFF' || nameAt(bytes, 8) !== 'WEBP') return null
  const end = 8 + little32(bytes, 4)
  if (end > bytes.byteLength) return 'damaged'
  let canvas: readonly [number, number] | null = null
  let frame: readonly [number, number] | null = null
  let at = 12
  while (at + 8 <= end) {
    const type = nameAt(bytes, at)
    const size = little32(bytes, at + 4)
    const next = at + 8 + size + (size % 2)
    if (next > end) return 'damaged'
    if (type === 'VP8X') canvas ??= [little24(bytes, at + 12) + 1, little24(bytes, at + 15) + 1]
    if (type === 'ANMF') frame ??= [little24(bytes, at + 14) + 1, little24(bytes, at + 17) + 1]
    if (type === 'VP8 ') frame ??= lossy(bytes, at + 8)
    if (type === 'VP8L') frame ??= lossless(bytes, at + 8)
    at = next
  }
  if (at !== end || !frame) return 'damaged'
  // A frame that exceeds its canvas would need more memory than the canvas declares.
  if (canvas && (frame[0] > canvas[0] || frame[1] > canvas[1])) return 'damaged'
  const [width, height] = canvas ?? frame
  return { format: 'webp', width, height, end }
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
