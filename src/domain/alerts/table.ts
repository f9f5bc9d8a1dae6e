/**
 * The one table of alerts. The worker's evaluator, the rules and rule tests for Prometheus, docs/alerts.md and the
 * sections of the runbook come from it (`npm run ops-files`).
 * Invariant: an alert that compares a share or a quantile also requires a number of bad events, so that one bad request at
 * night is none.
 */
import type { Alert } from './alert.ts'
import { REQUEST_ALERTS } from './request-alerts.ts'
import { TIER_ALERTS } from './tier-alerts.ts'
import { WRITE_ALERTS } from './write-alerts.ts'

const TABLE = { ...REQUEST_ALERTS, ...TIER_ALERTS, ...WRITE_ALERTS }

export type AlertId = keyof typeof TABLE

export const ALERTS: Readonly<Record<AlertId, Alert>> = TABLE

/** The cast: Object.keys widens to string. */
export const ALERT_IDS = Object.keys(ALERTS) as readonly AlertId[]
