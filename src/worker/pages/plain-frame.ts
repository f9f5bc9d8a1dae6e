/** The plain frame of the simulated provider's pages, in the worker without a shop: one document with its own styles. */
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { AppEnv } from '../context.ts'
import { localesFor } from '../http/locales.ts'
import { textsFor } from '../http/static-file.ts'
import type { Framed, PayPage } from './pay-frame.ts'
import { PAY_LOCALES, type PayLocale } from './pay-locales.ts'

const NAMES: { readonly [Locale in PayLocale]: string } = { 'zh-CN': '中文', en: 'English' }

export async function plainFrame(c: Context<AppEnv>): Promise<Framed> {
  const locale = localeOf(c)
  const { pay } = await textsFor(c)
  return {
    locale,
    show(page) {
      const targets = ["'self'", ...page.formTargets].join(' ')
      const rest = "style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
      c.header('Content-Security-Policy', `default-src 'none'; form-action ${targets}; ${rest}`)
      c.header('Cache-Control', 'private, no-store')
      // With `no-referrer` browsers send `Origin: null` with the form, which looks like another site's request.
      c.header('Referrer-Policy', 'same-origin')
      c.header('Content-Language', locale)
      c.header('Vary', 'Accept, Accept-Language')
      return c.html(documentOf(page, locale, pay.style), page.status)
    },
  }
}

function localeOf(c: Context<AppEnv>): PayLocale {
  const [own = ''] = c.get('ports').config.LOCALES
  const offered = own.startsWith('zh') ? PAY_LOCALES : PAY_LOCALES.toReversed()
  const [best] = localesFor(c.req.query('locale'), c.req.header('accept-language'), offered)
  return best === 'zh-CN' ? best : 'en'
}

function documentOf({ title, content }: PayPage, locale: PayLocale, style: string) {
  const others = PAY_LOCALES.filter((other) => other !== locale)
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <style>${raw(style)}</style>
  </head>
  <body>
    <main>
      ${content}
      <nav>${others.map((other) => html`<a href="?locale=${other}" lang="${other}">${NAMES[other]}</a>`)}</nav>
    </main>
  </body>
</html>`
}
