/**
 * Text in its comparable form: width, case and accents do not matter, and only runs of letters and numbers and single
 * emoji remain. Pure; indexed texts and queries both pass through here.
 */

/** A run of one kind, in comparable form. */
export interface Run {
  /** `pairs`: text of a script that writes words without spaces. `emoji`: one emoji. */
  readonly kind: 'word' | 'number' | 'pairs' | 'emoji'
  readonly text: string
  /** The text between this run and the run before it. */
  readonly gap: string
}

// Scripts that do not separate words by spaces (Korean does so only in part), and a mark that several of them use.
const PAIRED = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
// Only letters, marks and numbers of these scripts count, because Khmer has symbols of the moon and Han has radicals.
const PAIR = `[[${PAIRED.map((script) => `\\p{sc=${script}}`).join('')}ー]&&[\\p{L}\\p{M}\\p{N}]]`
// Joined emoji are separate, because `fold` removes joiners and variation selectors. © and ® do not count as emoji.
const EMOJI = '\\p{RI}{2}|[\\p{Extended_Pictographic}--[©®]]'
const RUNS = new RegExp(
  `(?<pairs>${PAIR}+)|(?<number>\\p{N}+(?:[.,]\\p{N}+)*)|(?<emoji>${EMOJI})|\\p{L}[[\\p{L}\\p{M}]--${PAIR}]*`,
  'gv',
)
// Accents of Latin, Greek and Cyrillic, and invisible characters: soft hyphens, joiners, variation selectors.
const UNSEEN = /[\u0300-\u036f\p{DI}]+/gv
// Letters that Unicode does not decompose, but for which people write other letters.
const TRANSLITERATIONS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?![\d,])/

// The limit of Unicode’s stream-safe format. Normalizing a longer run of marks would take quadratic time.
const MANY_MARKS = /(\p{M}{30})\p{M}+/gu

export function fold(text: string): string {
  return text
    .replace(MANY_MARKS, '$1')
    .replace(/[™℠]/g, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(UNSEEN, '')
    .replace(/[ßæœøłđðþıς]/g, (letter) => TRANSLITERATIONS[letter] ?? letter)
    .normalize('NFKC')
}

/** @param folded as `fold` made it */
export function* runsOf(folded: string): Generator<Run> {
  let end = 0
  for (const match of folded.matchAll(RUNS)) {
    const gap = folded.slice(end, match.index)
    const [text] = match
    end = match.index + text.length
    if (match.groups?.pairs) yield { kind: 'pairs', text, gap }
    else if (match.groups?.number) yield { kind: 'number', text: plain(text), gap }
    else if (match.groups?.emoji) yield { kind: 'emoji', text, gap }
    else yield { kind: 'word', text, gap }
  }
}

/** `10,000` is 10000; any other comma is a decimal point. */
function plain(number: string): string {
  return number.replace(THOUSANDS, (digits) => digits.replaceAll(',', '')).replaceAll(',', '.')
}
