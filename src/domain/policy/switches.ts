/**
 * Operators' switches. Invariants: a switch ends by itself at most 24 hours after it was set, and has no effect from its
 * end on; a class has only the modes that its row of the table offers.
 */
import { POLICIES, type RouteClass, type SwitchMode } from './table.ts'

export const MAX_SWITCH_MS = 24 * 3600_000

export interface Switch {
  readonly mode: Exclude<SwitchMode, 'normal'>
  /** Milliseconds since 1970. */
  readonly since: number
  readonly until: number
  /** The id of the operator. */
  readonly by: string
  readonly reason: string | null
}

export type Switches = { readonly [Class in RouteClass]?: Switch }

export interface SwitchChange {
  readonly its: RouteClass
  readonly mode: SwitchMode
  /** Null: after the longest time. */
  readonly until: number | null
}

/** A complaint about one field of the change. */
export interface Unswitchable {
  readonly path: 'mode' | 'until'
  readonly message: string
}

/** The switch that has effect now. */
export function switchOf(switches: Switches, its: RouteClass, now: number): Switch | null {
  const found = switches[its]
  return found && now < found.until ? found : null
}

export function complaintAbout({ its, mode, until }: SwitchChange, now: number): Unswitchable | null {
  if (mode !== 'normal' && !POLICIES[its].switches.includes(mode)) {
    return { path: 'mode', message: `is not offered for ${its}` }
  }
  if (until === null) return null
  if (mode === 'normal') return { path: 'until', message: 'must be absent, because normal ends the switch' }
  // Written so that a time that is no number is refused too.
  if (!(until > now)) return { path: 'until', message: 'must be in the future' }
  return until - now > MAX_SWITCH_MS ? { path: 'until', message: 'must be at most 24 hours from now' } : null
}

/** @param change without a complaint */
export function switched(
  switches: Switches,
  { its, mode, until }: SwitchChange,
  { by, reason }: Pick<Switch, 'by' | 'reason'>,
  now: number,
): Switches {
  const { [its]: _, ...others } = switches
  if (mode === 'normal') return others
  return { ...others, [its]: { mode, since: now, until: until ?? now + MAX_SWITCH_MS, by, reason } }
}
