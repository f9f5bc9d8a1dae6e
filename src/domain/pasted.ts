/**
 * Text as people paste it from letters, chats and spreadsheets: spaces of every width and characters that cannot be seen
 * surround it. Pure; each function costs time linear in the length of the text.
 */

// Spaces of every width, and what a reader cannot see: soft hyphens, zero-width characters, marks of direction.
const UNSEEN = /[\s\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/
const ALL_UNSEEN = new RegExp(UNSEEN, 'g')

/** Without what cannot be seen at either end. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  // By hand: an expression that is anchored at the end would begin again at every space.
  while (from < to && UNSEEN.test(text.charAt(from))) from += 1
  while (to > from && UNSEEN.test(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}

// Word processors write one of these for a hyphen; none is part of any code. The last is the minus sign.
const DASHES = /[\p{Pd}\u2212]/gu

/** With `-` for every kind of dash. */
export function plainDashes(text: string): string {
  return text.replace(DASHES, '-')
}

/**
 * Without spaces, in capitals, of normal width and with plain hyphens: the one spelling under which a code such as a
 * coupon's is kept.
 */
export function codeOf(text: string): string {
  return plainDashes(visible(visible(text).toUpperCase()))
}

/** Normalizes the width and removes spaces. NFKC turns a lone breve into a space and a mark, which then composes. */
function visible(text: string): string {
  return text.normalize('NFKC').replace(ALL_UNSEEN, '').normalize('NFKC')
}
