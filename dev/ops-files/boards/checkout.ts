/** From the quote to a paid order. */
import { increase, quantile, rate, ratio, sum } from '../../../src/domain/alerts/expression.ts'
import { ANY_WINDOW, type Board } from '../board.ts'

const CHECKOUT_ROUTES = ['POST /v1/checkout/quote', 'POST /v1/checkout', 'POST /v1/orders/:id/pay']

export const checkout: Board = {
  uid: 'pannier-checkout',
  title: 'Pannier: checkout',
  rows: [
    {
      title: 'Checkout',
      panels: [
        {
          title: 'Checkouts by outcome',
          unit: 'ops',
          queries: [{ of: rate('checkouts_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
        {
          title: 'Failed checkouts',
          unit: 'percentunit',
          threshold: 0.1,
          queries: [
            {
              of: ratio(rate('checkouts_total', ANY_WINDOW, { outcome: 'error' }), rate('checkouts_total', ANY_WINDOW)),
              legend: 'failed',
            },
          ],
        },
        {
          title: 'p99 by route',
          unit: 's',
          queries: [
            {
              of: quantile(0.99, 'request_duration_seconds', ANY_WINDOW, { route: CHECKOUT_ROUTES }),
              by: ['route'],
              legend: '{{route}}',
            },
          ],
        },
        {
          title: 'Holds of units and coupons',
          unit: 'ops',
          queries: [{ of: rate('stock_holds_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
      ],
    },
    {
      title: 'Orders and money',
      panels: [
        {
          title: 'Orders by status reached',
          unit: 'ops',
          queries: [{ of: rate('order_transitions_total', ANY_WINDOW), by: ['to'], legend: '{{to}}' }],
        },
        {
          title: 'Revenue in an hour',
          unit: 'short',
          note: 'Minor units of the currency.',
          queries: [{ of: increase('revenue_minor_units_total', 3600), legend: 'revenue' }],
        },
        {
          title: 'Payments',
          unit: 'ops',
          queries: [{ of: rate('payments_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
        {
          title: 'Refunds',
          unit: 'ops',
          queries: [{ of: rate('refunds_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
        {
          title: 'Differences of the last ledger check',
          unit: 'short',
          threshold: 1,
          queries: [{ of: sum('ledger_differences'), by: ['kind'], legend: '{{kind}}' }],
        },
      ],
    },
  ],
}
