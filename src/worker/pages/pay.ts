/** The simulated provider's page: plain forms, readable without scripts or styles. */
import { html, raw } from 'hono/html'
import type { SimulatedView } from '../../contract/rpc/simulated-payment.ts'
import { PAY_LOCALES, PAY_TEXTS, type PayLocale } from './pay-texts.ts'

const STYLE = `
  :root { color-scheme: light dark; --ground: light-dark(#f4f6f5, #121614); --card: light-dark(#fff, #1c221f);
    --line: light-dark(#d5dcd8, #37413c); --muted: light-dark(#56615b, #a7b3ac); --accent: light-dark(#0a7a5c, #4cc9a4);
    --on-accent: light-dark(#fff, #06261c); --note: light-dark(#fff4d6, #3a2f10); --bad: light-dark(#b3261e, #ffb4ab) }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; min-height: 100svh; display: grid; place-items: center; padding: 1rem;
    background: var(--ground); font: 16px/1.5 system-ui, sans-serif }
  main { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem;
    width: min(26rem, 100%); overflow-wrap: anywhere }
  h1 { font-size: 1.1rem; margin: 0 } p { margin: 0 }
  .note { background: var(--note); border-radius: .5rem; padding: .6rem .8rem; margin-block: 1rem; font-size: .9rem }
  .amount { font-size: 2rem; font-weight: 700; line-height: 1.2 }
  .state { margin-block: .25rem 1rem; color: var(--muted) }
  .captured { color: var(--accent); font-weight: 600 } .declined { color: var(--bad) }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; font-size: .9rem }
  dt { color: var(--muted) } dd { margin: 0; text-align: end; font-variant-numeric: tabular-nums }
  button, .back { display: block; width: 100%; min-height: 3rem; padding: .6rem 1rem; margin-block-start: .6rem; font: inherit;
    font-weight: 600; text-align: center; text-decoration: none; border-radius: .5rem; border: 1px solid var(--line);
    background: none; color: inherit; cursor: pointer }
  .main { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
  details { margin-block-start: 1.25rem; border-block-start: 1px solid var(--line); padding-block-start: .75rem; font-size: .9rem }
  summary { cursor: pointer; color: var(--muted) }
  label { display: flex; justify-content: space-between; align-items: center; gap: 1rem; min-height: 2.75rem }
  input { font: inherit; flex: none } [type=number] { width: 6rem; padding: .3rem .4rem; border: 1px solid var(--line); border-radius: .4rem }
  [type=checkbox] { width: 1.25rem; height: 1.25rem }
  nav { margin-block-start: 1.25rem; font-size: .9rem; display: flex; gap: 1rem }
  a { color: var(--accent) }`

const NAMES: { readonly [Locale in PayLocale]: string } = { 'zh-CN': '中文', en: 'English' }

/** @param back URL of the shop, or null when the shop gave none */
export function payPage(payment: SimulatedView, back: string | null, locale: PayLocale) {
  const texts = PAY_TEXTS[locale]
  const { status } = payment
  const isOpen = status !== 'captured'
  return frame(
    locale,
    texts.title,
    html`<p class="note">${texts.note}</p>
    <p class="amount">${amountText(payment, locale)}</p>
    <p class="state ${status}" role="status">${texts[status]}</p>
    <dl>
      <dt>${texts.order}</dt><dd>${payment.number}</dd>
    </dl>
    ${isOpen ? choices(locale) : ''}
    ${back === null || status === 'open' ? '' : html`<a class="back${isOpen ? '' : ' main'}" href="${back}">${texts.back}</a>`}`,
  )
}

export function nothingToPayPage(locale: PayLocale) {
  const texts = PAY_TEXTS[locale]
  return frame(locale, texts.nothing, html`<p class="state">${texts.nothingNote}</p>`)
}

/** A form without an action posts to the page's own URL, including its query. */
function choices(locale: PayLocale) {
  const texts = PAY_TEXTS[locale]
  return html`<form method="post">
      <button class="main" name="outcome" value="approve">${texts.approve}</button>
      <button name="outcome" value="decline">${texts.decline}</button>
      <details>
        <summary>${texts.more}</summary>
        <label>${texts.delay} <input type="number" name="delaySeconds" min="0" max="86400" value="0" /></label>
        <label>${texts.deliveries} <input type="number" name="deliveries" min="1" max="10" value="1" /></label>
        <label>${texts.reorder} <input type="checkbox" name="reorder" value="true" /></label>
      </details>
    </form>`
}

function frame(locale: PayLocale, title: string, content: unknown) {
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
      <h1>${title}</h1>
      ${content}
      <nav>${others.map((other) => html`<a href="?locale=${other}" lang="${other}">${NAMES[other]}</a>`)}</nav>
    </main>
  </body>
</html>`
}

/** Converts minor units: a currency has as many of their digits as the locale's data gives (ISO 4217). */
function amountText({ amount, currency }: SimulatedView, locale: PayLocale): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
