/**
 * When the alarm rings, an aggregate runs every duty that is due, concurrently, each with a deadline of its own.
 * Invariant: after a run the alarm is set to the next due time, even if a duty throws or never settles.
 */
import { describeError } from '../../contract/log.ts'
import type { Kind } from '../../domain/copy.ts'
import type { RowsView } from '../../domain/rows.ts'
import { catchUp } from './catch-up.ts'
import type { Called, OwnDuty } from './definition.ts'
import { drain } from './drain.ts'
import { DRAIN } from './drain-times.ts'
import { CATCH_UP, EVICT, MAX_PAUSE_MS, type Standing } from './dues.ts'
import { FORGET_ROWS, forgetRows } from './forget.ts'
import { copyToL2, L2_COPY } from './l2-copy.ts'
import { EXPIRE, evict, expire, RELEASE, release } from './life.ts'
import type { Living } from './living.ts'
import type { AggregatePorts } from './ports.ts'

const DUTY_DEADLINE_MS = 20_000

/** `waiting`: the duty did everything it can, and the rest depends on another party. */
export type Done = 'done' | 'waiting'

export class Duties<Command, Facts> {
  readonly #living: Living
  readonly #own: { readonly [name: string]: OwnDuty<Command, Facts> }
  readonly #run: (name: string, duty: OwnDuty<Command, Facts>) => Promise<Done>
  readonly #requestId: () => string | null
  readonly #running = new Set<string>()

  /**
   * @param own the duties of this kind of aggregate
   * @param run runs one of them as far as other parties allow
   * @param requestId the request that made the newest change
   */
  constructor(
    living: Living,
    own: { readonly [name: string]: OwnDuty<Command, Facts> },
    run: (name: string, duty: OwnDuty<Command, Facts>) => Promise<Done>,
    requestId: () => string | null,
  ) {
    this.#living = living
    this.#own = own
    this.#run = run
    this.#requestId = requestId
  }

  async alarm(): Promise<void> {
    const { store, ports } = this.#living
    store.disarm(ports.now())
    const due = store.dues.dueAt(ports.now()).filter((name) => !this.#running.has(name))
    await Promise.all(due.map((name) => this.#perform(name)))
    store.armIfSooner(ports.now())
  }

  /** Sets due times for duties that the rows require and that have none. */
  tend(): void {
    const { store, ports } = this.#living
    const { meta, dues, rows, storage } = store
    if (!meta) return
    const now = ports.now()
    store.transaction(now, () => {
      if (store.dirty) dues.setBy(storage, DRAIN, now + MAX_PAUSE_MS)
      if (meta.state !== 'live') return
      for (const [name, duty] of Object.entries(this.#own)) {
        const at = dues.get(name).at === null ? nextDue(duty, rows) : null
        if (at !== null) dues.setBy(storage, name, at)
      }
    })
  }

  async #perform(name: string): Promise<void> {
    const { store, ports } = this.#living
    this.#running.add(name)
    try {
      await ports.deadline(this.#duty(name), DUTY_DEADLINE_MS)
    } catch (error) {
      const now = ports.now()
      ports.log('error', 'duty.failed', { duty: name, reason: describeError(error) })
      store.transaction(now, () => store.dues.again(store.storage, name, now, ports.random()))
    } finally {
      this.#running.delete(name)
    }
    this.#record(name)
  }

  #record(name: string): void {
    const { store, ports } = this.#living
    const { failingSince, alerted } = store.dues.get(name)
    // The confirm of a drain comes later, so that its attempt has not failed yet.
    if (failingSince !== null && name !== DRAIN) ports.metrics.counter('duty_failures_total', { duty: name }).add()
    if (alerted) ports.metrics.gauge('stuck_duties', {}).set(1)
  }

  async #duty(name: string): Promise<void> {
    if (name === DRAIN) return drain(this.#living, this.#requestId())
    if (name === L2_COPY) return copyToL2(this.#living)
    if (name === EXPIRE) return expire(this.#living)
    if (name === EVICT) return evict(this.#living)
    if (name === CATCH_UP) return catchUp(this.#living)
    if (name === RELEASE) return release(this.#living)
    if (name === FORGET_ROWS) return forgetRows(this.#living)
    return this.#ownDuty(name)
  }

  async #ownDuty(name: string): Promise<void> {
    const { store, ports } = this.#living
    const duty = this.#own[name]
    const due = () => (duty && store.meta?.state === 'live' ? nextDue(duty, store.rows) : null)
    const at = due()
    const isDue = duty && at !== null && at <= ports.now()
    const isWaiting = isDue ? (await this.#run(name, duty)) === 'waiting' : false
    const now = ports.now()
    const next = due()
    store.transaction(now, () => {
      // A duty that is still due was not done: retry it like a failed one, or the alarm would ring endlessly.
      if (next !== null && next <= now && isWaiting) store.dues.wait(store.storage, name, now, ports.random())
      else if (next !== null && next <= now) store.dues.again(store.storage, name, now, ports.random())
      else store.dues.set(store.storage, name, next)
    })
  }
}

/** When the rows next call for the duty, in milliseconds since 1970, or null. */
function nextDue(duty: Called, rows: RowsView): number | null {
  if (duty.next) return duty.next(rows)
  let next: number | null = null
  for (const [key, row] of rows.entries(duty.list)) {
    const at = duty.dueAt(row, key)
    if (at !== null && (next === null || at < next)) next = at
  }
  return next
}

/** Logs a duty that has failed for an hour, and its recovery, which follows the alert exactly once. */
export function reportOf({ log }: Pick<AggregatePorts, 'log'>, kind: Kind): (standing: Standing) => void {
  return ({ duty, isFailing, since }) => {
    const fields = { kind, duty, since: new Date(since).toISOString() }
    if (isFailing) log('error', 'duty.failing', { alert: true, ...fields })
    else log('warn', 'duty.recovered', fields)
  }
}
