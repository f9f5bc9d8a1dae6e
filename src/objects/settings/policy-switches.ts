/** Keeps the switches of the traffic policies. Invariant: a change is based on the version that its operator has seen. */
import type { Log } from '../../contract/log.ts'
import type { PoliciesReply, Setting } from '../../contract/rpc/settings.ts'
import { complaintAbout, type SwitchChange, type Switches, switched } from '../../domain/policy/switches.ts'
import type { Storage } from '../aggregate/storage.ts'
import { SettingRows } from './setting-rows.ts'

export class PolicySwitches {
  readonly #rows: SettingRows<'policies'>
  readonly #now: () => number
  readonly #log: Log

  constructor(storage: Storage, { now, log }: { readonly now: () => number; readonly log: Log }) {
    this.#rows = new SettingRows(storage, 'policies', {})
    this.#now = now
    this.#log = log
  }

  read(): Setting<Switches> {
    return this.#rows.read()
  }

  change(change: SwitchChange, by: string, reason: string | null, ifVersion: number | null): PoliciesReply {
    const policies = this.#rows.read()
    if (ifVersion !== null && ifVersion !== policies.version) return { status: 'version_mismatch', policies }
    const now = this.#now()
    const complaint = complaintAbout(change, now)
    if (complaint) return { status: 'refused', complaint, policies }
    const next = switched(policies.value, change, { by, reason }, now)
    this.#log('warn', 'policy.switched', { class: change.its, mode: change.mode, until: next[change.its]?.until, by })
    return { status: 'changed', policies: this.#rows.write(next, by, reason, now) }
  }
}
