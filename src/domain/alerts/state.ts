/**
 * The state of one alert from minute to minute, and the notices that it owes.
 * Invariants: an alert fires and ends as the same rule of Prometheus does (`for`, `keep_firing_for`); it announces that
 * it fires at most once an hour; and every announcement that it fires is followed by one that it ended.
 */
export const PHASES = ['ok', 'pending', 'firing'] as const
export type Phase = (typeof PHASES)[number]

export interface AlertState {
  readonly phase: Phase
  /** When the condition began to hold, or when the alert ended; milliseconds since 1970. */
  readonly since: number
  /** While the alert fires although its condition does not hold: since when it does not. */
  readonly clearSince: number | null
  /** When the last notice announced that it fires, or null. */
  readonly announcedAt: number | null
  /** Whether the last notice announced that it fires. */
  readonly isAnnounced: boolean
}

/** The events of the public stream, without the repetitions of notices. */
export type AlertEvent = 'alert.fired' | 'alert.resolved'

export type Owed = 'firing' | 'resolved' | null

export interface Patience {
  /** Seconds for which the condition must hold before the alert fires. */
  readonly for: number
  /** Seconds for which the alert fires on after its condition ended, so that it does not flap. */
  readonly keepFiringFor: number
}

const HOUR_MS = 3600_000
/** An alert that fires on is announced again after this time. */
export const REPEAT_MS = 4 * HOUR_MS

export function firstState(now: number): AlertState {
  return { phase: 'ok', since: now, clearSince: null, announcedAt: null, isAnnounced: false }
}

/** The state after an evaluation. Returns the same object when nothing changed. */
export function advance(state: AlertState, holds: boolean, patience: Patience, now: number): AlertState {
  if (holds) return held(state, patience, now)
  if (state.phase === 'ok') return state
  if (state.phase === 'firing') {
    const clearSince = state.clearSince ?? now
    if (now - clearSince < patience.keepFiringFor * 1000) {
      return state.clearSince === null ? { ...state, clearSince } : state
    }
  }
  return { ...state, phase: 'ok', since: now, clearSince: null }
}

function held(state: AlertState, patience: Patience, now: number): AlertState {
  const since = state.phase === 'ok' ? now : state.since
  const phase = state.phase === 'firing' || now - since >= patience.for * 1000 ? 'firing' : 'pending'
  if (phase === state.phase && state.clearSince === null) return state
  return { ...state, phase, since, clearSince: null }
}

/** The notice that is owed in this state, and the state once it is stored. */
export function announce(state: AlertState, now: number): readonly [state: AlertState, owed: Owed] {
  if (state.phase !== 'firing') {
    return state.isAnnounced ? [{ ...state, isAnnounced: false }, 'resolved'] : [state, null]
  }
  const pause = state.isAnnounced ? REPEAT_MS : HOUR_MS
  // A clock that went back must not delay a notice by more than the pause.
  const isEarly = state.announcedAt !== null && Math.abs(now - state.announcedAt) < pause
  return isEarly ? [state, null] : [{ ...state, announcedAt: now, isAnnounced: true }, 'firing']
}
