/**
 * The one table of metrics. Alerts, dashboards, documents and the console take names and label values from it, so a
 * wrong name does not compile. Invariant: a metric is in the table only while some code records it, and the values of
 * every label are a closed set that no client can extend.
 */
import { KINDS } from '../copy.ts'
import { DIFFERENCE_KINDS } from '../ledger/difference.ts'
import { ORDER_STATUSES } from '../order/transitions.ts'
import { ROUTE_CLASSES } from '../policy/table.ts'
import { DISCREPANCIES } from '../reconciliation/judge.ts'
import { ACTIONS } from '../report.ts'

/** In front of every name where metrics leave the deployment. */
export const PREFIX = 'pannier_'

/**
 * How several samples of a gauge make one value: `newest` is the newest one, `max` and `sum` take all samples that are
 * not older than the gauge's `ttlSeconds`. A gauge without a sample in that time is absent.
 */
export type Fold = 'newest' | 'max' | 'sum'

/** Null for a label whose values another closed table lists: the routes, the problem codes, the duties, the pages. */
type Values = readonly string[] | null

interface Head {
  readonly help: string
  readonly labels: { readonly [label: string]: Values }
}

export type Metric = Head &
  (
    | { readonly kind: 'counter' }
    | { readonly kind: 'gauge'; readonly fold: Fold; readonly ttlSeconds: number }
    /** Upper bounds of the buckets, ascending; a bucket without an upper bound follows them. */
    | { readonly kind: 'histogram'; readonly buckets: readonly number[] }
  )

export const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const
export const TIERS = ['l2', 'record'] as const
export const BREAKER_STATES = ['closed', 'half-open', 'open'] as const
/** `page` wakes somebody at any hour; `ticket` waits for working hours. */
export const SEVERITIES = ['page', 'ticket'] as const
const LIMITS = ['address', 'read', 'search', 'write', 'login', 'checkout', 'proof', 'coupon', 'view', 'upload'] as const
const QUEUES = ['writes', 'events', 'dead_letters'] as const
const ATTACKS = [
  'address_failures',
  'many_accounts',
  'bulk_registration',
  'account_locked',
  'account_from_many_addresses',
  'refresh_reused',
  'role_changed',
  'coupon_guessing',
] as const

/** Seconds. */
const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const
const LAG = [0.5, 1, 1.5, 2, 3, 4, 5, 7.5, 10, 30, 60, 300, 3600] as const
const MINUTE = 60
/** Longer than the pause between two attempts of a duty. */
const ATTEMPTS = 65 * MINUTE
/** Longer than the pause between two runs of the metrics' job of which one was missed. */
const JOB = 5 * MINUTE
const DAY = 24 * 60 * MINUTE

export const METRICS = {
  requests_total: counter('Requests answered.', { route: null, status: STATUS_CLASSES }),
  request_duration_seconds: histogram('Time from receipt to answer.', { route: null }, FAST),
  canary_requests_total: counter('Requests that the stable deployment gave to the canary, by what it saw of them.', {
    outcome: ['answered', 'failed', 'unreachable'],
  }),
  pages_total: counter('Pages shown to people.', { page: null }),
  refusals_total: counter('Requests answered with a problem document.', { code: null }),
  rate_limit_decisions_total: counter('Units asked of a request limit.', {
    bucket: LIMITS,
    decision: ['allowed', 'refused'],
  }),
  shed_total: counter('Requests refused because the isolate had too much work.', {
    class: ROUTE_CLASSES,
  }),
  policy_state: gauge(
    '0 normal, 1 open, 2 partial, 3 stale, 4 shed, 5 refuse; the strictest of all isolates.',
    { class: ROUTE_CLASSES },
    'max',
    MINUTE,
  ),

  reads_total: counter('Keys of the catalogue looked up in a tier.', {
    tier: ['isolate', ...TIERS],
    outcome: ['hit', 'miss', 'error'],
  }),
  tier_calls_total: counter('Calls to Redis (l2) and to the database (record).', {
    tier: TIERS,
    outcome: ['ok', 'refused', 'error', 'timeout', 'open'],
  }),
  tier_call_duration_seconds: histogram('Time of a call to a tier that was not stopped by the breaker.', {
    tier: TIERS,
  }),
  breaker_state: gauge('0 closed, 1 half-open, 2 open; the worst of all isolates.', { tier: TIERS }, 'max', MINUTE),
  breaker_transitions_total: counter('Changes of a breaker.', { tier: TIERS, to: BREAKER_STATES }),

  drains_total: counter('Messages that objects sent to the queue of writes, or failed to send.', {
    kind: KINDS,
    how: ['announced', 'sent', 'failed'],
  }),
  queue_batches_total: counter('Batches that a consumer finished.', { queue: QUEUES }),
  queue_messages_total: counter('Messages of these batches.', { queue: QUEUES, outcome: ['acked', 'retried'] }),
  queue_batch_duration_seconds: histogram('Time to consume a batch.', { queue: QUEUES }),
  confirm_lag_seconds: histogram('Time from a commit to the confirm that the tiers have it.', { kind: KINDS }, LAG),
  oldest_unconfirmed_seconds: gauge(
    'Age of the oldest write without a confirm that an object saw at a drain.',
    { kind: KINDS },
    'max',
    ATTEMPTS,
  ),
  dead_letters_total: counter('Messages and copies moved to the dead letters.', {
    reason: ['unreadable', 'refused', 'failed'],
  }),
  dead_letters: gauge('Dead letters in the record.', {}, 'newest', JOB),
  duty_failures_total: counter('Attempts of a duty that failed.', { duty: null }),
  stuck_duties: gauge('Duties that have failed for over an hour and did so again.', {}, 'sum', ATTEMPTS),

  checkouts_total: counter('Checkouts answered.', { outcome: ['placed', 'short', 'refused', 'error'] }),
  order_transitions_total: counter('Orders that reached a status.', { to: ORDER_STATUSES }),
  revenue_minor_units_total: counter('Totals of the orders that were paid, in minor units of the currency.', {}),
  stock_holds_total: counter('Holds of units and coupons, and their ends.', {
    outcome: ['held', 'short', 'refused', 'committed', 'released', 'restocked'],
  }),
  payments_total: counter('Payments as providers reported them to orders.', {
    outcome: ['opened', 'succeeded', 'failed', 'refused'],
  }),
  refunds_total: counter('Attempts to refund at a provider.', { outcome: ['done', 'pending', 'failed'] }),

  invoices_total: counter('Invoices and credit notes that were numbered.', { kind: ['invoice', 'credit_note'] }),

  webhook_deliveries_total: counter('Attempts to deliver an event to an endpoint, and events given up.', {
    outcome: ['delivered', 'failed', 'dead'],
  }),
  webhook_delay_seconds: histogram('Time from a change to the first attempt to deliver its event.', {}, LAG),

  sockets_opened_total: counter('Live connections accepted.', { kind: ['cart', 'order'] }),
  sockets_closed_total: counter('Live connections closed.', { kind: ['cart', 'order'] }),
  socket_messages_total: counter('Messages of clients over live connections.', { outcome: ['accepted', 'refused'] }),

  searches_total: counter('Pages of searches, lists and suggestions.', { outcome: ['found', 'empty', 'error'] }),
  search_duration_seconds: histogram('Time to read such a page.', {}),
  sign_ins_total: counter('Sign-ins and registrations judged.', { outcome: ['succeeded', 'refused', 'error'] }),
  mails_total: counter('Messages that left the queue of their recipient.', {
    outcome: ['sent', 'refused', 'expired', 'dropped', 'given_up'],
  }),
  mail_failures_total: counter('Attempts to send a message that failed and come again.', {}),
  mail_delay_seconds: histogram('Time from the change that owes a message to its sending.', {}, LAG),
  attacks_total: counter('Notices of attacks.', { kind: ATTACKS }),

  redis_commands_per_second: gauge('Commands that Redis handles in a second.', {}, 'newest', MINUTE),
  redis_hit_ratio: gauge('Share of key lookups that Redis answered, since its start.', {}, 'newest', MINUTE),
  redis_clients: gauge('Connections to Redis.', {}, 'newest', MINUTE),
  redis_memory_bytes: gauge('Memory that Redis uses.', {}, 'newest', MINUTE),
  redis_memory_limit_bytes: gauge('Memory that Redis may use; 0 for no limit.', {}, 'newest', MINUTE),
  redis_evicted_keys_total: counter('Keys that Redis evicted for lack of memory.', {}),
  redis_ping_seconds: gauge('Round trip of a PING to Redis.', {}, 'newest', MINUTE),
  record_ping_seconds: gauge('Round trip of the smallest query to the record.', {}, 'newest', JOB),
  ledger_differences: gauge('Differences of the last ledger check.', { kind: DIFFERENCE_KINDS }, 'newest', 2 * DAY),
  reconciliation_differences: gauge(
    'Discrepancies of copies that the last reconciliation did not repair.',
    { kind: KINDS, finding: DISCREPANCIES },
    'newest',
    7 * DAY,
  ),
  reconciliation_repairs_total: counter('Repairs of copies by the reconciliation.', { kind: KINDS, means: ACTIONS }),

  alerts_firing: gauge('Alerts that fire.', { severity: SEVERITIES }, 'newest', JOB),

  build_info: gauge('Always 1; the label has the version.', { version: null }, 'newest', JOB),
  metrics_series: gauge('Series that a shard of the metrics keeps.', {}, 'sum', MINUTE),
  metrics_dropped_total: counter('Increments that were not counted: too many series, or a lost delta.', {}),
} as const satisfies { readonly [name: string]: Metric }

type Table = typeof METRICS
export type MetricName = keyof Table
export type NameOf<Kind extends Metric['kind']> = {
  [Name in MetricName]: Table[Name]['kind'] extends Kind ? Name : never
}[MetricName]

/** The labels of a metric, with the values that they can have. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof Table[Name]['labels']]: Table[Name]['labels'][Label] extends readonly (infer Value)[]
    ? Value
    : string
}

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[]

/** Undefined for a name of another version's table. */
export function metricOf(name: string): Metric | undefined {
  return Object.hasOwn(METRICS, name) ? METRICS[name as MetricName] : undefined
}

/** The base unit that the name ends with, or '' for a plain count. */
export function unitOf(name: string): string {
  return /_(seconds|bytes|ratio|minor_units)(?:_total)?$/.exec(name)?.[1]?.replace('_', ' ') ?? ''
}

function counter<const Labels extends Head['labels']>(help: string, labels: Labels) {
  return { kind: 'counter', help, labels } as const
}

function gauge<const Labels extends Head['labels'], const Its extends Fold>(
  help: string,
  labels: Labels,
  fold: Its,
  ttlSeconds: number,
) {
  return { kind: 'gauge', help, labels, fold, ttlSeconds } as const
}

function histogram<const Labels extends Head['labels']>(
  help: string,
  labels: Labels,
  buckets: readonly number[] = FAST,
) {
  return { kind: 'histogram', help, labels, buckets } as const
}
