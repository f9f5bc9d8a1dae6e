/** Alerts about requests: the error budget, latency, overload, checkout, payments, attacks. */
import type { Alert } from './alert.ts'
import {
  above,
  all,
  any,
  type Condition,
  DAY,
  greater,
  HOUR,
  increase,
  MINUTE,
  quantile,
  rate,
  ratio,
} from './expression.ts'

/** The share of requests that may fail by a fault of the service: 99.9 % must succeed. */
const ERROR_BUDGET = 0.001
/** Every route together; imports and exports are less than one request in a hundred. */
const P99_TARGET_SECONDS = 0.5

export const REQUEST_ALERTS = {
  'error-budget-fast': {
    severity: 'page',
    // 2 % of the budget of 30 days in an hour, or 5 % of it in six.
    when: any(burns(14.4, HOUR, 5 * MINUTE), burns(6, 6 * HOUR, 30 * MINUTE)),
    for: MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'percent',
    title: { en: 'Requests fail: the error budget burns fast', zh: '请求大量失败：错误预算快速消耗' },
  },
  'error-budget-slow': {
    severity: 'ticket',
    // 10 % of the budget in a day, or in three days.
    when: any(burns(3, DAY, 2 * HOUR), burns(1, 3 * DAY, 6 * HOUR)),
    for: 15 * MINUTE,
    keepFiringFor: HOUR,
    unit: 'percent',
    title: { en: 'Requests fail: the error budget burns slowly', zh: '请求持续失败：错误预算缓慢消耗' },
  },
  'canary-budget': {
    severity: 'page',
    // As the stable deployment sees it, because a canary that cannot run sends no metrics.
    when: all(
      above(
        ratio(
          rate('canary_requests_total', 5 * MINUTE, { outcome: ['failed', 'unreachable'] }),
          rate('canary_requests_total', 5 * MINUTE),
        ),
        limitOf(14.4),
      ),
      above(increase('canary_requests_total', 5 * MINUTE, { outcome: ['failed', 'unreachable'] }), 5),
    ),
    for: 0,
    keepFiringFor: 5 * MINUTE,
    unit: 'percent',
    title: { en: 'The canary burns its error budget', zh: '金丝雀部署消耗错误预算' },
  },
  'latency-p99': {
    severity: 'ticket',
    when: all(
      above(quantile(0.99, 'request_duration_seconds', 10 * MINUTE), P99_TARGET_SECONDS),
      above(greater('request_duration_seconds', P99_TARGET_SECONDS, 10 * MINUTE), 10),
    ),
    for: 5 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'seconds',
    title: { en: 'Requests are slow: p99 is over its target', zh: '请求过慢：p99 超过目标' },
  },
  overload: {
    severity: 'page',
    when: all(
      above(ratio(rate('shed_total', 5 * MINUTE), rate('requests_total', 5 * MINUTE)), 0.05),
      above(increase('shed_total', 5 * MINUTE), 20),
    ),
    for: MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'percent',
    title: { en: 'Isolates refuse requests because they are overloaded', zh: '实例过载，正在拒绝请求' },
  },
  'checkout-failing': {
    severity: 'page',
    when: all(
      above(ratio(rate('checkouts_total', 5 * MINUTE, { outcome: 'error' }), rate('checkouts_total', 5 * MINUTE)), 0.1),
      above(increase('checkouts_total', 5 * MINUTE, { outcome: 'error' }), 3),
    ),
    for: MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'percent',
    title: { en: 'Checkouts fail', zh: '结算失败' },
  },
  'payments-failing': {
    severity: 'page',
    when: all(
      above(
        ratio(
          rate('payments_total', 30 * MINUTE, { outcome: 'failed' }),
          rate('payments_total', 30 * MINUTE, { outcome: ['succeeded', 'failed'] }),
        ),
        0.5,
      ),
      above(increase('payments_total', 30 * MINUTE, { outcome: 'failed' }), 5),
    ),
    for: 5 * MINUTE,
    keepFiringFor: 10 * MINUTE,
    unit: 'percent',
    title: { en: 'Most payments fail', zh: '多数支付失败' },
  },
  attack: {
    severity: 'ticket',
    when: any(
      above(
        increase('attacks_total', 10 * MINUTE, {
          kind: ['address_failures', 'many_accounts', 'bulk_registration', 'coupon_guessing'],
        }),
        0,
      ),
      above(increase('attacks_total', 10 * MINUTE, { kind: ['account_locked', 'account_from_many_addresses'] }), 10),
    ),
    for: 0,
    keepFiringFor: 10 * MINUTE,
    unit: 'count',
    title: { en: 'Sign-ins, registrations or coupons are under attack', zh: '登录、注册或优惠码正受攻击' },
  },
} as const satisfies Readonly<Record<string, Alert>>

/**
 * Whether the budget burns this many times faster than it may, over a long window, and still does over a short one: so
 * that the alert ends soon after the fault (Google, The Site Reliability Workbook, chapter 5).
 */
function burns(times: number, long: number, short: number): Condition {
  const limit = limitOf(times)
  return all(above(errorRatio(long), limit), above(errorRatio(short), limit), above(errors(long), 10))
}

/** Rounded, so that rules show 0.0144 and not its error in binary. */
function limitOf(times: number): number {
  return Number((times * ERROR_BUDGET).toPrecision(6))
}

function errorRatio(window: number) {
  return ratio(rate('requests_total', window, { status: '5xx' }), rate('requests_total', window))
}

function errors(window: number) {
  return increase('requests_total', window, { status: '5xx' })
}
