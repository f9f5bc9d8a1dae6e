/** The operator's language, and how amounts, times and counts are written in it. One formatter writes all money. */
import { signal } from '@preact/signals'
import type { Money } from '../../../../contract/answers/shapes.ts'
import { decimalOf, factorOf, moneyText } from '../../../../domain/money-text.ts'
import type { NAMES, Translated } from '../../../shop/languages.ts'

export type Language = keyof typeof NAMES

const root = document.documentElement
const { currency: CURRENCY = 'CNY', locales = 'en', pictures = '' } = root.dataset
/** The locales of the deployment, in which titles are edited. */
export const LOCALES = locales.split(',')
export { CURRENCY }

const KEPT = 'console-language'
export const LANGUAGES: readonly Language[] = ['zh', 'en']

export const language = signal<Language>(first())

function first(): Language {
  const kept = localStorage.getItem(KEPT)
  return LANGUAGES.find((known) => known === kept) ?? (root.lang.startsWith('zh') ? 'zh' : 'en')
}

export function speak(chosen: Language): void {
  localStorage.setItem(KEPT, chosen)
  language.value = chosen
}

/** The locale of answers: the deployment's of this language, so that titles are those that shoppers see. */
export function locale(): string {
  return LOCALES.find((each) => each.startsWith(language.value)) ?? language.value
}

export function texts<Texts>(table: Translated<Texts>): Texts {
  return table[language.value]
}

export function money(amount: Money): string {
  return moneyText(amount, locale())
}

/** `12.50` becomes 1250 minor units; null for a text that is no amount. */
export function minorUnits(text: string): number | null {
  const amount = Number(text.trim().replaceAll(',', ''))
  if (text.trim() === '' || !Number.isFinite(amount) || amount < 0) return null
  const minor = amount * factorOf(CURRENCY)
  return Math.abs(minor - Math.round(minor)) < 1e-6 ? Math.round(minor) : null
}

export function majorText(amount: number): string {
  return decimalOf(amount, CURRENCY)
}

export function count(value: number): string {
  return formatOf('count', () => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 })).format(value)
}

/** A duration in milliseconds: `18 ms`, `2.1 s`. */
export function duration(ms: number): string {
  const [value, unit] = ms < 1_000 ? [ms, 'ms'] : ms < 600_000 ? [ms / 1_000, 's'] : [ms / 60_000, 'min']
  const digits = { maximumSignificantDigits: value < 100 ? 2 : 3 }
  return `${formatOf(`digits ${digits.maximumSignificantDigits}`, () => new Intl.NumberFormat(locale(), digits)).format(value)} ${unit}`
}

/** A share of 1 in percent. */
export function share(value: number): string {
  const options = { style: 'percent', maximumFractionDigits: 1 } as const
  return formatOf('share', () => new Intl.NumberFormat(locale(), options)).format(value)
}

export function day(at: string): string {
  return formatOf('day', () => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' })).format(new Date(at))
}

/** The time of today, the date and time of another day. */
export function moment(at: string): string {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  const options: Intl.DateTimeFormatOptions = isToday
    ? { timeStyle: 'short' }
    : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }
  return formatOf(`moment ${isToday}`, () => new Intl.DateTimeFormat(locale(), options)).format(date)
}

export function fullMoment(at: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'medium' } as const
  return formatOf('full', () => new Intl.DateTimeFormat(locale(), options)).format(new Date(at))
}

/** The text of a map of texts by locale. */
export function textIn(map: { readonly [locale: string]: string }): string {
  return map[locale()] ?? Object.values(map)[0] ?? ''
}

export function picture(path: string): string {
  return path.startsWith('/pictures/') ? `${path}?v=${pictures}` : path
}

const formats = new Map<string, { format(value: never): string }>()

/** Cached, because making a format costs a hundred times as much as using it. */
function formatOf<Format extends { format(value: never): string }>(name: string, make: () => Format): Format {
  const key = `${locale()} ${name}`
  // The cast: each name has one kind of format.
  const known = (formats.get(key) as Format | undefined) ?? make()
  formats.set(key, known)
  return known
}
