/**
 * The object of the alerts, and of the settings that a firing alert changes. The schedule calls it every minute; its
 * alarm sends notices that are still owed.
 */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { describeError, jsonLog, type Log } from '../../contract/log.ts'
import type { AlertList, AlertsObject } from '../../contract/rpc/alerts.ts'
import type {
  CanaryChange,
  CanaryReply,
  PoliciesReply,
  Setting,
  Settings,
  SettingsObject,
} from '../../contract/rpc/settings.ts'
import { signWebhook } from '../../contract/standard-webhooks.ts'
import { ALERTS } from '../../domain/alerts/table.ts'
import type { Canary } from '../../domain/canary/canary.ts'
import { SEVERITIES } from '../../domain/metrics/catalogue.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import type { SwitchChange, Switches } from '../../domain/policy/switches.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { metricsOf } from '../metrics/isolate-metrics.ts'
import { objectsOf } from '../objects.ts'
import { CANARY_ALERT, CanarySwitch } from '../settings/canary-switch.ts'
import { PolicySwitches } from '../settings/policy-switches.ts'
import { Alerts } from './alerts.ts'
import { readValues } from './read-values.ts'

const ANSWER_MS = 10_000

export class AlertsDurableObject extends DurableObject<Env> implements AlertsObject, SettingsObject {
  readonly #log: Log
  readonly #alerts: Alerts
  readonly #canary: CanarySwitch
  readonly #policies: PolicySwitches

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const { alertWebhook, LOG_LEVEL } = configOf(env)
    this.#log = jsonLog(LOG_LEVEL)
    const storage = durableStorage(ctx)
    const ports = {
      now: () => Date.now(),
      random: () => Math.random(),
      post: (eventId: string, body: string) => this.#post(eventId, body),
      log: this.#log,
      report: (event: PublicEvent) => objectsOf(env).acceptEvents([event]),
      hasWebhook: alertWebhook !== null,
      whileFiring: (id: string) => {
        if (id === CANARY_ALERT) this.#canary.rollBack()
      },
    }
    this.#canary = new CanarySwitch(storage, ports)
    this.#policies = new PolicySwitches(storage, ports)
    this.#alerts = new Alerts(storage, ports, ALERTS)
    void ctx.blockConcurrencyWhile(() => this.#alerts.wake())
  }

  async observe(): Promise<void> {
    // Without metrics every alert about missing ones would fire.
    if (configOf(this.env).METRICS_INTERVAL_MS === 0) return
    const values = await readValues(objectsOf(this.env), this.#alerts.leaves, Date.now()).catch((error: unknown) => {
      // Fails open: the alerts go on with the samples that they have.
      this.#log('warn', 'alerts.without_metrics', { reason: describeError(error) })
      return null
    })
    const firing = this.#alerts.observe(values)
    const metrics = metricsOf(this.env)
    for (const severity of SEVERITIES) metrics.registry.gauge('alerts_firing', { severity }).set(firing[severity])
    metrics.sendSoon((work) => this.ctx.waitUntil(work))
  }

  async list(): Promise<AlertList> {
    return this.#alerts.list()
  }

  async settings(): Promise<Settings> {
    return { canary: this.#canary.read().value, policies: this.#policies.read().value }
  }

  async canary(): Promise<Setting<Canary>> {
    return this.#canary.read()
  }

  async changeCanary(change: CanaryChange, by: string, ifVersion: number | null): Promise<CanaryReply> {
    return this.#canary.change(change, by, ifVersion, this.#alerts.isFiring(CANARY_ALERT))
  }

  async policies(): Promise<Setting<Switches>> {
    return this.#policies.read()
  }

  async changePolicy(
    change: SwitchChange,
    by: string,
    reason: string | null,
    ifVersion: number | null,
  ): Promise<PoliciesReply> {
    return this.#policies.change(change, by, reason, ifVersion)
  }

  override async alarm(): Promise<void> {
    await this.#alerts.deliver()
  }

  async #post(eventId: string, body: string): Promise<number> {
    const { alertWebhook } = configOf(this.env)
    if (!alertWebhook) throw new Error('ALERT_WEBHOOK_URL is missing')
    // Every attempt is signed again under the same id, because a signature is valid for five minutes.
    const signed = await signWebhook(alertWebhook.secret, eventId, Math.floor(Date.now() / 1000), body)
    // An open timer would keep the object from hibernating after the answer.
    return withDeadline(ANSWER_MS, async (signal) => {
      const response = await fetch(alertWebhook.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed },
        body,
        // A redirect is no acceptance.
        redirect: 'manual',
        signal,
      })
      await response.body?.cancel()
      return response.status
    })
  }
}
