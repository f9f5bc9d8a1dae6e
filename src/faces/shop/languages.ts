/**
 * The languages of the pages. The first part of a page's path names its language: /zh/…, /en/…. LOCALES defines the
 * languages that a deployment offers, and their order.
 */
import type { Config } from '../../contract/config.ts'

const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** The beginning of a page's path. The group keeps the alternatives together in the router's expression. */
export const IN_LANGUAGE = '/:language{(?:zh|en)}'

/** A table of texts in each language; TypeScript finds a missing text. */
export type Translated<Texts> = { readonly [L in Language]: Texts }

/** Each language's own name. */
export const NAMES: Translated<string> = { zh: '中文', en: 'English' }

/** A language that this deployment offers, with the locale that the pages request from the API. */
export interface Offered {
  readonly language: Language
  readonly locale: string
}

const FALLBACK: Offered = { language: 'en', locale: 'en' }
const known = new WeakMap<readonly string[], readonly Offered[]>()

/** One entry for each language, best first; English if LOCALES has no language of the pages. */
export function offeredIn({ LOCALES }: Pick<Config, 'LOCALES'>): readonly Offered[] {
  const found = known.get(LOCALES)
  if (found) return found
  const offered: Offered[] = []
  for (const locale of LOCALES) {
    const language = LANGUAGES.find((name) => locale === name || locale.startsWith(`${name}-`))
    if (language && !offered.some((other) => other.language === language)) offered.push({ language, locale })
  }
  if (offered.length === 0) offered.push(FALLBACK)
  known.set(LOCALES, offered)
  return offered
}
