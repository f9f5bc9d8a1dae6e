/** The way of a write: from the request through the object and the queue to the confirm. */
import { DAY, increase, max, quantile, rate, sum } from '../../../src/domain/alerts/expression.ts'
import { ANY_WINDOW, type Board } from '../board.ts'

const CART_ROUTES = [
  'GET /v1/cart',
  'POST /v1/cart/items',
  'PATCH /v1/cart/items/:sku',
  'DELETE /v1/cart/items/:sku',
  'PUT /v1/cart/selection',
  'POST /v1/cart/batch',
]

export const cartPath: Board = {
  uid: 'pannier-cart-path',
  title: 'Pannier: cart path',
  rows: [
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests by route',
          unit: 'reqps',
          queries: [
            { of: rate('requests_total', ANY_WINDOW, { route: CART_ROUTES }), by: ['route'], legend: '{{route}}' },
          ],
        },
        {
          title: 'p99 by route',
          unit: 's',
          queries: [
            {
              of: quantile(0.99, 'request_duration_seconds', ANY_WINDOW, { route: CART_ROUTES }),
              by: ['route'],
              legend: '{{route}}',
            },
          ],
        },
        {
          title: 'Messages over live connections',
          unit: 'ops',
          queries: [{ of: rate('socket_messages_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
      ],
    },
    {
      title: 'Drain and queue',
      panels: [
        {
          title: 'Drains',
          unit: 'ops',
          queries: [{ of: rate('drains_total', ANY_WINDOW), by: ['kind', 'how'], legend: '{{kind}} {{how}}' }],
        },
        {
          title: 'Messages consumed',
          unit: 'ops',
          queries: [
            { of: rate('queue_messages_total', ANY_WINDOW), by: ['queue', 'outcome'], legend: '{{queue}} {{outcome}}' },
          ],
        },
        {
          title: 'Batches',
          unit: 'ops',
          queries: [{ of: rate('queue_batches_total', ANY_WINDOW), by: ['queue'], legend: '{{queue}}' }],
        },
        {
          title: 'Time of a batch, p99',
          unit: 's',
          queries: [
            { of: quantile(0.99, 'queue_batch_duration_seconds', ANY_WINDOW), by: ['queue'], legend: '{{queue}}' },
          ],
        },
      ],
    },
    {
      title: 'Confirm',
      panels: [
        {
          title: 'Lag from commit to confirm',
          unit: 's',
          threshold: 8,
          queries: [0.5, 0.99].map((q) => ({
            of: quantile(q, 'confirm_lag_seconds', ANY_WINDOW),
            by: ['kind'],
            legend: `{{kind}} p${q * 100}`,
          })),
        },
        {
          title: 'Oldest write without a confirm',
          unit: 's',
          threshold: 900,
          queries: [{ of: max('oldest_unconfirmed_seconds'), by: ['kind'], legend: '{{kind}}' }],
        },
        {
          title: 'Failed attempts of duties',
          unit: 'ops',
          queries: [{ of: rate('duty_failures_total', ANY_WINDOW), by: ['duty'], legend: '{{duty}}' }],
        },
        {
          title: 'Stuck duties and dead letters',
          unit: 'short',
          queries: [
            { of: sum('stuck_duties'), legend: 'stuck duties' },
            { of: max('dead_letters'), legend: 'dead letters' },
          ],
        },
        {
          title: 'Copies that the last reconciliation left different',
          unit: 'short',
          threshold: 1,
          queries: [{ of: sum('reconciliation_differences'), by: ['kind', 'finding'], legend: '{{kind}} {{finding}}' }],
        },
        {
          title: 'Repairs by the reconciliation in a day',
          unit: 'short',
          queries: [
            { of: increase('reconciliation_repairs_total', DAY), by: ['kind', 'means'], legend: '{{kind}} {{means}}' },
          ],
        },
        {
          title: 'New dead letters',
          unit: 'ops',
          queries: [{ of: rate('dead_letters_total', ANY_WINDOW), by: ['reason'], legend: '{{reason}}' }],
        },
      ],
    },
  ],
}
