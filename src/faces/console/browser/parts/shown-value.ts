/** A value of a field in words, for lists and for the comparison of edits. */
import type { ProductImage } from '../../../../domain/media/image.ts'
import type { Family } from '../../../../domain/product.ts'
import { count, fullMoment, money, texts } from '../core/reader.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import type { Spec } from './spec.ts'

type Effect = { readonly type: string; readonly [field: string]: unknown }

export function shownValue({ kind, options = [] }: Pick<Spec, 'kind' | 'options'>, value: unknown): string {
  const t = texts(FRAME)
  if (value === null || value === undefined || value === '') return t.none
  if (kind === 'bool') return value ? t.yes : t.no
  if (kind === 'money') return money(value as Parameters<typeof money>[0])
  if (kind === 'time') return fullMoment(String(value))
  if (kind === 'int' || kind === 'decimal') return count(Number(value))
  if (kind === 'choice') return options.find(([key]) => key === value)?.[1] ?? String(value)
  if (kind === 'list') return (value as readonly string[]).join(', ') || t.none
  if (kind === 'images') return (value as readonly ProductImage[]).map(imageText).join(', ') || t.none
  if (kind === 'family') return familyText(value as Family)
  if (kind === 'effect') return effectText(value as Effect)
  if (kind === 'text') return String(value)
  const parts = Object.entries(value as object).map(([name, part]) => `${name}: ${partText(part)}`)
  return parts.join(' · ') || t.none
}

function familyText({ id, options }: Family): string {
  return [id, ...options.map(({ name, value }) => `${partText(name)}: ${partText(value)}`)].join(' · ')
}

function imageText(image: ProductImage): string {
  return typeof image === 'string' ? image : `${image.src} (${partText(image.alt)})`
}

function partText(part: unknown): string {
  return typeof part === 'object' && part !== null ? Object.values(part).join(' / ') : String(part)
}

export function effectText({ type, percent, amount, buy, get }: Effect): string {
  const t = texts(FIELDS)
  const known: Readonly<Record<string, string>> = t.effects
  if (type === 'percentage') return `−${percent} %`
  if (type === 'fixed') return `−${shownValue({ kind: 'money' }, amount)}`
  if (type === 'buy_x_get_y') return `${buy} + ${get} (−${percent} %)`
  return known[type] ?? type
}
