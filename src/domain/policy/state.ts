/**
 * The decision: the mode of a class, from its row of the table and from what is the case.
 * Invariants: of several causes the strictest mode holds; a mode ends with its causes: a breaker's when the breaker
 * closes, an operator's at the end of the switch, an overload's ten seconds after the last refusal.
 */
import { type Switches, switchOf } from './switches.ts'
import { MODES, type Mode, POLICIES, type RouteClass } from './table.ts'

export const CAUSES = ['l2_down', 'record_down', 'overload', 'switch'] as const
export type Cause = (typeof CAUSES)[number]

export interface Circumstances {
  /** Not down while no Redis is configured. */
  readonly isL2Down: boolean
  readonly isRecordDown: boolean
  /** Whether this isolate refused requests of the class lately. */
  readonly isOverloaded: boolean
  readonly switches: Switches
}

export interface State {
  readonly mode: Mode
  /** The causes of this mode. */
  readonly causes: readonly Cause[]
}

/**
 * @example
 * import { stateOf } from './state.ts'
 * const calm = { isL2Down: false, isRecordDown: false, isOverloaded: false, switches: {} }
 * stateOf('browsing', calm, 0) // => { mode: 'normal', causes: [] }
 * stateOf('browsing', { ...calm, isRecordDown: true }, 0) // => { mode: 'stale', causes: ['record_down'] }
 */
export function stateOf(its: RouteClass, circumstances: Circumstances, now: number): State {
  const { isL2Down, isRecordDown, isOverloaded, switches } = circumstances
  const policy = POLICIES[its]
  const byCause: { readonly [C in Cause]: Mode } = {
    l2_down: isL2Down ? policy.l2Down : 'normal',
    record_down: isRecordDown ? policy.recordDown : 'normal',
    overload: isOverloaded && policy.patience !== null ? 'shed' : 'normal',
    switch: switchOf(switches, its, now)?.mode ?? 'normal',
  }
  const mode = MODES[Math.max(...CAUSES.map((cause) => MODES.indexOf(byCause[cause])))] ?? 'normal'
  return { mode, causes: mode === 'normal' ? [] : CAUSES.filter((cause) => byCause[cause] === mode) }
}
