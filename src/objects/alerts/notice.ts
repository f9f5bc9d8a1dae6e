/**
 * The body of a notice, in the form that Standard Webhooks recommends. `text` is one line for people; chat services
 * such as Slack and Mattermost show it.
 */
import { type Alert, runbookOf, valueText } from '../../domain/alerts/alert.ts'
import { firstOf } from '../../domain/alerts/expression.ts'
import type { AlertEvent, AlertState, Owed } from '../../domain/alerts/state.ts'
import type { PublicEvent } from '../../domain/outbox.ts'

/** @param now milliseconds since 1970 */
export function noticeOf(
  id: string,
  { severity, title, unit, when }: Alert,
  owed: Exclude<Owed, null>,
  { since }: AlertState,
  value: number | undefined,
  now: number,
): string {
  const shown = value !== undefined && Number.isFinite(value) ? value : null
  const threshold = firstOf(when).than
  const measured = shown === null ? '' : `: ${valueText(shown, unit)}, threshold ${valueText(threshold, unit)}`
  return JSON.stringify({
    type: `alert.${owed}`,
    timestamp: new Date(now).toISOString(),
    text: owed === 'firing' ? `[${severity}] ${title.en}${measured}` : `[resolved] ${title.en}`,
    data: {
      ...{ id, severity, title, value: shown, threshold, unit },
      state: owed,
      since: new Date(since).toISOString(),
      runbook: runbookOf(id),
    },
  })
}

/** @param now milliseconds since 1970 */
export function eventOf(
  id: string,
  type: AlertEvent,
  alertId: string,
  { severity, title, unit, when }: Alert,
  value: number | undefined,
  now: number,
): PublicEvent {
  const shown = value !== undefined && Number.isFinite(value) ? value : null
  const data = { alertId, severity, title: title.en, value: shown, threshold: firstOf(when).than, unit }
  return { id, type, version: 1, subject: `alert:${alertId}`, at: now, data }
}
