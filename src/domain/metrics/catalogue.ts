/**
 * The one table of metrics; help.ts has their meaning. Alerts, dashboards, documents and the console take names and label values from it, so a
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
  requests_total: counter({ route: null, status: STATUS_CLASSES }),
  request_duration_seconds: histogram({ route: null }, FAST),
  canary_requests_total: counter({
    outcome: ['answered', 'failed', 'unreachable'],
  }),
  pages_total: counter({ page: null }),
  refusals_total: counter({ code: null }),
  rate_limit_decisions_total: counter({
    bucket: LIMITS,
    decision: ['allowed', 'refused'],
  }),
  shed_total: counter({
    class: ROUTE_CLASSES,
  }),
  policy_state: gauge({ class: ROUTE_CLASSES }, 'max', MINUTE),

  reads_total: counter({
    tier: ['isolate', ...TIERS],
    outcome: ['hit', 'miss', 'error'],
  }),
  tier_calls_total: counter({
    tier: TIERS,
    outcome: ['ok', 'refused', 'error', 'timeout', 'open'],
  }),
  tier_call_duration_seconds: histogram({
    tier: TIERS,
  }),
  breaker_state: gauge({ tier: TIERS }, 'max', MINUTE),
  breaker_transitions_total: counter({ tier: TIERS, to: BREAKER_STATES }),

  drains_total: counter({
    kind: KINDS,
    how: ['announced', 'sent', 'failed'],
  }),
  queue_batches_total: counter({ queue: QUEUES }),
  queue_messages_total: counter({ queue: QUEUES, outcome: ['acked', 'retried'] }),
  queue_batch_duration_seconds: histogram({ queue: QUEUES }),
  confirm_lag_seconds: histogram({ kind: KINDS }, LAG),
  oldest_unconfirmed_seconds: gauge({ kind: KINDS }, 'max', ATTEMPTS),
  dead_letters_total: counter({
    reason: ['unreadable', 'refused', 'failed'],
  }),
  dead_letters: gauge({}, 'newest', JOB),
  duty_failures_total: counter({ duty: null }),
  stuck_duties: gauge({}, 'sum', ATTEMPTS),

  checkouts_total: counter({ outcome: ['placed', 'short', 'refused', 'error'] }),
  order_transitions_total: counter({ to: ORDER_STATUSES }),
  revenue_minor_units_total: counter({}),
  stock_holds_total: counter({
    outcome: ['held', 'short', 'refused', 'committed', 'released', 'restocked'],
  }),
  payments_total: counter({
    outcome: ['opened', 'succeeded', 'failed', 'refused'],
  }),
  refunds_total: counter({ outcome: ['done', 'pending', 'failed'] }),

  invoices_total: counter({ kind: ['invoice', 'credit_note'] }),

  webhook_deliveries_total: counter({
    outcome: ['delivered', 'failed', 'dead'],
  }),
  webhook_delay_seconds: histogram({}, LAG),

  sockets_opened_total: counter({ kind: ['cart', 'order'] }),
  sockets_closed_total: counter({ kind: ['cart', 'order'] }),
  socket_messages_total: counter({ outcome: ['accepted', 'refused'] }),

  searches_total: counter({ outcome: ['found', 'empty', 'error'] }),
  search_duration_seconds: histogram({}),
  sign_ins_total: counter({ outcome: ['succeeded', 'refused', 'error'] }),
  mails_total: counter({
    outcome: ['sent', 'refused', 'expired', 'dropped', 'given_up'],
  }),
  mail_failures_total: counter({}),
  mail_delay_seconds: histogram({}, LAG),
  attacks_total: counter({ kind: ATTACKS }),

  redis_commands_per_second: gauge({}, 'newest', MINUTE),
  redis_hit_ratio: gauge({}, 'newest', MINUTE),
  redis_clients: gauge({}, 'newest', MINUTE),
  redis_memory_bytes: gauge({}, 'newest', MINUTE),
  redis_memory_limit_bytes: gauge({}, 'newest', MINUTE),
  redis_evicted_keys_total: counter({}),
  redis_ping_seconds: gauge({}, 'newest', MINUTE),
  record_ping_seconds: gauge({}, 'newest', JOB),
  ledger_differences: gauge({ kind: DIFFERENCE_KINDS }, 'newest', 2 * DAY),
  reconciliation_differences: gauge({ kind: KINDS, finding: DISCREPANCIES }, 'newest', 7 * DAY),
  reconciliation_repairs_total: counter({ kind: KINDS, means: ACTIONS }),

  alerts_firing: gauge({ severity: SEVERITIES }, 'newest', JOB),

  build_info: gauge({ version: null }, 'newest', JOB),
  metrics_series: gauge({}, 'sum', MINUTE),
  metrics_dropped_total: counter({}),
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

function counter<const Labels extends Head['labels']>(labels: Labels) {
  return { kind: 'counter', labels } as const
}

function gauge<const Labels extends Head['labels'], const Its extends Fold>(
  labels: Labels,
  fold: Its,
  ttlSeconds: number,
) {
  return { kind: 'gauge', labels, fold, ttlSeconds } as const
}

function histogram<const Labels extends Head['labels']>(labels: Labels, buckets: readonly number[] = FAST) {
  return { kind: 'histogram', labels, buckets } as const
}
