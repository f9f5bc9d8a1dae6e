/** The plain frame of the simulated provider's pages, in the worker without a shop: one document with its own styles. */
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { AppEnv } from '../context.ts'
import { localesFor } from '../http/locales.ts'
import type { Framed, PayPage } from './pay-frame.ts'
import { PAY_LOCALES, type PayLocale } from './pay-texts.ts'

const STYLE = `
  :root { color-scheme: light dark; --ground: light-dark(#f4f6f5, #121614); --card: light-dark(#fff, #1c221f);
    --line: light-dark(#d5dcd8, #37413c); --muted: light-dark(#56615b, #a7b3ac); --accent: light-dark(#0a7a5c, #4cc9a4);
    --on-accent: light-dark(#fff, #06261c); --note: light-dark(#fff4d6, #3a2f10); --bad: light-dark(#b3261e, #ffb4ab) }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; min-height: 100svh; display: grid; place-items: center; padding: 1rem;
    background: var(--ground); font: 16px/1.5 system-ui, sans-serif }
  main { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem;
    width: min(26rem, 100%); overflow-wrap: anywhere }
  h1 { font-size: 1.1rem; margin: 0 } p, dl { margin: 0 }
  .notice { background: var(--note); border-radius: .5rem; padding: .6rem .8rem; margin-block: 1rem; font-size: .9rem }
  .amount { font-size: 2rem; font-weight: 700; line-height: 1.2 }
  .state { margin-block: .25rem 1rem; color: var(--muted) }
  .captured { color: var(--accent); font-weight: 600 } .declined { color: var(--bad) }
  dl div { display: flex; justify-content: space-between; gap: 1rem; margin-block-end: 1.25rem; font-size: .9rem }
  dt { color: var(--muted) } dd { margin: 0; font-variant-numeric: tabular-nums }
  button, .button, .quiet { display: block; width: 100%; min-height: 3rem; padding: .6rem 1rem; margin-block-start: .6rem; font: inherit;
    font-weight: 600; text-align: center; text-decoration: none; border-radius: .5rem; border: 1px solid var(--line);
    background: none; color: inherit; cursor: pointer }
  .button { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
  details { margin-block-start: 1.25rem; border-block-start: 1px solid var(--line); padding-block-start: .75rem; font-size: .9rem }
  summary { cursor: pointer; color: var(--muted) }
  label { display: flex; justify-content: space-between; align-items: center; gap: 1rem; min-height: 2.75rem }
  input { font: inherit; flex: none } [type=number] { width: 6rem; padding: .3rem .4rem; border: 1px solid var(--line); border-radius: .4rem }
  [type=checkbox] { width: 1.25rem; height: 1.25rem }
  nav { margin-block-start: 1.25rem; font-size: .9rem; display: flex; gap: 1rem }
  a { color: var(--accent) }`

const NAMES: { readonly [Locale in PayLocale]: string } = { 'zh-CN': '中文', en: 'English' }

export function plainFrame(c: Context<AppEnv>): Framed {
  const locale = localeOf(c)
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
      return c.html(documentOf(page, locale), page.status)
    },
  }
}

function localeOf(c: Context<AppEnv>): PayLocale {
  const [own = ''] = c.get('ports').config.LOCALES
  const offered = own.startsWith('zh') ? PAY_LOCALES : PAY_LOCALES.toReversed()
  const [best] = localesFor(c.req.query('locale'), c.req.header('accept-language'), offered)
  return best === 'zh-CN' ? best : 'en'
}

function documentOf({ title, content }: PayPage, locale: PayLocale) {
  const others = PAY_LOCALES.filter((other) => other !== locale)
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <main>
      ${content}
      <nav>${others.map((other) => html`<a href="?locale=${other}" lang="${other}">${NAMES[other]}</a>`)}</nav>
    </main>
  </body>
</html>`
}
