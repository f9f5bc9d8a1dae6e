/**
 * Removes the shopper's personal data from an order's rows. Pure.
 * Invariant: amounts, SKUs and times stay; everything that names or describes the person is deleted. Every field of a
 * row has its rule below, so that a new field does not compile without a rule.
 */

import type { Change, RowsView } from '../rows.ts'
import { withoutNotes } from './notes.ts'
import {
  CONTACT,
  contactOf,
  DUTIES,
  HISTORY,
  keyedLines,
  LINES,
  ME,
  ORDER,
  type OrderLine,
  type OrderRow,
  orderOf,
  PAYMENTS,
  type Payment,
  paymentsOf,
  REFUNDS,
  type Refund,
  refundsOf,
  type Transition,
} from './order.ts'
import { RETURNS, type Return, returnsOf } from './return.ts'
import { SHIPMENT, type Shipment } from './shipment.ts'

type Rules<Row> = {
  readonly [Field in keyof Row]-?: (value: Row[Field], person: ReadonlySet<string>) => Row[Field]
}

/** Replaces the shopper's id. */
const SHOPPER = 'shopper'
/** Replaces a text that may describe the person. */
const NO_TEXT = '-'
/** Reasons that the order itself writes; they contain no text by people. */
const OWN_REASONS: ReadonlySet<string> = new Set([
  'cancelled',
  'returned',
  'wrong_amount',
  'wrong_currency',
  'not_wanted',
])

const stays = <Value>(value: Value) => value
const role = (by: string, person: ReadonlySet<string>) => (person.has(by) ? SHOPPER : by)

const ORDER_RULES: Rules<OrderRow> = {
  owner: () => null,
  cart: () => null,
  currency: stays,
  status: stays,
  totals: stays,
  shippingOption: stays,
  shipping: stays,
  couponCodes: stays,
  createdAt: stays,
  expiresAt: stays,
}

const LINE_RULES: Rules<OrderLine> = {
  lineId: stays,
  title: stays,
  image: stays,
  quantity: stays,
  unitPrice: stays,
  lineTotal: stays,
  attributes: () => ({}),
  adjustments: stays,
  discount: stays,
  tax: stays,
  charged: stays,
  place: stays,
  goods: stays,
  available: stays,
}

const TRANSITION_RULES: Rules<Transition> = { from: stays, to: stays, at: stays, by: role }

const PAYMENT_RULES: Rules<Payment> = {
  provider: stays,
  amount: stays,
  currency: stays,
  state: stays,
  reference: stays,
  returnUrl: () => null,
  at: stays,
}

const REFUND_RULES: Rules<Refund> = {
  paymentId: stays,
  amount: stays,
  reason: (reason) => (OWN_REASONS.has(reason) ? reason : NO_TEXT),
  by: role,
  state: stays,
  at: stays,
  stray: stays,
  lines: stays,
  restock: stays,
  returnId: stays,
  isEdit: stays,
}

/** Deletes the tracking number, because the carrier's page for it shows the address. */
const SHIPMENT_RULES: Rules<Shipment> = {
  carrier: stays,
  trackingNumber: () => NO_TEXT,
  at: stays,
  lines: stays,
  deliveredAt: stays,
  returnUntil: stays,
}

const RETURN_RULES: Rules<Return> = {
  lines: stays,
  reason: () => NO_TEXT,
  state: stays,
  at: stays,
  changedAt: stays,
  answer: (answer) => answer && NO_TEXT,
  labelUrl: () => undefined,
  refundId: stays,
}

/** The lists to which people write after an erasure. */
const RULES: { readonly [list: string]: unknown } = {
  [HISTORY]: TRANSITION_RULES,
  [REFUNDS]: REFUND_RULES,
  [RETURNS]: RETURN_RULES,
  [SHIPMENT]: SHIPMENT_RULES,
}

/** Removes from changes of an erased order the texts that may describe its person. */
export function withoutTexts(rows: RowsView, changes: readonly Change[]): readonly Change[] {
  if (orderOf(rows)?.owner !== null) return changes
  return changes.map((change) => {
    const { list, value } = change
    const rules = value === null ? undefined : RULES[list]
    if (!rules) return change
    // The casts: each list holds rows of one type, and the rules keep JSON values as JSON values.
    const row = value as Record<string, unknown>
    return { ...change, value: ruled(row, rules as Rules<typeof row>, NOBODY) as unknown as typeof value }
  })
}

const NOBODY: ReadonlySet<string> = new Set()

/** The order's row without its person. */
export function anonymous(order: OrderRow): OrderRow {
  return ruled(order, ORDER_RULES, new Set())
}

/** Deletes all personal data except that in the order's own row. */
export function eraseDetails(rows: RowsView, order: OrderRow, now: number): readonly Change[] {
  const person = new Set([order.owner, order.cart].filter((id) => id !== null))
  const payments = paymentsOf(rows)
  const shipments = rows.entries(SHIPMENT) as Iterable<readonly [string, Shipment]>
  const isErased = payments.every(([, { returnUrl }]) => returnUrl === null)
  const history = rows.entries(HISTORY) as Iterable<readonly [string, Transition]>
  return [
    ...(contactOf(rows) ? [{ list: CONTACT, key: ME, value: null }] : []),
    ...withoutNotes(rows),
    ...ruledRows(LINES, keyedLines(rows), LINE_RULES, person),
    ...ruledRows(HISTORY, history, TRANSITION_RULES, person),
    ...ruledRows(PAYMENTS, payments, PAYMENT_RULES, person),
    ...ruledRows(REFUNDS, refundsOf(rows), REFUND_RULES, person),
    ...ruledRows(SHIPMENT, shipments, SHIPMENT_RULES, person),
    ...ruledRows(RETURNS, returnsOf(rows), RETURN_RULES, person),
    // The provider stores the return URL too.
    ...(isErased ? [] : [{ list: DUTIES, key: 'payments', value: { at: now, what: 'settle' } }]),
  ]
}

/** Whether the order's own row names neither an owner nor a cart. */
function isAnonymous({ owner, cart }: OrderRow): boolean {
  return owner === null && cart === null
}

export function withoutPerson(rows: RowsView, order: OrderRow, now: number): readonly Change[] {
  const row: Change[] = isAnonymous(order) ? [] : [{ list: ORDER, key: ME, value: anonymous(order) }]
  return [...row, ...eraseDetails(rows, order, now)]
}

function ruledRows<Row extends Record<string, unknown>>(
  list: string,
  entries: Iterable<readonly [key: string, row: Row]>,
  rules: Rules<Row>,
  person: ReadonlySet<string>,
): readonly Change[] {
  return [...entries].flatMap(([key, row]): Change[] => {
    const kept = ruled(row, rules, person)
    const isSame = JSON.stringify(kept) === JSON.stringify(row)
    // The rules keep JSON values as JSON values.
    return isSame ? [] : [{ list, key, value: kept as unknown as NonNullable<Change['value']> }]
  })
}

/** Applies the rules to a row. A field without a rule was written by another version and is deleted. */
function ruled<Row extends Record<string, unknown>>(row: Row, rules: Rules<Row>, person: ReadonlySet<string>): Row {
  const kept = Object.entries(row).flatMap(([field, value]) => {
    const rule = (rules as Readonly<Record<string, (value: unknown, person: ReadonlySet<string>) => unknown>>)[field]
    return rule ? [[field, rule(value, person)] as const] : []
  })
  return Object.fromEntries(kept) as Row
}
