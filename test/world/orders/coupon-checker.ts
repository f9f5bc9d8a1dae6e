/**
 * Checks what must hold of coupons when all is quiet: no user has used a coupon more often than allowed, the uses are
 * those of the orders, and no code that somebody added to a cart is lost.
 */
import { compare, type Position } from '../../../src/domain/position.ts'
import type { Truth } from '../witness/truth.ts'
import { COUNTED, usesOf } from './codes.ts'
import { goodsOf, hasSold } from './outcome.ts'
import type { Shop } from './shop.ts'

export function checkUses({ world, stock, orders }: Shop): void {
  for (const { code, limit, perUser } of COUNTED) {
    const { held, sold } = stock.totals(usesOf(code))
    const users = stock.users(usesOf(code))
    const fail = (message: string) =>
      world.fail(`${code} when all is quiet: ${message}; ${held} uses are held, ${sold} are sold`)
    const its = orders.all().filter(([, page]) => page.codes.includes(code))
    const of = (goods: string) => its.filter(([, page]) => goodsOf(page) === goods)
    if (held !== of('held').length) fail(`${of('held').length} waiting orders have the code`)
    if (sold !== of('sold').length) fail(`${of('sold').length} sold orders have the code`)
    if (limit !== null && held + sold > limit) fail(`the code was used more than ${limit} times`)
    const counted = new Map<string, number>()
    for (const [, { cart }] of [...of('held'), ...of('sold')]) counted.set(cart, (counted.get(cart) ?? 0) + 1)
    const [are, should] = [users, counted].map((each) => stock.textOfUsers(each))
    if (are !== should) fail(`the stock counts ${are} by user, but the orders have ${should}`)
    const greedy = [...counted].find(([, uses]) => perUser !== null && uses > perUser)
    if (greedy) fail(`${greedy[0]} used the code ${greedy[1]} times`)
  }
}

/**
 * A code that a shopper added, did not remove, and did not use in a purchase is in the cart, or in an order that waits.
 * Sealed carts are left out, because they pass on only lines.
 */
export function checkCodes(shop: Shop): void {
  const { world } = shop
  for (const { kind, id } of world.hosts()) {
    if (kind !== 'cart') continue
    const truth = world.witness.cart(id)
    const { state, seal, model } = truth
    if ((state !== 'live' && state !== 'evicted') || seal !== null) continue
    const has = new Set([...model.coupons.keys(), ...[...model.checkouts.values()].flatMap(({ coupons }) => coupons)])
    for (const [code, isWanted] of wanted(shop, id, truth)) {
      if (isWanted && !has.has(code)) world.fail(`${id}: the code ${code} was added, and is lost`)
    }
  }
}

/** By code: whether its newest event was that the shopper added it. */
function wanted({ world, orders }: Shop, cartId: string, { applied }: Truth): ReadonlyMap<string, boolean> {
  const turns: (readonly [at: Position, code: string, isPutIn: boolean])[] = []
  for (const [name, at] of applied) {
    for (const { command } of world.meant.get(name)?.steps ?? []) {
      if ('code' in command) turns.push([at, command.code, command.type === 'add_coupon'])
    }
    const page = orders.get(name)
    // A sale takes the code that was there when its checkout began, not one that was added later.
    if (page?.cart === cartId && hasSold(page)) for (const code of page.codes) turns.push([at, code, false])
  }
  turns.sort(([a], [b]) => compare(a, b))
  return new Map(turns.map(([, code, isPutIn]) => [code, isPutIn]))
}
