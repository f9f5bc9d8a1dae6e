// Invariants of the traffic policies: a mode ends with its causes, a switch at its end at the latest; of several causes
// the strictest mode holds; the table offers nothing that could lose a line, oversell or charge an old price.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessOf } from '../../../src/contract/access.ts'
import { DOCUMENTED } from '../../../src/contract/openapi/documented.ts'
import { classOf, hasStaleAnswer } from '../../../src/domain/policy/class-of.ts'
import { stateOf } from '../../../src/domain/policy/state.ts'
import { complaintAbout, MAX_SWITCH_MS, switched, switchOf } from '../../../src/domain/policy/switches.ts'
import { MODES, POLICIES, ROUTE_CLASSES, SWITCH_MODES } from '../../../src/domain/policy/table.ts'

const NOW = 1_764_000_000_000
const its = fc.constantFrom(...ROUTE_CLASSES)
const change = fc.record({
  its,
  mode: fc.constantFrom(...SWITCH_MODES),
  until: fc.option(fc.integer({ min: NOW - MAX_SWITCH_MS, max: NOW + 2 * MAX_SWITCH_MS })),
})
const author = { by: 'usr_op', reason: 'a test' }
const CALM = { isL2Down: false, isRecordDown: false, isOverloaded: false, switches: {} }
const circumstances = fc.record({ isL2Down: fc.boolean(), isRecordDown: fc.boolean(), isOverloaded: fc.boolean() })
const rank = (mode: (typeof MODES)[number]) => MODES.indexOf(mode)

describe('a switch', () => {
  it('a switch never has effect at its end or later, nor later than 24 hours after it was set', () => {
    fc.assert(
      fc.property(fc.array(change), fc.nat({ max: 3 * MAX_SWITCH_MS }), (changes, later) => {
        let switches = {}
        for (const each of changes) if (!complaintAbout(each, NOW)) switches = switched(switches, each, author, NOW)
        for (const each of ROUTE_CLASSES) {
          const last = changes.findLast((made) => made.its === each && !complaintAbout(made, NOW))
          const end = last && last.mode !== 'normal' ? (last.until ?? NOW + MAX_SWITCH_MS) : NOW
          const mode = NOW + later < end ? last?.mode : 'normal'
          expect(switchOf(switches, each, NOW + later)?.mode ?? 'normal').toBe(mode)
          expect(stateOf(each, { ...CALM, switches }, NOW + later).mode).toBe(mode)
        }
        expect(stateOf('cart', { ...CALM, switches }, NOW + MAX_SWITCH_MS)).toEqual({ mode: 'normal', causes: [] })
      }),
    )
  })

  it('a class accepts only the modes of its row, and only an end within 24 hours', () => {
    fc.assert(
      fc.property(change, (made) => {
        const isOffered = made.mode === 'normal' || POLICIES[made.its].switches.includes(made.mode)
        const isInTime = made.until === null || (made.until > NOW && made.until <= NOW + MAX_SWITCH_MS)
        const isPlain = made.mode !== 'normal' || made.until === null
        expect(complaintAbout(made, NOW) === null).toBe(isOffered && isInTime && isPlain)
      }),
    )
    expect(complaintAbout({ its: 'cart', mode: 'refuse', until: Number.NaN }, NOW)).not.toBe(null)
  })
})

describe('the mode of a class', () => {
  it('the strictest of all causes holds and names them, and it ends with them', () => {
    fc.assert(
      fc.property(
        its,
        circumstances,
        fc.option(fc.constantFrom('stale' as const, 'refuse' as const)),
        (each, facts, mode) => {
          const offered = mode !== null && POLICIES[each].switches.includes(mode) ? mode : null
          const switches = offered ? switched({}, { its: each, mode: offered, until: null }, author, NOW) : {}
          const together = stateOf(each, { ...facts, switches }, NOW)
          const alone = [
            stateOf(each, { ...CALM, isL2Down: facts.isL2Down }, NOW),
            stateOf(each, { ...CALM, isRecordDown: facts.isRecordDown }, NOW),
            stateOf(each, { ...CALM, isOverloaded: facts.isOverloaded }, NOW),
            stateOf(each, { ...CALM, switches }, NOW),
          ]
          expect(rank(together.mode)).toBe(Math.max(...alone.map((state) => rank(state.mode))))
          const causes = alone.filter(({ mode }) => mode === together.mode && mode !== 'normal')
          expect(together.causes).toEqual(causes.flatMap((state) => state.causes))
          expect(stateOf(each, CALM, NOW)).toEqual({ mode: 'normal', causes: [] })
        },
      ),
    )
  })

  it('a breaker and a switch together: the stricter one holds', () => {
    const refuse = switched({}, { its: 'browsing', mode: 'refuse', until: NOW + 1_000 }, author, NOW)
    const down = { ...CALM, isRecordDown: true, switches: refuse }
    expect(stateOf('browsing', down, NOW)).toEqual({ mode: 'refuse', causes: ['switch'] })
    expect(stateOf('browsing', down, NOW + 1_000)).toEqual({ mode: 'stale', causes: ['record_down'] })
    const stale = switched({}, { its: 'browsing', mode: 'stale', until: null }, author, NOW)
    const both = { ...down, switches: stale }
    expect(stateOf('browsing', both, NOW)).toEqual({ mode: 'stale', causes: ['record_down', 'switch'] })
  })
})

describe('the table', () => {
  it('checkout has no old values, payments and sign-ins cannot be switched off, and operators are always admitted', () => {
    expect([POLICIES.checkout.recordDown, ...POLICIES.checkout.switches]).not.toContain('stale')
    for (const each of ['orders', 'sign_in', 'operators'] as const) expect(POLICIES[each].switches).toEqual([])
    expect(stateOf('operators', { ...CALM, isL2Down: true, isRecordDown: true, isOverloaded: true }, NOW).mode).toBe(
      'partial',
    )
  })

  it('an overloaded isolate refuses browsing before carts, and carts before checkouts', () => {
    const patience = (each: (typeof ROUTE_CLASSES)[number]) => POLICIES[each].patience ?? Number.POSITIVE_INFINITY
    expect(patience('browsing')).toBeLessThan(patience('cart'))
    expect(patience('cart')).toBeLessThan(patience('checkout'))
    for (const each of ['orders', 'accounts', 'sign_in', 'operators'] as const) {
      expect(patience(each)).toBeGreaterThanOrEqual(patience('checkout'))
    }
  })

  it.each([
    ['/v1/products', 'browsing'],
    ['/v1/products/tea', 'browsing'],
    ['/docs', 'browsing'],
    ['/v1/cart', 'cart'],
    ['/v1/cart/items', 'cart'],
    ['/v1/cartoons', 'browsing'],
    ['/v1/auth/guest', 'cart'],
    ['/v1/auth/login', 'sign_in'],
    ['/v1/auth/refresh', 'sign_in'],
    ['/v1/auth/register', 'accounts'],
    ['/v1/me/export', 'accounts'],
    ['/v1/checkout', 'checkout'],
    ['/v1/orders', 'orders'],
    ['/v1/orders/ord_1/pay', 'orders'],
    ['/pay/simulated/pay_1', 'orders'],
    ['/v1/webhooks/payments/simulated', 'orders'],
    ['/v1/admin/ops/policies', 'operators'],
    ['/readyz', 'operators'],
    ['/metrics', 'operators'],
  ] as const)('%s is of the class %s', (path, expected) => {
    expect(classOf(path)).toBe(expected)
  })

  it('every route for operators is of their class, and no route for shoppers is', () => {
    const paths = DOCUMENTED.map(({ path }) => path)
    expect(paths.length).toBeGreaterThan(80)
    for (const path of paths.filter((each) => each.startsWith('/v1/'))) {
      expect([path, classOf(path) === 'operators']).toEqual([path, path.startsWith('/v1/admin/')])
    }
  })

  it('browsing has only public reads, so that refusing it refuses no act of a shopper', () => {
    const browsing = DOCUMENTED.filter(({ path }) => classOf(path) === 'browsing')
    expect(browsing.length).toBeGreaterThan(5)
    for (const { method, path } of browsing) {
      expect([method, path, accessOf(method.toUpperCase(), path)]).toEqual(['get', path, 'public'])
    }
  })

  it('while carts are switched to old values, only reading the cart is answered', () => {
    expect(hasStaleAnswer('cart', 'GET', '/v1/cart')).toBe(true)
    expect(hasStaleAnswer('cart', 'DELETE', '/v1/cart')).toBe(false)
    expect(hasStaleAnswer('cart', 'POST', '/v1/cart/items')).toBe(false)
    expect(hasStaleAnswer('cart', 'GET', '/v1/cart/history')).toBe(false)
    expect(hasStaleAnswer('browsing', 'GET', '/v1/products')).toBe(true)
  })
})
