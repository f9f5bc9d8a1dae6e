/**
 * The words by which products are found, and what is looked for. Pure; the same for every record.
 * Invariant: a text that is asked for as it stands in a product finds that product, as far as its terms were kept.
 */
import type { AttributeValue, Texts } from '../product.ts'
import { fold, type Run, runsOf } from './fold.ts'

/** A word of a product and its weight there: the greater the likelier it is what the product is about. */
export interface SearchTerm {
  /** At most 64 characters. */
  readonly term: string
  readonly weight: number
}

/** A word that is asked for: as a whole, or as the beginning of one. */
export interface QueryTerm {
  readonly term: string
  readonly prefix: boolean
  /**
   * A pair out of four or more characters in a row, which may stand within a word or between two: of all such pairs
   * more than half must be found, so that 降噪耳机 finds 降噪头戴耳机.
   */
  readonly loose?: true
}

export interface SearchableTexts {
  readonly sku: string
  readonly title: Texts
  readonly description: Texts
  readonly attributes: { readonly [name: string]: AttributeValue }
}

const MAX_TERMS = 400
const MAX_TERM_LENGTH = 64
const MAX_QUERY_TERMS = 16
// Beyond this a query is cut: far more than 16 terms take.
const MAX_QUERY_LENGTH = 2_000
// Parts of one joined word.
const MAX_PARTS = 16

/** The whole SKU; its parts count as little as a word of the description. */
const SKU = 30
// A word of the title counts more in a short title, and still more as what the title is a kind of.
const TITLE = 20
const HEAD = 10
const ATTRIBUTE = 8
const DESCRIPTION = 2

const JOINT = /^[-‐-―'’‘_.&]?$/
const JOINT_OR_SPACE = /^[-‐-―'’‘_.&\s]?$/
// The text after a clause end describes the product further, or names the thing that the product is part of.
const CLAUSE_END = /[:;(|]|,(?!\d)/

/** Each term once, with the greatest of its weights; at most 400, those of the SKU and the title first. */
export function indexTerms({ sku, title, description, attributes }: SearchableTexts): readonly SearchTerm[] {
  const found = new Map<string, number>()
  const fill = (texts: readonly string[], termsOf: (folded: string) => Iterable<SearchTerm>) => {
    texts.forEach((text, place) => {
      // The texts share the room that is left, so that every language gets some terms.
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
  return [...found].map(([term, weight]) => ({ term, weight }))
}

/** At most 16 terms; none when the text has nothing searchable. Emoji count only where the text has nothing else. */
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

/** Every way to write the SKU, from any of its parts on; the whole of it before all else. */
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

/** The head noun is last in a name: 手机 and 机 in 智能手机, phone in “Compact Phone”. A unit after a number is skipped. */
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

/** One letter begins words of most products: it is a term of its own, of titles and attributes alone. */
function firstOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0)
}

/** Runs that may be written as one, `Wi-Fi` and `65W`; a chain has words and numbers, or only pairs, or one emoji. */
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

/** Every part; and from every part on, all as one, so that whatever begins there is the beginning of a term. */
function* termsOf(chain: readonly Run[]): Generator<string> {
  if (chain[0]?.kind === 'pairs') {
    const characters = chain.flatMap(({ text }) => [...text])
    // The last character stands by itself, because a query of one character looks for a beginning.
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
    // `noise-cancelling` is two words wherever it stands, `usb-c` and `iphone15` are one.
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

/** Cut to the record's limit, the plural as the singular; as a beginning it finds at least what the full text finds. */
function comparable(text: string): string {
  const cut = text.length > MAX_TERM_LENGTH ? [...text].slice(0, MAX_TERM_LENGTH).join('') : text
  return cut.replace(/^([a-z]{2,}[a-hj-rtv-z])s$/, '$1')
}

/**
 * The term, and what its singular or plural is called: `berries` is compared as `berrie`, which both `hoodie` and
 * `berry` have, so each is kept under either spelling.
 */
function formsOf(term: string): readonly string[] {
  if (/^[a-z]{2,}[b-df-hj-np-tv-xz]y$/.test(term)) return [term, `${term.slice(0, -1)}ie`]
  if (/^[a-z]{2,}[b-df-hj-np-tv-xz]ie$/.test(term)) return [term, `${term.slice(0, -2)}y`]
  return [term]
}

/** All that are texts: an adopter's own edits may have left anything there. */
function textsOf(value: AttributeValue): readonly string[] {
  const values: readonly unknown[] = typeof value === 'string' ? [value] : Object.values(value ?? {})
  return values.filter((text) => typeof text === 'string')
}
