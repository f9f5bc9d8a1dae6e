/**
 * Texts that become part of a message. Invariant: no text that came from outside contains a line break or another
 * control character, so that it can neither end a header nor begin one (CWE-93).
 */

/** Control characters, line and paragraph separators, and the characters that change the direction of text. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** One line of at most `maxLength` characters. */
export function oneLine(text: string, maxLength = 200): string {
  const line = text.replace(CONTROLS, ' ').trim()
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).toWellFormed()}…` : line.toWellFormed()
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
}

/**
 * Whether the address can be written into a header and an SMTP command as it is. The pattern for accepted addresses
 * allows characters that end an address there.
 */
export function isSendable(email: string): boolean {
  return /^[^\p{Cc}\s<>()[\],;:\\"@]+@[^\p{Cc}\s<>()[\],;:\\"@]+$/u.test(email)
}
