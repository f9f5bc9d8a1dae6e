/**
 * Recognizes an image by its content: format, size in pixels, and where it ends. Pure.
 * Invariant: only a whole PNG, JPEG, WebP or AVIF passes, regardless of its name and declared type, and nothing follows it.
 */
import { accept, type Result, refuse } from '../result.ts'
import { boxed } from './avif.ts'
import { disguiseIn } from './disguise.ts'
import { chunked } from './jpeg-png.ts'
import type { MediaFormat } from './name.ts'
import type { Fault, Outline } from './outline.ts'
import { riffed } from './webp.ts'

/** Browsers hold four bytes for each pixel, however small the file is. */
export const MAX_PIXELS = 50_000_000
export const MAX_SIDE = 12_000

export function readImage(bytes: Uint8Array): Result<Outline, Fault> {
  const outline = outlineOf(bytes)
  if (typeof outline === 'string') return refuse(outline)
  const { width, height, end, format } = outline
  if (width < 1 || height < 1) return refuse('damaged')
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) return refuse('large')
  if (end !== bytes.byteLength && !isExpendable(format, bytes.subarray(end))) return refuse('trailing')
  return disguiseIn(bytes.subarray(0, end)) ? refuse('disguise') : accept(outline)
}

function outlineOf(bytes: Uint8Array): Outline | Fault {
  return chunked(bytes) ?? riffed(bytes) ?? boxed(bytes) ?? 'unknown'
}

/** Cameras append a preview to a JPEG, or fill it up with zeros; both are cut off. */
function isExpendable(format: MediaFormat, rest: Uint8Array): boolean {
  const isPreview = rest[0] === 0xff && rest[1] === 0xd8 && rest[2] === 0xff
  return format === 'jpg' && (isPreview || rest.every((byte) => byte === 0))
}
