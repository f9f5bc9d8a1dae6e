/**
 * Makes the search terms of products and of queries. Pure; the same for both databases.
 * Invariant: a query that repeats a text of a product finds that product, unless terms were cut at their limits.
 */
import type { ProductImage } from '../media/image.ts'
import type { AttributeValue, Texts } from '../product.ts'
import { fold, type Run, runsOf } from './fold.ts'
import { mediaTerms } from './media-terms.ts'

/** A word of a product and its weight: a higher weight means that the product is more likely about this word. */
export interface SearchTerm {
  /** At most 64 characters. */
  readonly term: string
  readonly weight: number
}

/** A word of a query, which must match a whole term or its beginning. */
export interface QueryTerm {
  readonly term: string
  readonly prefix: boolean
  /**
   * A pair from a run of four or more characters, which may lie within a word or across two words. More than half of
   * such pairs must match, so that 降噪耳机 finds 降噪头戴耳机.
   */
  readonly loose?: true
}

export interface SearchableTexts {
  readonly sku: string
  readonly title: Texts
  readonly description: Texts
  readonly attributes: { readonly [name: string]: AttributeValue }
  readonly images?: readonly ProductImage[]
}

const MAX_TERMS = 400
const MAX_TERM_LENGTH = 64
const MAX_QUERY_TERMS = 16
// A longer query is cut. The limit is far above the length of 16 terms.
const MAX_QUERY_LENGTH = 2_000
// The maximum number of parts of one joined word.
const MAX_PARTS = 16

/** The weight of the whole SKU; its parts have the weight of a word in the description. */
const SKU = 30
// A word of the title has more weight in a short title, and still more as the head noun of the title.
const TITLE = 20
const HEAD = 10
const ATTRIBUTE = 8
const DESCRIPTION = 2

const JOINT = /^[-‐-―'’‘_.&]?$/
const JOINT_OR_SPACE = /^[-‐-―'’‘_.&\s]?$/
// The text after a clause end describes the product further, or names the thing that the product is part of.
const CLAUSE_END = /[:;(|]|,(?!\d)/

/**
 * Each term once, with its highest weight; at most 400 terms, those of the SKU and the title first. Beside them, a term
 * for each upload that the product shows.
 */
export function indexTerms(product: SearchableTexts): readonly SearchTerm[] {
  const { sku, title, description, attributes, images = [] } = product
  const found = new Map<string, number>()
  const fill = (texts: readonly string[], termsOf: (folded: string) => Iterable<SearchTerm>) => {
    texts.forEach((text, place) => {
      // The texts share the remaining terms evenly, so that every language gets some.
      const most = found.size + Math.ceil((MAX_TERMS - found.size) / (texts.length - place))
      for (const { term, weight } of termsOf(fold(text))) {
        if (found.size >= most && !found.has(term)) break
        found.set(term, Math.max(weight, found.get(term) ?? 0))
      }
    })
  }
  fill([sku], skuTerms)
  fill(textsOf(title), titleTerms)
  fill(Object.values(attributes).flatMap(textsOf), (folded) => weighted(folded, ATTRIBUTE, JOINT_OR_SPACE))
  fill(textsOf(description), (folded) => weighted(folded, DESCRIPTION, JOINT))
  return [...[...found].map(([term, weight]) => ({ term, weight })), ...mediaTerms(images)]
}

/** At most 16 terms; none if the text has nothing searchable. Emoji count only if the text has nothing else. */
export function queryTerms(text: string): readonly QueryTerm[] {
  const found = new Map<string, QueryTerm>()
  const chains = [...chainsOf(fold(text.slice(0, MAX_QUERY_LENGTH)), JOINT)]
  const spoken = chains.filter(([first]) => first?.kind !== 'emoji')
  for (const chain of spoken.length > 0 ? spoken : chains) {
    for (const wanted of wantedOf(chain)) {
      if (found.size < MAX_QUERY_TERMS && !found.has(wanted.term)) found.set(wanted.term, wanted)
    }
    if (found.size === MAX_QUERY_TERMS) break
  }
  return [...found.values()]
}

/** The SKU, first as a whole, then from each of its parts on, joined and separate. */
function* skuTerms(folded: string): Generator<SearchTerm> {
  for (const chain of chainsOf(folded, JOINT)) {
    const whole = comparable(joined(chain))
    for (const term of termsOf(chain)) yield { term, weight: term === whole ? SKU : DESCRIPTION }
  }
}

function* titleTerms(folded: string): Generator<SearchTerm> {
  const heads = headsOf(folded.split(CLAUSE_END, 1)[0] ?? '')
  let words = 0
  for (const { kind, text } of runsOf(folded)) words += kind === 'pairs' ? Math.ceil(text.length / 2) : 1
  const weight = TITLE + Math.floor(TITLE / Math.max(words, 1))
  for (const each of weighted(folded, weight, JOINT_OR_SPACE)) {
    yield heads.has(each.term) ? { ...each, weight: weight + HEAD } : each
  }
}

/** Finds the head noun, the last word of a name: 手机 and 机 in 智能手机, phone in “Compact Phone”. Skips units. */
function headsOf(clause: string): ReadonlySet<string> {
  let [word, pair, isUnit] = ['', '', false]
  for (const { kind, text } of runsOf(clause)) {
    if (kind === 'pairs') pair = [...text].slice(-2).join('')
    if (kind === 'word' && text.length > 2 && !isUnit) word = comparable(text)
    isUnit = kind === 'number'
  }
  return new Set([...formsOf(word), pair, pair.slice(-1)])
}

function* weighted(folded: string, weight: number, joint: RegExp): Generator<SearchTerm> {
  for (const chain of chainsOf(folded, joint)) {
    for (const term of termsOf(chain)) yield { term, weight }
    if (joint === JOINT || !isSpelled(chain)) continue
    for (const { text } of chain) yield { term: firstOf(text), weight: Math.floor(weight / 2) }
  }
}

/** The first letter of a word as a term of its own, only for titles and attributes, because most products match it. */
function firstOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0)
}

/**
 * Groups runs that may be written as one word: `Wi-Fi`, `65W`. A chain has words and numbers, or pairs, or one emoji.
 */
function* chainsOf(folded: string, joint: RegExp): Generator<readonly Run[]> {
  let chain: Run[] = []
  for (const run of runsOf(folded)) {
    const [first] = chain
    const goes = first && scriptOf(first) === scriptOf(run) && run.kind !== 'emoji' && joint.test(run.gap)
    if (!goes && first) {
      yield chain
      chain = []
    }
    chain.push(run)
  }
  if (chain.length > 0) yield chain
}

function scriptOf({ kind }: Run): 'pairs' | 'emoji' | 'spelled' {
  return kind === 'pairs' || kind === 'emoji' ? kind : 'spelled'
}

function isSpelled([first]: readonly Run[]): boolean {
  return first !== undefined && scriptOf(first) === 'spelled'
}

/** Each part, and the joined rest from each part on, so that a query can begin at any part. */
function* termsOf(chain: readonly Run[]): Generator<string> {
  if (chain[0]?.kind === 'pairs') {
    const characters = chain.flatMap(({ text }) => [...text])
    // The last character is a term of its own, because a query of one character matches beginnings.
    for (const [place, character] of characters.entries()) yield character + (characters[place + 1] ?? '')
    return
  }
  for (const [place, { text }] of chain.entries()) {
    yield* formsOf(comparable(text))
    yield* formsOf(comparable(joined(chain, place)))
  }
}

function joined(chain: readonly Run[], from = 0): string {
  return chain
    .slice(from, from + MAX_PARTS)
    .map(({ text }) => text)
    .join('')
}

function* wantedOf(chain: readonly Run[]): Generator<QueryTerm> {
  if (chain[0]?.kind === 'pairs') {
    for (const { text } of chain) yield* pairsOf([...text])
    return
  }
  if (chain[0]?.kind === 'emoji') {
    yield { term: chain[0].text, prefix: false }
    return
  }
  let parts: Run[] = []
  for (const run of chain) {
    const last = parts.at(-1)
    // `noise-cancelling` is always two words; `usb-c` and `iphone15` are one.
    if (last && isLongWord(last) && isLongWord(run)) {
      yield beginning(parts)
      parts = []
    }
    parts.push(run)
  }
  yield beginning(parts)
}

function* pairsOf(characters: readonly string[]): Generator<QueryTerm> {
  if (characters.length === 1) yield { term: characters.join(''), prefix: true }
  for (const [place, character] of characters.entries()) {
    const next = characters[place + 1]
    if (next === undefined) return
    yield { term: character + next, prefix: false, ...(characters.length > 3 && { loose: true }) }
  }
}

function beginning(parts: readonly Run[]): QueryTerm {
  const term = comparable(joined(parts))
  return { term, prefix: term !== firstOf(term) }
}

function isLongWord({ kind, text }: Run): boolean {
  return kind === 'word' && text.length > 2
}

/**
 * Cuts a term to the record's limit and makes the singular. As a prefix it finds at least the matches of the full text.
 */
function comparable(text: string): string {
  const cut = text.length > MAX_TERM_LENGTH ? [...text].slice(0, MAX_TERM_LENGTH).join('') : text
  return cut.replace(/^([a-z]{2,}[a-hj-rtv-z])s$/, '$1')
}

/** Words whose plural has one letter more than an s: box, dress, watch, brush, mango. */
const PLURAL_IN_ES = /^[a-z]+(?:[sxz]|[cs]h|[b-df-hj-np-tv-xz]o)$/

/**
 * The term, and its other spelling where singular and plural are ambiguous: `berries` is compared as `berrie`, which
 * may belong to `berry` or to a word like `hoodie`, and `watches` as `watche`, so both spellings are terms.
 */
function formsOf(term: string): readonly string[] {
  if (PLURAL_IN_ES.test(term)) return [term, `${term}e`]
  if (/^[a-z]{2,}[b-df-hj-np-tv-xz]y$/.test(term)) return [term, `${term.slice(0, -1)}ie`]
  if (/^[a-z]{2,}[b-df-hj-np-tv-xz]ie$/.test(term)) return [term, `${term.slice(0, -2)}y`]
  return [term]
}

/** The values that are texts; an adopter's own edits of the record may have stored other types. */
function textsOf(value: AttributeValue): readonly string[] {
  const values: readonly unknown[] = typeof value === 'string' ? [value] : Object.values(value ?? {})
  return values.filter((text) => typeof text === 'string')
}
