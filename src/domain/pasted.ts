/**
 * Text as people paste it from letters, chats and spreadsheets: spaces of every width and characters that cannot be
 * seen surround it. Pure; each function costs time linear in the length of the text.
 */

// Spaces of every width and invisible characters: soft hyphens, zero-width characters, marks of direction.
const UNSEEN = /[\s\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/
const ALL_UNSEEN = new RegExp(UNSEEN, 'g')

/** Removes spaces and invisible characters from both ends. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  // A loop, because a regular expression that is anchored at the end would start again at every space.
  while (from < to && UNSEEN.test(text.charAt(from))) from += 1
  while (to > from && UNSEEN.test(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}

// Word processors write these characters in place of a hyphen. The last one is the minus sign.
const DASHES = /[\p{Pd}\u2212]/gu

/** Replaces every kind of dash by `-`. */
export function plainDashes(text: string): string {
  return text.replace(DASHES, '-')
}

/**
 * The one spelling under which a code, such as a coupon's, is stored: no spaces, capitals, normal width, plain hyphens.
 */
export function codeOf(text: string): string {
  return plainDashes(visible(visible(text).toUpperCase()))
}

/** Normalizes the width and removes spaces. NFKC turns a lone breve into a space and a mark, which then composes. */
function visible(text: string): string {
  return text.normalize('NFKC').replace(ALL_UNSEEN, '').normalize('NFKC')
}
