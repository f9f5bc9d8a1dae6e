/**
 * How each format is read: the outline of a file, or the reason why it is not accepted, and what stays of it.
 * Invariant: the cleaned parts together are an image of the same format and pixels.
 */
import type { MediaFormat } from './name.ts'

export interface Outline {
  readonly format: MediaFormat
  readonly width: number
  readonly height: number
  /** The bytes of the image; further ones do not belong to it. */
  readonly end: number
}

export type Fault = 'unknown' | 'damaged' | 'trailing' | 'disguise' | 'large'

/** A part of a file: its type, and where it begins and ends. */
export interface Part<Type> {
  readonly type: Type
  readonly from: number
  readonly to: number
}

export interface Format {
  /** Whether the signature is that of the format. */
  isOne(bytes: Uint8Array): boolean
  outline(bytes: Uint8Array): Outline | Fault
  /** The parts of a whole image that stay: pixels, colours, frames, and the orientation. */
  cleaned(bytes: Uint8Array): Iterable<Uint8Array>
}
