/**
 * Starts and stops the canary. Invariants: it does not run while its alert fires; only an operator starts it, and only
 * with the version that the operator has seen.
 */
import type { Log } from '../../contract/log.ts'
import type { CanaryChange, CanaryReply, Setting } from '../../contract/rpc/settings.ts'
import type { AlertId } from '../../domain/alerts/table.ts'
import { type Canary, STOPPED } from '../../domain/canary/canary.ts'
import type { Storage } from '../aggregate/storage.ts'
import { SettingRows } from './setting-rows.ts'

/** The alert that stops the canary. */
export const CANARY_ALERT = 'canary-budget' satisfies AlertId

export interface CanaryPorts {
  readonly now: () => number
  readonly log: Log
}

export class CanarySwitch {
  readonly #rows: SettingRows<'canary'>
  readonly #ports: CanaryPorts

  constructor(storage: Storage, ports: CanaryPorts) {
    this.#rows = new SettingRows(storage, 'canary', STOPPED)
    this.#ports = ports
  }

  read(): Setting<Canary> {
    return this.#rows.read()
  }

  /** @param isFiring whether the canary's alert fires */
  change(change: CanaryChange, by: string, ifVersion: number | null, isFiring: boolean): CanaryReply {
    const canary = this.#rows.read()
    const { value, version } = canary
    if (ifVersion !== null && ifVersion !== version) {
      return {
        status: 'refused',
        code: 'version_mismatch',
        detail: 'The canary has changed since it was read.',
        canary,
      }
    }
    const { isRunning, share, users, reason = null } = change
    if (isRunning && isFiring) {
      const detail = `The alert ${CANARY_ALERT} still fires. It ends about ten minutes after the last failure.`
      return { status: 'refused', code: 'canary_not_startable', detail, canary }
    }
    const begins = isRunning && !value.isRunning
    const next = { isRunning, share, users, seed: begins ? version + 1 : value.seed }
    const changed = this.#rows.write(next, by, reason, this.#ports.now())
    this.#ports.log('warn', 'canary.changed', { isRunning, share, users: users.length, by })
    return { status: 'changed', canary: changed }
  }

  /** Call this at every evaluation at which the alert fires, within its transaction. */
  rollBack(): void {
    const { value } = this.#rows.read()
    if (!value.isRunning) return
    this.#rows.write(
      { ...value, isRunning: false, share: 0 },
      CANARY_ALERT,
      `rolled back at a share of ${value.share} %`,
      this.#ports.now(),
    )
    this.#ports.log('error', 'canary.rolled_back', { alert: true, share: value.share })
  }
}
