/**
 * Checks the form of VAT numbers of the EU, as the Commission lists them for VIES, and of its neighbours. It cannot
 * check that a number is in force. Numbers of other countries are accepted unchecked.
 */
const FORMS: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CH: /^E\d{9}(?:MWST|TVA|IVA)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[0-9A-Z]\d{7}[0-9A-Z]$/,
  FI: /^\d{8}$/,
  FR: /^[0-9A-Z]{2}\d{9}$/,
  GB: /^(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[0-9A-Z+*]\d{5}[A-Z]{1,2}$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^[0-9A-Z+*]{10}\d{2}$/,
  NO: /^\d{9}(?:MVA)?$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
}

/** Prefixes of VAT numbers that differ from the country code. */
const PREFIXES: Readonly<Record<string, string>> = { GR: 'EL' }
const ANY = /^[0-9A-Z]{4,20}$/

/**
 * The number with its country prefix and without separators, or null if it does not have the form of that country.
 * @param country of the billing address, used if the number has no prefix
 * @example
 * import { vatNumberFrom } from './vat-number.ts'
 * vatNumberFrom('de 123.456.789', 'AT') // => 'DE123456789'
 */
export function vatNumberFrom(text: string, country: string): string | null {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.\-/_]/g, '')
  const written = plain.startsWith('GR') ? `EL${plain.slice(2)}` : plain
  const own = FORMS[written.slice(0, 2)]
  if (own?.test(written.slice(2))) return written
  const prefix = PREFIXES[country] ?? country
  const form = FORMS[prefix]
  // The number has the prefix of another country but not its form.
  if (own && prefix !== written.slice(0, 2) && /^[A-Z]{2}/.test(written)) return null
  if (form) return form.test(written) ? `${prefix}${written}` : null
  return ANY.test(written) ? written : null
}
