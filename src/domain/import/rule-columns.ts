/**
 * Converts between a CSV file and price rules, by one table of columns for all kinds. An empty cell leaves the field of
 * an existing rule unchanged. Invariant: an import of an exported row changes nothing.
 */
import { trimmed } from '../pasted.ts'
import type { RuleKind } from '../pricing/rules.ts'
import { accept, type Result, refuse } from '../result.ts'
import { joinCell, splitCell } from './cell-list.ts'
import type { Body } from './product-cells.ts'
import { type HeaderFault, headerFault, headerNames, unknownColumns } from './product-columns.ts'

/** The type of a cell; `effect` has a reader of its own. */
type Cell = 'text' | 'number' | 'flag' | 'list' | 'money' | 'texts' | 'effect'
type Table = { readonly [column: string]: readonly [field: string, cell: Cell] }

const DISCOUNT: Table = {
  type: ['type', 'effect'],
  value: ['value', 'effect'],
  every: ['every', 'effect'],
  buy: ['buy', 'effect'],
  get: ['get', 'effect'],
  description: ['description', 'texts'],
  min_subtotal: ['minSubtotal', 'money'],
  starts_at: ['startsAt', 'text'],
  ends_at: ['endsAt', 'text'],
  eligible_item_ids: ['skus', 'list'],
  categories: ['categories', 'list'],
  first_order_only: ['firstOrderOnly', 'flag'],
  priority: ['priority', 'number'],
  exclusive: ['exclusive', 'flag'],
  is_active: ['isActive', 'flag'],
}

const TABLES: { readonly [Kind in RuleKind]: Table } = {
  promotion: { id: ['id', 'text'], ...DISCOUNT },
  coupon: {
    code: ['code', 'text'],
    ...DISCOUNT,
    usage_limit: ['usageLimit', 'number'],
    usage_limit_per_user: ['usageLimitPerUser', 'number'],
  },
  shipping_rate: {
    id: ['id', 'text'],
    option: ['option', 'text'],
    title: ['title', 'texts'],
    description: ['description', 'texts'],
    countries: ['countries', 'list'],
    min_subtotal: ['minSubtotal', 'money'],
    max_subtotal: ['maxSubtotal', 'money'],
    min_weight_grams: ['minWeightGrams', 'number'],
    max_weight_grams: ['maxWeightGrams', 'number'],
    amount: ['amount', 'money'],
    estimated_days: ['estimatedDays', 'number'],
    is_active: ['isActive', 'flag'],
  },
  tax: {
    id: ['id', 'text'],
    title: ['title', 'texts'],
    description: ['description', 'texts'],
    country: ['country', 'text'],
    region: ['region', 'text'],
    categories: ['categories', 'list'],
    rate_percent: ['ratePercent', 'number'],
    inclusive: ['inclusive', 'flag'],
    on_shipping: ['onShipping', 'flag'],
    is_active: ['isActive', 'flag'],
  },
}

export interface RuleColumn {
  readonly name: string
  readonly field: string
  readonly cell: Cell
  /** The language of a column of texts; null for any other column. */
  readonly locale: string | null
}

/** @param defaultLocale the locale of texts without a suffix */
export function readRuleHeader(
  kind: RuleKind,
  cells: readonly string[],
  defaultLocale: string,
): Result<readonly RuleColumn[], HeaderFault> {
  const names = headerNames(cells).map(trimmed)
  const fault = headerFault(names)
  if (fault) return refuse(fault)
  const columns: RuleColumn[] = []
  for (const given of names) {
    const column = columnOf(kind, given, defaultLocale)
    if (!column) {
      const strangers = names.filter((name) => !columnOf(kind, name, defaultLocale))
      return refuse(unknownColumns(strangers, Object.keys(TABLES[kind])))
    }
    if (columns.some(({ name }) => name === column.name)) return refuse({ column: given, message: 'appears twice' })
    columns.push(column)
  }
  const [idColumn = ''] = Object.keys(TABLES[kind])
  const isThere = columns.some(({ name }) => name === idColumn)
  return isThere ? accept(columns) : refuse({ column: idColumn, message: 'is missing' })
}

function columnOf(kind: RuleKind, given: string, defaultLocale: string): RuleColumn | null {
  const [head = '', locale, ...more] = given.split(':')
  const name = head.toLowerCase()
  const found = Object.hasOwn(TABLES[kind], name) ? TABLES[kind][name] : undefined
  if (!found || more.length > 0 || locale === '' || locale === '__proto__') return null
  const [field, cell] = found
  if (cell === 'texts')
    return { name: `${name}:${locale ?? defaultLocale}`, field, cell, locale: locale ?? defaultLocale }
  return locale === undefined ? { name, field, cell, locale: null } : null
}

/** The columns of a kind of rule, with a column for each language of the texts in these bodies. */
export class RuleColumns {
  readonly #kind: RuleKind
  readonly #locales = new Map<string, Set<string>>()

  constructor(kind: RuleKind) {
    this.#kind = kind
  }

  add(body: Body): void {
    for (const field of ['title', 'description']) {
      const known = this.#locales.get(field) ?? new Set()
      for (const locale of Object.keys(bodyIn(body[field]))) known.add(locale)
      this.#locales.set(field, known)
    }
  }

  columns(): readonly RuleColumn[] {
    return Object.entries(TABLES[this.#kind]).flatMap(([name, [field, cell]]): readonly RuleColumn[] => {
      if (cell !== 'texts') return [{ name, field, cell, locale: null }]
      return [...(this.#locales.get(field) ?? [])].map((locale) => ({ name: `${name}:${locale}`, field, cell, locale }))
    })
  }
}

/**
 * Converts the row to a body of the API, whose schema checks the values.
 * @param before the body of the rule in the record, whose other languages stay
 */
export function bodyOfRule(
  columns: readonly RuleColumn[],
  cells: readonly string[],
  before: Body | null,
  currency: string,
): Body {
  const body: Record<string, unknown> = {}
  const effect: Record<string, string> = {}
  columns.forEach(({ field, cell, locale }, place) => {
    const text = trimmed(cells[place] ?? '')
    if (text === '') return
    if (cell === 'effect') effect[field] = text
    else if (cell === 'texts') body[field] = { ...bodyIn(body[field] ?? before?.[field]), [locale ?? '']: text }
    else body[field] = readCell(cell, text, currency)
  })
  return Object.keys(effect).length > 0 ? { ...body, effect: effectOf(effect, before, currency) } : body
}

function readCell(cell: Cell, text: string, currency: string): unknown {
  if (cell === 'list') return splitCell(text, true)
  if (cell === 'flag') return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text
  if (cell === 'money') return { amount: numberOf(text), currency }
  return cell === 'number' ? numberOf(text) : text
}

/** Returns an empty object for a value that is not an object. */
function bodyIn(value: unknown): Body {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Leaves text that is not a number unchanged, so that the schema refuses it. */
function numberOf(text: string): number | string {
  return /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : text
}

/** `value` is a percentage or an amount in minor units; 0 means that the effect has no such value. */
function effectOf({ value, every, buy, get, ...given }: Record<string, string>, before: Body | null, currency: string) {
  const old = bodyIn(before?.effect)
  const type = given.type ?? old.type
  const isFixed = type === 'fixed'
  return {
    ...(type === old.type && old),
    type,
    ...(value !== undefined && isFixed && { amount: readCell('money', value, currency) }),
    ...(value !== undefined &&
      !isFixed &&
      (type === 'percentage' || numberOf(value) !== 0) && { percent: numberOf(value) }),
    ...(every !== undefined &&
      (isFixed || every.toLowerCase() !== 'false') && { every: readCell('flag', every, currency) }),
    ...(buy !== undefined && { buy: numberOf(buy) }),
    ...(get !== undefined && { get: numberOf(get) }),
  }
}

/** @param body the body of the rule, with its id */
export function cellsOfRule(columns: readonly RuleColumn[], body: Body): string[] {
  const { percent, amount, ...effect } = bodyIn(body.effect)
  const words: Body = { ...effect, value: percent ?? bodyIn(amount).amount }
  return columns.map(({ field, cell, locale }) => {
    const value = cell === 'effect' ? words[field] : body[field]
    if (value === null || value === undefined) return ''
    if (cell === 'list') return joinCell(value as readonly string[])
    if (cell === 'money') return String(bodyIn(value).amount)
    if (cell === 'texts') return String(bodyIn(value)[locale ?? ''] ?? '')
    return String(value)
  })
}

/** The column of the file that fills the field at this path of a body. */
export function columnOfPath(kind: RuleKind, path: readonly PropertyKey[]): string {
  const [first = '', second = ''] = path.map(String)
  const field = first !== 'effect' ? first : ['percent', 'amount'].includes(second) ? 'value' : second || 'type'
  const found = Object.entries(TABLES[kind]).find(([, [of]]) => of === field)
  if (!found) return field
  const [name, [, cell]] = found
  return cell === 'texts' && second !== '' ? `${name}:${second}` : name
}
