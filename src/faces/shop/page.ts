/** One request for a page: its language, the shopper's session, the client of the API, and the paths of other pages. */
import { getCookie, setCookie } from 'hono/cookie'
import type { CartBody } from '../../contract/answers/cart.ts'
import type { CategoryBody } from '../../contract/answers/catalogue.ts'
import type { Money } from '../../contract/answers/shapes.ts'
import { moneyText } from '../../domain/money-text.ts'
import { localesFor } from '../../worker/http/locales.ts'
import { ownOrigin } from '../../worker/http/own-origin.ts'
import { type Api, apiOf, bodyOf } from './api.ts'
import { requestOf, type ShopContext, type ShopEnv } from './context.ts'
import { type Language, type Offered, offeredIn, type Translated } from './languages.ts'
import type { Manifest } from './manifest.ts'
import type { Reader } from './reader.ts'
import { ENDED, refusalIn } from './refusal.ts'
import { Session } from './session.ts'

export interface PageEnv {
  Bindings: ShopEnv['Bindings']
  Variables: ShopEnv['Variables'] & {
    /** Set before the handlers run. */
    page: Page
  }
}

const PICTURES = '/pictures/'
const LANGUAGE = 'language'
const LANGUAGE_SECONDS = 365 * 24 * 3600

export class Page implements Reader {
  readonly c: ShopContext
  /** Null while the static files cannot be read; a page without its style sheet still works. */
  readonly manifest: Manifest | null
  readonly language: Language
  readonly locale: string
  readonly isResized: boolean
  /** All languages of the deployment, best first. */
  readonly offered: readonly Offered[]
  readonly session: Session
  readonly api: Api
  /** The public origin of this deployment, such as `https://shop.example`. */
  readonly origin: string
  /** The path of this page, with its query. */
  readonly here: string
  #categories: Promise<readonly CategoryBody[]> | undefined
  #cart: Promise<CartBody | null> | undefined

  /** @param chosen the language of the query, on a page whose path names none; it counts for this page only */
  constructor(c: ShopContext, manifest: Manifest | null, chosen?: Offered) {
    this.c = c
    this.manifest = manifest
    this.offered = offeredIn(c.get('ports').config)
    const best = preferredIn(c, this.offered)
    const named = this.offered.find(({ language }) => language === firstPart(c.req.path))
    const { language, locale } = chosen ?? named ?? best
    this.language = language
    this.locale = locale
    this.isResized = c.get('ports').config.IMAGE_RESIZING === 'cloudflare'
    // The path has another language than the browser prefers, so the shopper has chosen it.
    if (named && named !== best) keepLanguage(c, language)
    this.origin = ownOrigin(requestOf(c))
    const { pathname, search } = new URL(c.req.url)
    this.here = pathname + search
    const guestApi = apiOf(c, locale, async () => null)
    this.session = new Session(c, {
      guest: () => bodyOf(guestApi.v1.auth.guest.$post()),
      refresh: (refreshToken) =>
        bodyOf(guestApi.v1.auth.refresh.$post({ json: { refreshToken } })).catch((error: unknown) => {
          if (refusalIn(error, 'unauthenticated', 'refresh_reused')) return null
          throw error
        }),
    })
    const isWrite = c.req.method === 'POST'
    this.api = apiOf(c, locale, () => (isWrite ? this.session.tokenForWrite() : this.session.token()))
  }

  /** The tree of categories; one call of the API for each page. */
  categories(): Promise<readonly CategoryBody[]> {
    // The cast: the client's type cannot express a recursive body.
    this.#categories ??= bodyOf(this.api.v1.categories.$get({ query: {} })).then(
      ({ items }) => items as unknown as readonly CategoryBody[],
    )
    return this.#categories
  }

  /** The shopper's cart, one call of the API for each page; null for a visitor without a token, who has no cart yet. */
  cart(): Promise<CartBody | null> {
    this.#cart ??= this.#readCart()
    return this.#cart
  }

  async #readCart(): Promise<CartBody | null> {
    if (!this.session.exists || (await this.session.token()) === null) return null
    try {
      return await bodyOf(this.api.v1.cart.$get())
    } catch (error) {
      if (!refusalIn(error, ...ENDED)) throw error
      this.session.forget()
      return null
    }
  }

  path(rest: string): string {
    return `/${this.language}${rest === '/' ? '' : rest}`
  }

  texts<Texts>(table: Translated<Texts>): Texts {
    return table[this.language]
  }

  money(amount: Money): string {
    return moneyText(amount, this.locale)
  }

  /** The URL of a picture with the version of the demo's pictures, so that browsers can cache it without an expiry. */
  picture(path: string): string {
    return this.manifest && path.startsWith(PICTURES) ? `${path}?v=${this.manifest.pictures}` : path
  }

  /** The path to which a form returns; `otherwise` unless it is a path of this shop. */
  backTo(path: string | null, otherwise: string): string {
    const isOwn = path !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && firstPart(path) === this.language
    return isOwn ? path : otherwise
  }
}

/** The language that the shopper has chosen before, otherwise the best one of Accept-Language. */
export function preferredIn(c: ShopContext, offered: readonly Offered[]): Offered {
  const chosen = getCookie(c, LANGUAGE, 'host')
  const kept = offered.find(({ language }) => language === chosen)
  if (kept) return kept
  const { LOCALES } = c.get('ports').config
  const [wanted] = localesFor(undefined, c.req.header('accept-language'), LOCALES)
  const [first] = offered
  if (!first) throw new Error('no language is offered')
  return offered.find(({ language }) => wanted === language || wanted?.startsWith(`${language}-`)) ?? first
}

function keepLanguage(c: ShopContext, language: Language): void {
  setCookie(c, LANGUAGE, language, {
    prefix: 'host',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    maxAge: LANGUAGE_SECONDS,
  })
}

/** The first part of the path: `en` of `/en/products`. */
function firstPart(path: string): string {
  return path.split(/[/?#]/, 2)[1] ?? ''
}
