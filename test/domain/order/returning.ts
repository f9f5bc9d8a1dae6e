/** A paid order whose shopper returns units within fourteen days, with a clock of its own. */
import { decide, type OrderCommand } from '../../../src/domain/order/decide.ts'
import { orderOf } from '../../../src/domain/order/order.ts'
import { returnsOf } from '../../../src/domain/order/return.ts'
import { partsOf, returnableOf } from '../../../src/domain/order/units.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'
import { pay } from './paper.ts'

export const DAY = 24 * 3600_000
export const BY = { by: 'usr_1' } as const

export class Shop {
  readonly rows = new RowSet()
  now = 1_000
  #last = 0

  try(command: OrderCommand): string | null {
    const newId = (prefix: string) => `${prefix}_${String(++this.#last).padStart(4, '0')}`
    const decision = decide(this.rows, command, { now: this.now, newId, returnMs: 14 * DAY })
    if (!decision.ok) return decision.refusal.code
    this.rows.apply(decision.value)
    return null
  }

  get returns() {
    return returnsOf(this.rows)
  }

  returnable(now: number) {
    const status = orderOf(this.rows)?.status ?? 'refused'
    return returnableOf({ ...partsOf(this.rows), status, returns: this.returns }, now)
  }
}

export function paid(): Shop {
  const shop = new Shop()
  pay(shop)
  return shop
}

/** A paid order that has shipped and arrived as a whole. */
export function delivered(): Shop {
  const shop = paid()
  shop.try({ type: 'ship', carrier: 'SF', trackingNumber: '1', ...BY })
  shop.try({ type: 'deliver', ...BY })
  return shop
}

export function ask(quantity = 1, reason = 'x'): OrderCommand {
  return { type: 'request_return', lines: [{ sku: 'tea', quantity }], reason, ...BY }
}

/** Asks for a return. @returns its id */
export function asked(shop: Shop, quantity = 1, reason = 'x'): string {
  shop.try(ask(quantity, reason))
  return shop.returns[0]?.[0] ?? ''
}
