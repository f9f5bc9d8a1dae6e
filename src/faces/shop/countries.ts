/** The names of countries in the reader's language, in its own order. */
import { allCountries } from '../../domain/address/format.ts'

type Countries = ReadonlyMap<string, string>
const kept = new Map<string, Countries>()

/** Names by code. Call it after the address formats have been read. */
export function countriesIn(locale: string): Countries {
  const known = kept.get(locale)
  if (known) return known
  const names = new Intl.DisplayNames([locale], { type: 'region' })
  const { compare } = new Intl.Collator(locale)
  const made = allCountries().map((code) => [code, names.of(code) ?? code] as const)
  const sorted = new Map(made.sort(([, a], [, b]) => compare(a, b)))
  kept.set(locale, sorted)
  return sorted
}
