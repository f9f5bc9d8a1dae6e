/**
 * A copy as a Redis hash: one field per row of its kind's spread list, and `meta` with the rest.
 * Invariant: every field carries the copy's position and `meta` counts the rows, so that a hash mixed from two copies
 * is detected.
 */
import { type Copy, type Held, type Json, type Kind, L2_SPREAD, type Lists } from '../../domain/copy.ts'
import { formatPosition } from '../../domain/position.ts'

type Fields = readonly (readonly [name: string, value: string])[]
type Row = { readonly [name: string]: unknown }

/** Keys of a row's position, and of the row itself when it is not an object; rows do not use these names. */
const AT = '@position'
const SELF = '@value'

export function copyToFields(copy: Copy): Fields {
  const { epoch, version, schema, state, updatedAt } = copy
  const head = { epoch, version, schema, state, updatedAt }
  if (copy.state !== 'live') return [['meta', JSON.stringify(head)]]

  const { list, prefix } = spreadOf(copy.kind)
  const { [list]: spread = {}, ...lists } = copy.lists
  const rows = Object.entries(spread)
  const at = formatPosition(copy)
  const meta = { ...head, seal: copy.seal, rows: rows.length, lists }
  return [
    ['meta', JSON.stringify(meta)],
    ...rows.map(([key, row]) => [`${prefix}${key}`, rowToField(row, at)] as const),
  ]
}

/** Returns null when the fields are not exactly one complete copy. */
export function copyFromFields(kind: Kind, id: string, fields: ReadonlyMap<string, string>): Copy | null {
  const meta = parse(fields.get('meta'))
  if (!meta) return null
  const { epoch, version, schema, state, updatedAt, seal, lists, rows } = meta
  if (!isCount(epoch) || !isCount(version) || !isCount(schema) || !isCount(updatedAt)) return null
  const head = { kind, id, epoch, version, schema, updatedAt }
  if (state === 'expired' || state === 'erased') return { ...head, state }
  if (state !== 'live' || !(seal === null || typeof seal === 'string') || !isLists(lists)) return null

  const { list, prefix } = spreadOf(kind)
  const at = formatPosition(head)
  const spread: [string, Json][] = []
  for (const [name, text] of fields) {
    if (!name.startsWith(prefix)) continue
    const row = rowFromField(text, at)
    if (row === undefined) return null
    spread.push([name.slice(prefix.length), row])
  }
  if (spread.length !== rows) return null
  return { ...head, state, seal, lists: { ...lists, [list]: Object.fromEntries(spread) } }
}

const HELD_TEXT = /^(\d{1,16}) (\d{1,16}) (\d{1,16}) (live|expired|erased)$/

/** Reads the answer of the script HELD for one key. */
export function heldFrom(text: unknown): Held | null | 'unreadable' {
  if (text === '') return null
  const match = typeof text === 'string' ? HELD_TEXT.exec(text) : null
  if (!match) return 'unreadable'
  const [, epoch, version, updatedAt, state] = match
  // The cast: the expression names the states.
  return { epoch: Number(epoch), version: Number(version), updatedAt: Number(updatedAt), state: state as Held['state'] }
}

function spreadOf(kind: Kind) {
  const spread = L2_SPREAD[kind]
  if (!spread) throw new Error(`L2 keeps no ${kind}`)
  return spread
}

function rowToField(row: Json, at: string): string {
  const isRecord = typeof row === 'object' && row !== null && !Array.isArray(row)
  return JSON.stringify(isRecord ? { ...row, [AT]: at } : { [SELF]: row, [AT]: at })
}

/** Returns undefined when the row has a different position. */
function rowFromField(text: string, at: string): Json | undefined {
  const row = parse(text)
  if (row?.[AT] !== at) return undefined
  const { [AT]: _, ...rest } = row
  // The cast: JSON.parse returns Json.
  return (SELF in rest ? rest[SELF] : rest) as Json
}

function parse(text: string | undefined): Row | null {
  try {
    const value: unknown = text === undefined ? null : JSON.parse(text)
    return isRow(value) ? value : null
  } catch {
    return null
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isLists(value: unknown): value is Lists {
  return isRow(value) && Object.values(value).every(isRow)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
