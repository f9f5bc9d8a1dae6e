/** The head of a page: its names, its addresses in each language, and its data for search engines. */
import { html, raw } from 'hono/html'
import type { Page } from '../page.ts'
import { FRAME_TEXTS } from '../texts/frame.ts'
import type { Html, View } from '../view.ts'

export function head(page: Page, view: View): Html {
  const shop = page.texts(FRAME_TEXTS).shop
  const title = view.name === 'home' ? view.title : `${view.title} · ${shop}`
  const files = page.manifest?.files ?? {}
  const styles = files['shop.css']
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${view.description ? html`<meta name="description" content="${view.description}">` : ''}
${view.canonical === undefined ? html`<meta name="robots" content="noindex">` : links(page, view, view.canonical, title)}
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f6f3ec" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#171613" media="(prefers-color-scheme: dark)">
${styles ? html`<link rel="stylesheet" href="${styles}">` : ''}
${files['shop.js'] && !view.isFocused ? html`<script type="module" src="${files['shop.js']}"></script>` : ''}
${files['icon.svg'] ? html`<link rel="icon" type="image/svg+xml" href="${files['icon.svg']}">` : ''}
${(view.data ?? []).map((object) => html`<script type="application/ld+json">${raw(jsonInHtml(object))}</script>`)}
</head>`
}

function links(page: Page, view: View, canonical: string, title: string): Html {
  const { origin, offered, language } = page
  const at = (prefix: string) => `${origin}/${prefix}${canonical === '/' ? '' : canonical}`
  const [first] = offered
  return html`<link rel="canonical" href="${at(language)}">
${offered.map((other) => html`<link rel="alternate" hreflang="${other.locale}" href="${at(other.language)}">`)}
${first ? html`<link rel="alternate" hreflang="x-default" href="${canonical === '/' ? `${origin}/` : at(first.language)}">` : ''}
<meta property="og:type" content="${view.name === 'product' ? 'product' : 'website'}">
<meta property="og:site_name" content="Pannier">
<meta property="og:title" content="${title}">
<meta property="og:url" content="${at(language)}">
<meta property="og:locale" content="${page.locale.replace('-', '_')}">
${view.description ? html`<meta property="og:description" content="${view.description}">` : ''}
${view.picture ? html`<meta property="og:image" content="${new URL(view.picture, origin).href}">` : ''}`
}

/** JSON with `<` escaped, so that a value cannot end the script element. */
function jsonInHtml(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
