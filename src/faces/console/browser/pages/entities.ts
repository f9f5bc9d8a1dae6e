/** The things that operators edit, with their fields in the order of the form. The texts follow the language. */
import { texts } from '../core/reader.ts'
import { INVALID } from '../core/values.ts'
import type { Entity, Spec } from '../parts/spec.ts'
import { FIELDS } from '../texts/fields.ts'

export type RuleSegment = 'promotions' | 'coupons' | 'shipping-rates' | 'taxes'

/** @param categories ids with their names */
export function productEntity(categories: Spec['options'] = []): Entity {
  const t = texts(FIELDS)
  return {
    kind: 'product',
    api: '/v1/admin/products',
    at: '/catalogue/products',
    idField: 'sku',
    noun: t.product,
    fields: [
      { name: 'title', label: t.title, kind: 'texts' },
      { name: 'description', label: t.description, kind: 'prose' },
      { name: 'category', label: t.category, kind: 'choice', options: categories },
      { name: 'status', label: t.status, kind: 'choice', options: statusOptions() },
      { name: 'price', label: t.price, kind: 'money' },
      { name: 'compareAtPrice', label: t.compareAtPrice, kind: 'money', isNullable: true },
      { name: 'weightGrams', label: t.weightGrams, kind: 'int' },
      { name: 'labels', label: t.labels, kind: 'list', hint: t.listHint },
      { name: 'images', label: t.images, kind: 'images', hint: t.imagesHint },
      { name: 'attributes', label: t.attributes, kind: 'attributes' },
      { name: 'family', label: t.family, kind: 'family', hint: t.familyHint },
    ],
    fresh: {
      ...{ title: {}, description: {}, category: categories[0]?.[0] ?? '', status: 'hidden', price: INVALID },
      ...{ compareAtPrice: null, weightGrams: 0, labels: [], images: [], attributes: {}, family: null },
    },
  }
}

function statusOptions() {
  const { active, hidden, discontinued } = texts(FIELDS).statuses
  return Object.entries({ active, hidden, discontinued })
}

export function categoryEntity(categories: Spec['options'] = []): Entity {
  const t = texts(FIELDS)
  return {
    kind: 'category',
    api: '/v1/admin/categories',
    at: '/catalogue/categories',
    idField: 'id',
    noun: t.category,
    fields: [
      { name: 'name', label: t.name, kind: 'texts' },
      { name: 'parent', label: t.parent, kind: 'choice', isNullable: true, options: categories },
      { name: 'rank', label: t.rank, kind: 'int' },
    ],
    fresh: { name: {}, parent: null, rank: 0 },
  }
}

const DISCOUNT = {
  ...{ description: {}, isActive: true, effect: { type: 'percentage', percent: 10 }, minSubtotal: null },
  ...{ startsAt: null, endsAt: null, skus: [], categories: [], firstOrderOnly: false, priority: 0, exclusive: false },
}

export function ruleEntity(segment: RuleSegment): Entity {
  const t = texts(FIELDS)
  const common = { api: `/v1/admin/${segment}`, at: `/prices/${segment}` }
  const description: Spec = { name: 'description', label: t.description, kind: 'texts' }
  const isActive: Spec = { name: 'isActive', label: t.isActive, kind: 'bool' }
  const minSubtotal: Spec = { name: 'minSubtotal', label: t.minSubtotal, kind: 'money', isNullable: true }
  const categories: Spec = { name: 'categories', label: t.categories, kind: 'list', hint: t.listHint }
  const uses = (name: 'usageLimit' | 'usageLimitPerUser'): Spec => ({
    name,
    label: t[name],
    kind: 'int',
    isNullable: true,
  })
  const discount: readonly Spec[] = [
    { name: 'effect', label: t.effect, kind: 'effect' },
    isActive,
    { name: 'exclusive', label: t.exclusive, kind: 'bool' },
    { name: 'firstOrderOnly', label: t.firstOrderOnly, kind: 'bool' },
    { name: 'startsAt', label: t.startsAt, kind: 'time', isNullable: true },
    { name: 'endsAt', label: t.endsAt, kind: 'time', isNullable: true },
    minSubtotal,
    { name: 'priority', label: t.priority, kind: 'int', hint: t.priorityHint },
    { name: 'skus', label: t.skus, kind: 'list', hint: t.listHint },
    categories,
    description,
  ]
  if (segment === 'promotions') {
    return { ...common, kind: 'promotion', idField: 'id', noun: t.promotion, fields: discount, fresh: DISCOUNT }
  }
  if (segment === 'coupons') {
    const fields = [...discount, uses('usageLimit'), uses('usageLimitPerUser')]
    const fresh = { ...DISCOUNT, usageLimit: null, usageLimitPerUser: null }
    return { ...common, kind: 'coupon', idField: 'code', noun: t.coupon, fields, fresh }
  }
  if (segment === 'taxes') {
    return {
      ...common,
      kind: 'tax',
      idField: 'id',
      noun: t.tax,
      fields: [
        { name: 'title', label: t.title, kind: 'texts' },
        { name: 'country', label: t.country, kind: 'text' },
        { name: 'region', label: t.region, kind: 'text', isNullable: true },
        { name: 'ratePercent', label: t.ratePercent, kind: 'decimal' },
        isActive,
        { name: 'inclusive', label: t.inclusive, kind: 'bool' },
        { name: 'onShipping', label: t.onShipping, kind: 'bool' },
        categories,
        description,
      ],
      fresh: {
        ...{ title: {}, country: INVALID, region: null, ratePercent: INVALID, isActive: true, inclusive: true },
        ...{ onShipping: false, categories: [], description: {} },
      },
    }
  }
  return {
    ...common,
    kind: 'shipping_rate',
    idField: 'id',
    noun: t.rate,
    fields: [
      { name: 'title', label: t.title, kind: 'texts' },
      { name: 'option', label: t.option, kind: 'text' },
      { name: 'amount', label: t.amount, kind: 'money' },
      { name: 'estimatedDays', label: t.estimatedDays, kind: 'int' },
      isActive,
      { name: 'countries', label: t.countries, kind: 'list', hint: t.countriesHint },
      minSubtotal,
      { name: 'maxSubtotal', label: t.maxSubtotal, kind: 'money', isNullable: true },
      { name: 'minWeightGrams', label: t.minWeightGrams, kind: 'int' },
      { name: 'maxWeightGrams', label: t.maxWeightGrams, kind: 'int', isNullable: true },
      description,
    ],
    fresh: {
      ...{ title: {}, option: 'standard', amount: INVALID, estimatedDays: 3, isActive: true, countries: [] },
      ...{ minSubtotal: null, maxSubtotal: null, minWeightGrams: 0, maxWeightGrams: null, description: {} },
    },
  }
}
