/**
 * The alerts of a deployment: their samples, their states, and the notices that the webhook has not taken yet.
 * Invariant: the state of an alert and the notice about it are stored together; a stored notice is sent until it is
 * taken, after the earlier ones of its alert.
 */
import type { AlertList, AlertView } from '../../contract/rpc/alerts.ts'
import { type Alert, type Severity, valueText } from '../../domain/alerts/alert.ts'
import { evaluate, holds, type Samples } from '../../domain/alerts/evaluate.ts'
import { firstOf } from '../../domain/alerts/expression.ts'
import { distinctLeaves, type Leaf } from '../../domain/alerts/leaves.ts'
import { type AlertEvent, type AlertState, advance, announce, firstState, PHASES } from '../../domain/alerts/state.ts'
import { newId } from '../../domain/id.ts'
import type { PublicEvent } from '../../domain/outbox.ts'
import { type Migration, migrate } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import { DELIVERIES_TABLE, Deliveries, type DeliveryPorts } from '../deliveries.ts'
import { SETTINGS_TABLE } from '../settings/setting-rows.ts'
import { eventOf, noticeOf } from './notice.ts'
import { SAMPLE_TABLES, SampleRows } from './samples.ts'

const MINUTE_MS = 60_000
/** More than all alerts owe in a day; the oldest are dropped when the webhook takes none for longer. */
const MAX_OWED = 1_000
/** Begins the subject of a row that holds an event for the stream, and not a notice for the webhook. */
const STREAM = 'stream:'
/** Alerts whose rows are sent at the same time, so that a silent webhook does not hold up the events. */
const AT_ONCE = 4

const MIGRATIONS: readonly Migration[] = [
  (storage) => {
    storage.run('CREATE TABLE meta (shape INTEGER NOT NULL)')
    storage.run('INSERT INTO meta (shape) VALUES (?)', MIGRATIONS.length)
    for (const table of [...SAMPLE_TABLES, DELIVERIES_TABLE]) storage.run(table)
    storage.run('CREATE TABLE states (id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID')
  },
  (storage) => storage.run(SETTINGS_TABLE),
]

export interface AlertPorts extends DeliveryPorts {
  readonly random: () => number
  /** Whether a webhook is configured; without one, alerts are only logged and listed. */
  readonly hasWebhook: boolean
  /** Gives an event to the public stream, which accepts it once by its id. */
  readonly report: (event: PublicEvent) => Promise<void>
  /** Called at every evaluation at which an alert fires, within the transaction that stores its state. */
  readonly whileFiring: (id: string) => void
}

export class Alerts {
  readonly #storage: Storage
  readonly #ports: AlertPorts
  readonly #table: Readonly<Record<string, Alert>>
  /** The numbers that a sample has. */
  readonly leaves: readonly Leaf[]
  readonly #samples: SampleRows
  readonly #deliveries: Deliveries

  constructor(storage: Storage, ports: AlertPorts, table: Readonly<Record<string, Alert>>) {
    this.#storage = storage
    this.#ports = ports
    this.#table = table
    this.leaves = distinctLeaves(Object.values(table).map(({ when }) => when))
    this.#samples = new SampleRows(storage)
    const post: AlertPorts['post'] = async (eventId, body, tries, subject) => {
      if (!subject.startsWith(STREAM)) return ports.post(eventId, body, tries, subject)
      // The cast: only `#step` writes such rows.
      await ports.report(JSON.parse(body) as PublicEvent)
      return 200
    }
    this.#deliveries = new Deliveries(
      storage,
      { ...ports, post },
      {
        kind: 'alert',
        atOnce: AT_ONCE,
        tries: Number.POSITIVE_INFINITY,
        isOrdered: true,
      },
    )
    migrate(storage, MIGRATIONS)
  }

  /**
   * @param values the leaves by their keys; null when the metrics did not answer
   * @returns the number of alerts that fire, by severity
   */
  observe(values: ReadonlyMap<string, number> | null): Record<Severity, number> {
    const now = this.#ports.now()
    const firing: Record<Severity, number> = { page: 0, ticket: 0 }
    this.#deliveries.transaction(() => {
      if (values) this.#samples.add(this.leaves, values, now)
      const samples = this.#samples.read()
      const states = this.#states()
      for (const [id, alert] of Object.entries(this.#table)) {
        const { phase } = this.#step(id, alert, states.get(id) ?? firstState(now), samples, now)
        if (phase !== 'firing') continue
        firing[alert.severity]++
        this.#ports.whileFiring(id)
      }
      this.#deliveries.keepNewest(MAX_OWED)
    })
    return firing
  }

  list(): AlertList {
    const now = this.#ports.now()
    const samples = this.#samples.read()
    const states = this.#states()
    const items = Object.entries(this.#table).map(([id, alert]): AlertView => {
      const { severity, unit, title, when } = alert
      const state = states.get(id)
      const { value, than } = firstOf(when)
      const found = evaluate(value, samples, now / 1000)
      return {
        ...{ id, severity, unit, title, threshold: than },
        phase: state?.phase ?? 'ok',
        since: state?.since ?? null,
        value: Number.isFinite(found) ? (found ?? null) : null,
        announcedAt: state?.announcedAt ?? null,
      }
    })
    const byPhase = (one: AlertView, other: AlertView) => PHASES.indexOf(other.phase) - PHASES.indexOf(one.phase)
    const owed = Number(
      this.#storage.sql(`SELECT count(*) AS owed FROM deliveries WHERE subject NOT LIKE '${STREAM}%'`)[0]?.owed,
    )
    return { items: items.sort(byPhase), sampledAt: samples.at, owed }
  }

  isFiring(id: string): boolean {
    return this.#states().get(id)?.phase === 'firing'
  }

  /** Sends the due events and notices, those of one alert in their order, then sets the alarm to the next one. */
  async deliver(): Promise<void> {
    await this.#deliveries.deliver()
  }

  /** Await this once, before any other call, because an alarm may have been lost. */
  async wake(): Promise<void> {
    await this.#deliveries.wake()
  }

  #step(id: string, alert: Alert, state: AlertState, samples: Samples, now: number): AlertState {
    // Whole minutes, as Prometheus evaluates: a run that comes some milliseconds sooner must not wait a minute longer.
    const minute = now - (now % MINUTE_MS)
    const advanced = advance(state, holds(alert.when, samples, now / 1000), alert, minute)
    const [next, owed] = announce(advanced, minute)
    if (next === state) return state
    this.#storage.run('INSERT OR REPLACE INTO states (id, state) VALUES (?, ?)', id, JSON.stringify(next))
    if (!owed) return next
    const value = evaluate(firstOf(alert.when).value, samples, now / 1000)
    const shown = value !== undefined && Number.isFinite(value) ? valueText(value, alert.unit) : 'none'
    const fields = { id, severity: alert.severity, value: shown }
    if (owed === 'firing') this.#ports.log('error', 'alert.firing', { alert: true, ...fields })
    else this.#ports.log('warn', 'alert.resolved', fields)
    // A notice is repeated while the alert fires; its event is not.
    if (owed === 'resolved' || !state.isAnnounced) {
      const type: AlertEvent = owed === 'firing' ? 'alert.fired' : 'alert.resolved'
      const event = eventOf(newId('evt', now, this.#ports.random), type, id, alert, value, now)
      this.#deliveries.add({ eventId: event.id, subject: `${STREAM}${id}`, body: JSON.stringify(event) }, now)
    }
    if (this.#ports.hasWebhook) {
      const eventId = newId('evt', now, this.#ports.random)
      this.#deliveries.add({ eventId, subject: id, body: noticeOf(id, alert, owed, next, value, now) }, now)
    }
    return next
  }

  #states(): ReadonlyMap<string, AlertState> {
    const rows = this.#storage.sql('SELECT id, state FROM states')
    // The cast: only this class writes the column.
    return new Map(rows.map(({ id, state }) => [String(id), JSON.parse(String(state)) as AlertState]))
  }
}
