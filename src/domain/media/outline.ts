/** The outline that a reader of a format finds in a file, or the reason why the file is not accepted. */
import type { MediaFormat } from './name.ts'

export interface Outline {
  readonly format: MediaFormat
  readonly width: number
  readonly height: number
  /** The bytes of the image; further ones do not belong to it. */
  readonly end: number
}

export type Fault = 'unknown' | 'damaged' | 'trailing' | 'disguise' | 'large'
