/**
 * Finds and writes lines in the rows of a list. Pure.
 * Invariant: the first line of a SKU has the key `{sku}`, each further one `{sku}#{lineId}`, and further lines exist
 * only if a first one does. One lookup is therefore enough to see that a SKU has no line.
 */
import type { Change, LineRows } from '../rows.ts'
import { type Attributes, ITEMS, type Line, REMOVED, SAVED } from './cart.ts'
import { COUPONS } from './coupons.ts'
import { furtherKey, furtherKeysOf, isLineId, skuOf } from './line-id.ts'

/** The lists that hold lines. */
const LINE_LISTS: readonly string[] = [ITEMS, SAVED, REMOVED]

type Keyed = readonly [key: string, line: Line]

/** Compares regardless of the order of keys. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
}

/** The line of this SKU and these attributes. */
export function equalLine(rows: LineRows, list: string, sku: string, attributes: Attributes): Line | undefined {
  const first = at(rows, list, sku)
  if (!first || sameAttributes(first.attributes, attributes)) return first
  return furtherLines(rows, list, sku).find(([, line]) => sameAttributes(line.attributes, attributes))?.[1]
}

export function lineById(rows: LineRows, list: string, lineId: string): Line | undefined {
  const key = keyOf(rows, list, lineId)
  return key === undefined ? undefined : at(rows, list, key)
}

/** The lines with this name: at most one for a line id, all lines of the product for a SKU. */
export function linesNamed(rows: LineRows, list: string, name: string): readonly Line[] {
  if (isLineId(name)) {
    const line = lineById(rows, list, name)
    return line ? [line] : []
  }
  const first = at(rows, list, name)
  return first ? [first, ...furtherLines(rows, list, name).map(([, line]) => line)] : []
}

/** Writes a line under its existing key, or under the next free one of its SKU. */
export function putLine(rows: LineRows, list: string, line: Line): Change {
  const { lineId } = line
  const sku = skuOf(lineId)
  const free = at(rows, list, sku) ? furtherKey(lineId) : sku
  return { list, key: keyOf(rows, list, lineId) ?? free, value: line }
}

/** Drops a line; if it was the first of its SKU, the next one becomes the first. */
export function dropLine(rows: LineRows, list: string, lineId: string): readonly Change[] {
  const key = keyOf(rows, list, lineId)
  if (key === undefined) return []
  const gone: Change = { list, key, value: null }
  const [heir] = key === skuOf(lineId) ? furtherLines(rows, list, key) : []
  return heir
    ? [
        { list, key, value: heir[1] },
        { list, key: heir[0], value: null },
      ]
    : [gone]
}

/**
 * The names of lines and coupon codes that a write changed, compared with the rows before it. A line is named by its
 * SKU if the SKU has no other line, otherwise by its id. A line that only moved to another key has not changed.
 */
export function changesIn(rows: LineRows, before: readonly Change[]): readonly string[] {
  const names = new Map<string, string>()
  const earlier = new Set(before.map(({ value }) => value))
  const note = (list: string, { lineId }: Line) => {
    const sku = skuOf(lineId)
    const isAlone = linesNamed(rows, list, sku).every((other) => other.lineId === lineId)
    if (!isAlone || !names.has(lineId)) names.set(lineId, isAlone ? sku : lineId)
  }
  for (const { list, key, value } of before) {
    if (list === COUPONS) names.set(`${list} ${key}`, key)
    // The other lists hold nothing that a shopper sees.
    if (!LINE_LISTS.includes(list)) continue
    const [was, is] = [value as Line | null, at(rows, list, key)]
    if (was && lineById(rows, list, was.lineId) !== was) note(list, was)
    if (is && !earlier.has(is)) note(list, is)
  }
  return [...new Set(names.values())]
}

function keyOf(rows: LineRows, list: string, lineId: string): string | undefined {
  return [skuOf(lineId), furtherKey(lineId)].find((key) => at(rows, list, key)?.lineId === lineId)
}

/** Sorted by rank. */
function furtherLines(rows: LineRows, list: string, sku: string): readonly Keyed[] {
  const beginning = furtherKeysOf(sku)
  const further: Keyed[] = []
  for (const [key, row] of rows.entries(list)) if (key.startsWith(beginning)) further.push([key, row as Line])
  return further.sort(([, a], [, b]) => a.rank - b.rank)
}

function at(rows: LineRows, list: string, key: string): Line | undefined {
  // Rows of these lists are written by `evolve` only, in the shape of CART_SCHEMA.
  return rows.get(list, key) as Line | undefined
}
