/** The first dashboard to open: whether shoppers can buy, and what is wrong if not. */
import { increase, max, quantile, rate, ratio, sum } from '../../../src/domain/alerts/expression.ts'
import { ANY_WINDOW, type Board } from '../board.ts'

const failed = ratio(rate('requests_total', ANY_WINDOW, { status: '5xx' }), rate('requests_total', ANY_WINDOW))

export const overview: Board = {
  uid: 'pannier-overview',
  title: 'Pannier: overview',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Requests',
          unit: 'reqps',
          isNumber: true,
          queries: [{ of: rate('requests_total', ANY_WINDOW), legend: '' }],
        },
        {
          title: 'Failed requests',
          unit: 'percentunit',
          isNumber: true,
          threshold: 0.001,
          queries: [{ of: failed, legend: '' }],
        },
        {
          title: 'p99',
          unit: 's',
          isNumber: true,
          threshold: 0.5,
          queries: [{ of: quantile(0.99, 'request_duration_seconds', ANY_WINDOW), legend: '' }],
        },
        {
          title: 'Orders paid in an hour',
          unit: 'short',
          isNumber: true,
          queries: [{ of: increase('order_transitions_total', 3600, { to: 'paid' }), legend: '' }],
        },
        {
          title: 'Lag from commit to confirm, p99',
          unit: 's',
          isNumber: true,
          threshold: 8,
          queries: [{ of: quantile(0.99, 'confirm_lag_seconds', ANY_WINDOW), legend: '' }],
        },
        {
          title: 'Dead letters',
          unit: 'short',
          isNumber: true,
          threshold: 1,
          queries: [{ of: max('dead_letters'), legend: '' }],
        },
      ],
    },
    {
      title: 'Traffic',
      panels: [
        {
          title: 'Requests by status',
          unit: 'reqps',
          queries: [{ of: rate('requests_total', ANY_WINDOW), by: ['status'], legend: '{{status}}' }],
        },
        {
          title: 'Failed requests',
          unit: 'percentunit',
          threshold: 0.001,
          note: 'The error budget is 0.1 %.',
          queries: [{ of: failed, by: ['deployment'], legend: '{{deployment}}' }],
        },
        {
          title: 'Duration',
          unit: 's',
          threshold: 0.5,
          queries: [0.5, 0.9, 0.99].map((q) => ({
            of: quantile(q, 'request_duration_seconds', ANY_WINDOW),
            legend: `p${q * 100}`,
          })),
        },
        {
          title: 'Refusals by code',
          unit: 'reqps',
          queries: [{ of: rate('refusals_total', ANY_WINDOW), by: ['code'], legend: '{{code}}' }],
        },
      ],
    },
    {
      title: 'Shop',
      panels: [
        {
          title: 'Orders',
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
          title: 'Pages and live connections',
          unit: 'ops',
          queries: [
            { of: rate('pages_total', ANY_WINDOW), legend: 'pages' },
            { of: rate('sockets_opened_total', ANY_WINDOW), legend: 'connections opened' },
            { of: rate('sockets_closed_total', ANY_WINDOW), legend: 'connections closed' },
          ],
        },
        {
          title: 'Searches',
          unit: 'ops',
          queries: [{ of: rate('searches_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
        {
          title: 'Versions',
          unit: 'short',
          queries: [{ of: sum('build_info'), by: ['deployment', 'version'], legend: '{{deployment}} {{version}}' }],
        },
        {
          title: 'Metrics themselves',
          unit: 'short',
          queries: [
            { of: sum('metrics_series'), legend: 'series' },
            { of: increase('metrics_dropped_total', 3600), legend: 'increments dropped in an hour' },
          ],
        },
      ],
    },
  ],
}
