/** The frame of every page: head, header with search and cart, categories, the flash message, and the footer. */
import { html } from 'hono/html'
import type { CartBody } from '../../contract/answers/cart.ts'
import type { CategoryBody } from '../../contract/answers/catalogue.ts'
import type { Flash } from './flash.ts'
import { NAMES, type Offered } from './languages.ts'
import type { Page } from './page.ts'
import { flashPart } from './parts/flash.ts'
import { head } from './parts/head.ts'
import { FRAME_TEXTS } from './texts/frame.ts'
import type { Html, View } from './view.ts'

export interface Framing {
  /** Null when they cannot be read. */
  readonly categories: readonly CategoryBody[] | null
  /** Null when the cart cannot be read, which is not the same as an empty cart; a stranger has none. */
  readonly cart: CartBody | 'none' | null
}

/** The number of categories that fit beside each other in the header. */
const MAX_IN_HEADER = 12

/** Never rejects, so that the page is shown even if a part of its frame cannot be read. */
export async function loadFrame(page: Page): Promise<Framing> {
  const reading = page.cart().then(
    (cart) => cart ?? ('none' as const),
    () => null,
  )
  const [categories, cart] = await Promise.all([page.categories().catch(() => null), reading])
  return { categories, cart }
}

/** @param framing null for a focused page, which shows nothing of it */
export function frame(page: Page, view: View, framing: Framing | null, flash: Flash | null): Html {
  const texts = page.texts(FRAME_TEXTS)
  return html`<!doctype html>
<html lang="${page.locale}"${page.isResized ? html` data-resized` : ''}>
${head(page, view)}
<body class="page-${view.name}"${framing ? shopperOf(framing) : ''}>
<a class="skip" href="#main">${texts.skip}</a>
<header class="top">
<div class="wide top-row">
<a class="brand" href="${page.path('/')}">Pannier<span>.</span></a>
${framing ? wayAround(page, view, framing) : html`<nav class="top-links" aria-label="${texts.languages}">${languageLinks(page, view, 'only-language')}</nav>`}
</div>
</header>
${framing ? categoryNav(page, view, framing.categories) : ''}
<main id="main" tabindex="-1">${view.content}</main>
${framing ? footer(page, view, framing.categories) : ''}
${flash ? flashPart(page, flash) : ''}
</body>
</html>`
}

/** The parts of the header that lead away from the page. */
function wayAround(page: Page, view: View, framing: Framing): Html {
  const texts = page.texts(FRAME_TEXTS)
  const { isAccount, exists } = page.session
  return html`${searchForm(page, view.query ?? '')}
<nav class="top-links" aria-label="${texts.account}">${languageLinks(page, view, 'top-language')}
${exists ? html`<a class="top-orders" href="${page.path('/orders')}">${texts.orders}</a>` : ''}
<a href="${page.path(isAccount ? '/account' : '/sign-in')}">${isAccount ? texts.account : texts.signIn}</a></nav>
${cartLink(page, framing)}`
}

function searchForm(page: Page, query: string): Html {
  const texts = page.texts(FRAME_TEXTS)
  return html`<form class="search" role="search" action="${page.path('/products')}">
<input type="search" name="query" value="${query}" maxlength="200" placeholder="${texts.searchFor}" aria-label="${texts.search}" autocomplete="off" enterkeyhint="search" data-suggest="${page.locale}">
<button>${texts.search}</button>
</form>`
}

function cartLink(page: Page, { cart }: Framing): Html {
  const texts = page.texts(FRAME_TEXTS)
  const count = cart === 'none' ? 0 : (cart?.totals.itemCount ?? '')
  return html`<a class="cart-link" href="${page.path('/cart')}">${texts.cart} · <span data-cart-count>${count}</span></a>`
}

/** Tells the script whose cart the page shows, and how new it is. */
function shopperOf({ cart }: Framing): Html {
  if (cart === 'none') return ''
  return html` data-shopper="${cart?.userId ?? ''}" data-version="${cart?.version ?? 0}"`
}

function languageLinks(page: Page, { pathIn }: View, name: string): Html {
  const others = page.offered.filter(({ language }) => language !== page.language)
  const { pathname, search } = new URL(page.c.req.url)
  const rest = pathname.replace(/^\/(zh|en)(?=\/|$)/, '')
  const pathOf = pathIn ?? (({ language }: Offered) => `/${language}${rest === '/' ? '' : rest}${search}`)
  return html`${others.map(
    (other) =>
      html`<a class="${name}" href="${pathOf(other)}" hreflang="${other.locale}" lang="${other.locale}">${NAMES[other.language]}</a>`,
  )}`
}

function categoryNav(page: Page, view: View, categories: readonly CategoryBody[] | null): Html {
  if (!categories || categories.length === 0) return ''
  const texts = page.texts(FRAME_TEXTS)
  const leaves = categories.flatMap((category) => (category.children.length > 0 ? category.children : [category]))
  const listed = leaves.length <= MAX_IN_HEADER ? leaves : categories
  const current = (isCurrent: boolean) => (isCurrent ? html` aria-current="page"` : '')
  return html`<nav class="categories wide" aria-label="${texts.categories}"><ul>
<li><a href="${page.path('/products')}"${current(view.name === 'listing' && view.category === undefined && !view.query)}>${texts.all}</a></li>
${listed.map(({ id, name }) => html`<li><a href="${page.path(`/c/${encodeURIComponent(id)}`)}"${current(view.category === id)}>${name}</a></li>`)}
</ul></nav>`
}

function footer(page: Page, view: View, categories: readonly CategoryBody[] | null): Html {
  const texts = page.texts(FRAME_TEXTS)
  const groups = (categories ?? []).filter(({ children }) => children.length > 0)
  return html`<footer class="bottom"><div class="wide">
<div class="bottom-about"><a class="brand" href="${page.path('/')}">Pannier<span>.</span></a><p>${texts.about}</p></div>
${groups.map(
  (group) => html`<section><h2><a href="${page.path(`/c/${encodeURIComponent(group.id)}`)}">${group.name}</a></h2><ul>
${group.children.map(({ id, name }) => html`<li><a href="${page.path(`/c/${encodeURIComponent(id)}`)}">${name}</a></li>`)}
</ul></section>`,
)}
<p class="bottom-end">${languageLinks(page, view, 'bottom-language')}<a href="${page.path('/orders')}">${texts.orders}</a><a href="/docs">${texts.contract}</a></p>
</div></footer>`
}
