/**
 * Recognizes an image by its content, and removes what it says about its maker, place and time. Pure. Invariant: only a
 * whole PNG, JPEG, WebP or AVIF passes, regardless of its name and declared type, and nothing follows it.
 */
import { accept, type Result, refuse } from '../result.ts'
import { avif } from './avif.ts'
import { disguiseIn } from './disguise.ts'
import { jpeg } from './jpeg.ts'
import type { MediaFormat } from './name.ts'
import type { Fault, Format, Outline } from './outline.ts'
import { png } from './png.ts'
import { webp } from './webp.ts'

/** Browsers hold four bytes for each pixel, however small the file is. */
export const MAX_PIXELS = 50_000_000
export const MAX_SIDE = 12_000

/** An accepted image, without what it said about its maker, place and time. */
export interface Image extends Omit<Outline, 'end'> {
  readonly bytes: Uint8Array<ArrayBuffer>
}

const FORMATS: readonly Format[] = [png, jpeg, webp, avif]
/** A block with an orientation may be longer than the one that it replaces. */
const ROOM = 64

export function readImage(given: Uint8Array): Result<Image, Fault> {
  const format = FORMATS.find((each) => each.isOne(given))
  const outline = format?.outline(given) ?? 'unknown'
  if (!format || typeof outline === 'string') return refuse(typeof outline === 'string' ? outline : 'unknown')
  const { end } = outline
  if (end !== given.byteLength && !isExpendable(outline.format, given.subarray(end))) return refuse('trailing')
  const bytes = joined(format.cleaned(given.subarray(0, end)), end + ROOM)
  // The orientation that stays decides the size.
  const kept = format.outline(bytes)
  if (typeof kept === 'string') return refuse(kept)
  const { width, height } = kept
  if (width < 1 || height < 1) return refuse('damaged')
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) return refuse('large')
  return disguiseIn(bytes) ? refuse('disguise') : accept({ format: kept.format, width, height, bytes })
}

/** One buffer, because a hostile file has millions of parts. */
function joined(parts: Iterable<Uint8Array>, room: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(room)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.byteLength
  }
  return all.subarray(0, at)
}

/** Cameras append a preview to a JPEG, or fill it up with zeros; both are cut off. */
function isExpendable(format: MediaFormat, rest: Uint8Array): boolean {
  const isPreview = rest[0] === 0xff && rest[1] === 0xd8 && rest[2] === 0xff
  return format === 'jpg' && (isPreview || rest.every((byte) => byte === 0))
}
