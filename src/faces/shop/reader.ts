/**
 * The reader of a page, as far as parts of pages need to know: language, paths and amounts. The server's page is one; the
 * pages' script has another, so that both make the same markup with the same functions.
 */
import type { Money } from '../../contract/answers/shapes.ts'
import type { Language, Translated } from './languages.ts'

export interface Reader {
  readonly language: Language
  readonly locale: string
  /** The path of a page in the reader's language: `/products` is `/en/products`. */
  path(rest: string): string
  texts<Texts>(table: Translated<Texts>): Texts
  money(amount: Money): string
  /** The address of a picture of the catalogue. */
  picture(path: string): string
  /** Whether Cloudflare resizes images of this origin. */
  readonly isResized: boolean
}
