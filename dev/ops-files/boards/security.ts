/** Sign-ins, limits and attacks. */
import { increase, rate } from '../../../src/domain/alerts/expression.ts'
import { ANY_WINDOW, type Board } from '../board.ts'

export const security: Board = {
  uid: 'pannier-security',
  title: 'Pannier: security',
  rows: [
    {
      title: 'People',
      panels: [
        {
          title: 'Sign-ins and registrations',
          unit: 'ops',
          queries: [{ of: rate('sign_ins_total', ANY_WINDOW), by: ['outcome'], legend: '{{outcome}}' }],
        },
        {
          title: 'Notices of attacks in an hour',
          unit: 'short',
          queries: [{ of: increase('attacks_total', 3600), by: ['kind'], legend: '{{kind}}' }],
        },
        {
          title: 'Requests by status',
          unit: 'reqps',
          queries: [{ of: rate('requests_total', ANY_WINDOW), by: ['status'], legend: '{{status}}' }],
        },
      ],
    },
    {
      title: 'Limits',
      panels: [
        {
          title: 'Refused by request limits',
          unit: 'reqps',
          queries: [
            {
              of: rate('rate_limit_decisions_total', ANY_WINDOW, { decision: 'refused' }),
              by: ['bucket'],
              legend: '{{bucket}}',
            },
          ],
        },
        {
          title: 'Refused because of overload',
          unit: 'reqps',
          queries: [{ of: rate('shed_total', ANY_WINDOW), by: ['class'], legend: '{{class}}' }],
        },
        {
          title: 'Refusals by code',
          unit: 'reqps',
          queries: [{ of: rate('refusals_total', ANY_WINDOW), by: ['code'], legend: '{{code}}' }],
        },
      ],
    },
  ],
}
