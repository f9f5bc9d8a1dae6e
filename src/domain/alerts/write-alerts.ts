/** Alerts about the way of writes to the tiers, the duties of objects, and the checks of both. */
import type { Alert } from './alert.ts'
import { above, absent, all, below, greater, increase, MINUTE, max, quantile, sum } from './expression.ts'

export const WRITE_ALERTS = {
  'confirm-lag': {
    severity: 'ticket',
    when: all(
      above(quantile(0.99, 'confirm_lag_seconds', 5 * MINUTE), 8),
      above(greater('confirm_lag_seconds', 7.5, 5 * MINUTE), 5),
    ),
    for: 2 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'seconds',
    title: { en: 'Writes reach Redis and the record late', zh: '写入延迟到达 Redis 与数据库' },
  },
  'unconfirmed-writes': {
    severity: 'page',
    when: above(max('oldest_unconfirmed_seconds'), 15 * MINUTE),
    for: 0,
    keepFiringFor: 5 * MINUTE,
    unit: 'seconds',
    title: { en: 'Writes have waited for the record for a long time', zh: '有写入长时间未进入数据库' },
  },
  'queue-stopped': {
    severity: 'page',
    when: all(
      below(increase('queue_batches_total', 3 * MINUTE, { queue: 'writes' }), 0.5),
      above(increase('drains_total', 3 * MINUTE, { how: ['announced', 'sent', 'failed'] }), 5),
    ),
    for: MINUTE,
    keepFiringFor: 2 * MINUTE,
    unit: 'count',
    title: { en: 'The queue of writes delivers nothing', zh: '写入队列停止投递' },
  },
  'dead-letters': {
    severity: 'ticket',
    when: above(max('dead_letters'), 0),
    for: 0,
    keepFiringFor: 0,
    unit: 'count',
    title: { en: 'Dead letters wait for an operator', zh: '有死信待处理' },
  },
  'webhook-dead': {
    severity: 'ticket',
    when: above(increase('webhook_deliveries_total', 60 * MINUTE, { outcome: 'dead' }), 0.5),
    for: 0,
    keepFiringFor: 0,
    unit: 'count',
    title: {
      en: 'Events were given up, because an endpoint took none for three days',
      zh: '接收端三天未接收，事件已放弃',
    },
  },
  'stuck-duties': {
    severity: 'ticket',
    when: above(sum('stuck_duties'), 0),
    for: 5 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'count',
    title: { en: 'Duties of objects have failed for over an hour', zh: '对象任务失败超过一小时' },
  },
  'mail-given-up': {
    severity: 'ticket',
    when: above(increase('mails_total', 60 * MINUTE, { outcome: 'given_up' }), 0.5),
    for: 0,
    keepFiringFor: 60 * MINUTE,
    unit: 'count',
    title: { en: 'E-mail messages were given up after two days', zh: '有邮件重试两天后放弃发送' },
  },
  'mail-failing': {
    severity: 'ticket',
    when: above(increase('mail_failures_total', 30 * MINUTE), 20),
    for: 15 * MINUTE,
    keepFiringFor: 15 * MINUTE,
    unit: 'count',
    title: { en: 'The e-mail provider accepts no messages', zh: '邮件服务商未接受邮件' },
  },
  'ledger-differences': {
    severity: 'ticket',
    when: above(sum('ledger_differences'), 0),
    for: 0,
    keepFiringFor: 0,
    unit: 'count',
    title: { en: 'The ledger check found differences of money or units', zh: '账目核对发现金额或库存差异' },
  },
  'reconciliation-differences': {
    severity: 'ticket',
    when: above(sum('reconciliation_differences'), 0),
    for: 0,
    keepFiringFor: 0,
    unit: 'count',
    title: { en: 'The reconciliation left copies that differ', zh: '核对后仍有副本不一致' },
  },
  'metrics-missing': {
    severity: 'page',
    // The object of the alerts records this gauge every minute, by the way of all metrics.
    when: above(absent('alerts_firing'), 0),
    for: 5 * MINUTE,
    keepFiringFor: 0,
    unit: 'count',
    title: { en: 'No metrics arrive, so no other alert can fire', zh: '没有指标到达，其他告警无法触发' },
  },
} as const satisfies Readonly<Record<string, Alert>>
