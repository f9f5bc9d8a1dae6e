/**
 * The words by which the record finds the products that show an upload. Their colon is in no word of a query, so that no
 * search finds them.
 */
import { mediaOf, type ProductImage } from '../media/image.ts'
import type { Media } from '../media/name.ts'

/** The record's limit of a word. */
const MAX_LENGTH = 64

export function mediaTerm({ digest }: Pick<Media, 'digest'>): string {
  return `:${digest}`.slice(0, MAX_LENGTH)
}

export function mediaTerms(images: readonly ProductImage[]): readonly { readonly term: string; readonly weight: 0 }[] {
  return mediaOf(images).map((media) => ({ term: mediaTerm(media), weight: 0 }))
}
