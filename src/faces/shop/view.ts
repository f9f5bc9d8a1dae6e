/** A page without its frame, as a handler returns it. */
import type { HtmlEscapedString } from 'hono/utils/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Offered } from './languages.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString> | ''

export interface View {
  /** Names the page in the style sheet. */
  readonly name: string
  /** The title of the browser's tab; the frame adds the shop's name. */
  readonly title: string
  readonly content: Html
  readonly description?: string
  /** The path after the language under which search engines list the page; absent if they must not list it. */
  readonly canonical?: string
  /** The category that the page is in. */
  readonly category?: string
  /** The text of the search field. */
  readonly query?: string
  /** A picture for links in other places: an absolute URL, or a path of this shop. */
  readonly picture?: string
  /** Schema.org objects (JSON-LD). */
  readonly data?: readonly object[]
  readonly status?: ContentfulStatusCode
  readonly headers?: Readonly<Record<string, string>>
  /** Further origins to which a form of the page may lead, such as a payment provider's. */
  readonly formTargets?: readonly string[]
  /** Whether the page has no search, no categories, no cart and no script, so that nothing leads away from its form. */
  readonly isFocused?: boolean
  /** The path of the page in another language, if its own path names none. */
  readonly pathIn?: (other: Offered) => string
}
