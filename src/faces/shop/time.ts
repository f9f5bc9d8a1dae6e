/** Times in the reader's language and in the time zone that the platform names for the reader; UTC if it names none. */
import { html } from 'hono/html'
import type { Page } from './page.ts'
import type { Html } from './view.ts'

type Parts = 'date' | 'time'

const OPTIONS: { readonly [P in Parts]: Intl.DateTimeFormatOptions } = {
  date: { dateStyle: 'long' },
  time: { dateStyle: 'medium', timeStyle: 'short' },
}
const formats = new Map<string, Intl.DateTimeFormat>()
/** Upper bound of the cache; there are some 600 zones. */
const MAX_FORMATS = 500

/** @param at a time of the API, such as `2026-11-29T08:30:00.000Z` */
export function timeText(page: Page, at: string, parts: Parts): Html {
  return html`<time datetime="${at}">${formatOf(page.locale, zoneOf(page), parts).format(new Date(at))}</time>`
}

/** The name of the zone, such as `GMT+8`. */
export function zoneText(page: Page, at: string): string {
  const format = new Intl.DateTimeFormat(page.locale, { timeZone: zoneOf(page), timeZoneName: 'short' })
  return format.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
}

function zoneOf({ c }: Page): string {
  const { timezone } = (c.req.raw.cf ?? {}) as { readonly timezone?: unknown }
  return typeof timezone === 'string' && timezone !== '' ? timezone : 'UTC'
}

/** Cached, because making a format costs a hundred times as much as using it. */
function formatOf(locale: string, timeZone: string, parts: Parts): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${parts}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...OPTIONS[parts], timeZone })
  if (formats.size >= MAX_FORMATS) formats.clear()
  formats.set(key, made)
  return made
}
