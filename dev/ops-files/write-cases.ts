/** Cases of the alerts about the way of writes, duties and checks. */
import type { Case } from './cases.ts'
import { counter, gauge, histogram } from './series.ts'

const HOUR = 60

export const WRITE_CASES: readonly Case[] = [
  {
    alert: 'confirm-lag',
    fault: 'confirms come by the alarm, eleven seconds after the commit',
    course: [HOUR, 15, HOUR],
    series: [
      histogram('confirm_lag_seconds', { kind: 'cart' }, 1.2, [30, 0, 30]),
      histogram('confirm_lag_seconds', { kind: 'order' }, 11, [0, 10, 0]),
    ],
    firesAfter: 3,
    endsAfter: 10,
  },
  {
    alert: 'confirm-lag',
    fault: 'one message is lost at night, when there are few',
    course: [HOUR, 1, HOUR],
    series: [
      histogram('confirm_lag_seconds', { kind: 'cart' }, 1.2, [2, 2, 2]),
      histogram('confirm_lag_seconds', { kind: 'order' }, 11, [0, 1, 0]),
    ],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'unconfirmed-writes',
    fault: 'an object has waited for twenty minutes',
    course: [HOUR, 10, HOUR],
    series: [gauge('oldest_unconfirmed_seconds', { kind: 'cart' }, [2, 1200, null])],
    firesAfter: 1,
    endsAfter: 6,
  },
  {
    alert: 'queue-stopped',
    fault: 'the queue delivers no batch while objects send',
    course: [HOUR, 10, HOUR],
    series: [
      counter('queue_batches_total', { queue: 'writes' }, [20, 0, 20]),
      counter('queue_batches_total', { queue: 'events' }, [5, 5, 5]),
      counter('drains_total', { kind: 'cart', how: 'announced' }, [50, 50, 50]),
    ],
    firesAfter: 4,
    endsAfter: 3,
  },
  {
    alert: 'queue-stopped',
    fault: 'no shopper writes at night',
    course: [HOUR, 10, HOUR],
    series: [
      counter('queue_batches_total', { queue: 'writes' }, [20, 0, 20]),
      counter('drains_total', { kind: 'cart', how: 'announced' }, [50, 0, 50]),
    ],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'dead-letters',
    fault: 'a copy was refused',
    course: [HOUR, 5, HOUR],
    series: [gauge('dead_letters', {}, [0, 1, 0])],
    firesAfter: 1,
    endsAfter: 1,
  },
  {
    alert: 'mail-given-up',
    fault: 'three messages were given up',
    course: [HOUR, 3, 3 * HOUR],
    series: [counter('mails_total', { outcome: 'given_up' }, [0, 1, 0])],
    firesAfter: 1,
    endsAfter: 120,
  },
  {
    alert: 'mail-failing',
    fault: 'the provider is down for an hour',
    course: [HOUR, HOUR, 2 * HOUR],
    series: [counter('mail_failures_total', {}, [0, 5, 0])],
    firesAfter: 20,
    endsAfter: 41,
  },
  {
    alert: 'webhook-dead',
    fault: 'an endpoint took nothing for three days',
    course: [HOUR, 5, 2 * HOUR],
    series: [counter('webhook_deliveries_total', { outcome: 'dead' }, [0, 1, 0])],
    firesAfter: 1,
    endsAfter: 60,
  },
  {
    alert: 'ledger-differences',
    fault: 'a check found a difference',
    course: [HOUR, 5, HOUR],
    series: [gauge('ledger_differences', { kind: 'units' }, [0, 2, 0])],
    firesAfter: 1,
    endsAfter: 1,
  },
  {
    alert: 'reconciliation-differences',
    fault: 'a pass could not repair two carts, and the next one found them repaired',
    course: [HOUR, 5, HOUR],
    series: [
      gauge('reconciliation_differences', { kind: 'cart', finding: 'rows_lost' }, [0, 2, 0]),
      gauge('reconciliation_differences', { kind: 'order', finding: 'record_behind' }, [0, 0, 0]),
    ],
    firesAfter: 1,
    endsAfter: 1,
  },
  {
    alert: 'reconciliation-differences',
    fault: 'no pass has ended yet',
    course: [HOUR, 5, HOUR],
    series: [gauge('ledger_differences', { kind: 'units' }, [0, 0, 0])],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'stuck-duties',
    fault: 'three duties have failed for an hour',
    course: [HOUR, 20, HOUR],
    series: [gauge('stuck_duties', {}, [null, 3, null])],
    firesAfter: 6,
    endsAfter: 6,
  },
  {
    alert: 'metrics-missing',
    fault: 'no metrics arrive',
    course: [HOUR, 20, HOUR],
    series: [gauge('alerts_firing', { severity: 'page' }, [0, null, 0])],
    firesAfter: 6,
    endsAfter: 1,
  },
]
