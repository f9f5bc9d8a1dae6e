/**
 * The addresses of uploaded images: the digest of the content, and its size in pixels. Pure.
 * Invariant: an address names one content permanently, and a page needs only the address to know an image's size.
 */
export const MEDIA_PATH = '/media/'

export const MEDIA_TYPES = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
} as const
export type MediaFormat = keyof typeof MEDIA_TYPES

export interface Media {
  /** The last part of the address. */
  readonly name: string
  /** SHA-256 in lower-case hex. */
  readonly digest: string
  readonly width: number
  readonly height: number
  readonly format: MediaFormat
}

const NAME = /^([0-9a-f]{64})-([1-9]\d{0,4})x([1-9]\d{0,4})\.(png|jpg|webp|avif)$/

export function mediaName({ digest, width, height, format }: Omit<Media, 'name'>): string {
  return `${digest}-${width}x${height}.${format}`
}

export function mediaNamed(name: string): Media | null {
  const [, digest = '', width, height, format] = NAME.exec(name) ?? []
  if (digest === '') return null
  // The cast: the expression has the formats.
  return { name, digest, width: Number(width), height: Number(height), format: format as MediaFormat }
}

/**
 * The uploaded image at an address, or null for an image elsewhere.
 * @example
 * import { mediaAt } from './name.ts'
 * mediaAt(`/media/${'0'.repeat(64)}-800x600.webp`)?.width // => 800
 * mediaAt('https://example.com/a.webp') // => null
 */
export function mediaAt(address: string): Media | null {
  return address.startsWith(MEDIA_PATH) ? mediaNamed(address.slice(MEDIA_PATH.length)) : null
}
