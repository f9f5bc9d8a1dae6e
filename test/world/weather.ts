/**
 * The faults that may occur, each as a probability per opportunity. Calm weather has none; a named test sets one fault
 * to 1, and a history draws its own weather.
 */
import type { Scheduler } from './scheduler.ts'

export interface Weather {
  /** The object or the consumer dies at a call to a port, before or after the call took effect. */
  killAtPort: number
  /** The object dies at one of the next statements of a call, inside a transaction or outside. */
  killInSql: number
  /** A statement fails, as on a full disk; the object lives on. */
  sqlFails: number
  /** The object dies when a transaction is on disk, before anything else happens. */
  killAfterCommit: number
  /** The object dies, or is evicted from memory, while nothing is under way. */
  killIdle: number
  /** A call to an object is lost before it arrives. */
  callLost: number
  /** A call between processes arrives after its caller gave up: up to ten minutes late. */
  callLate: number
  /** A call arrives twice. */
  callTwice: number
  /** An object's answer is lost. */
  answerLost: number
  /** A process calls an object and never gets an answer. */
  callHangs: number
  /** An answer arrives after seconds or minutes; some histories of orders have this fault. */
  answerSlow: number
  /** The alarm runs late, by up to three hours. */
  alarmLate: number
  /** The platform drops an alarm whose runs all died. */
  alarmDropped: number
  /** The platform loses an alarm; in half of the cases it still reports the alarm as set. */
  alarmLost: number
  /** The alarm runs a second time. */
  alarmTwice: number
  sendFails: number
  /** The message is in the queue, but the sender gets an error. */
  sendUnanswered: number
  messageLost: number
  messageTwice: number
  /** A message stays in the queue for minutes, hours or days. */
  messageLate: number
  /** All messages in the queue are lost. */
  queueRestart: number
  /** An unreadable message is put between the others. */
  poison: number
  recordFails: number
  recordUnanswered: number
  /** The caller gives up; the statement takes effect afterwards. */
  recordLate: number
  /** The record refuses one aggregate's copy for some time. */
  recordRefuses: number
  l2Fails: number
  l2Unanswered: number
  l2Late: number
  /** One command of a pipeline fails. */
  l2CommandFails: number
  l2Stale: number
  l2Corrupt: number
  l2Loses: number
  /** A tier is down altogether, for seconds or hours. */
  outage: number
  clockJump: number
  restore: number
  erase: number
  /** No shopper comes for more than a day, or for more than forty days. */
  idle: number
}

const CALM: Weather = {
  killAtPort: 0,
  killInSql: 0,
  sqlFails: 0,
  killAfterCommit: 0,
  killIdle: 0,
  callLost: 0,
  callLate: 0,
  callTwice: 0,
  answerLost: 0,
  callHangs: 0,
  answerSlow: 0,
  alarmLate: 0,
  alarmDropped: 0,
  alarmLost: 0,
  alarmTwice: 0,
  sendFails: 0,
  sendUnanswered: 0,
  messageLost: 0,
  messageTwice: 0,
  messageLate: 0,
  queueRestart: 0,
  poison: 0,
  recordFails: 0,
  recordUnanswered: 0,
  recordLate: 0,
  recordRefuses: 0,
  l2Fails: 0,
  l2Unanswered: 0,
  l2Late: 0,
  l2CommandFails: 0,
  l2Stale: 0,
  l2Corrupt: 0,
  l2Loses: 0,
  outage: 0,
  clockJump: 0,
  restore: 0,
  erase: 0,
  idle: 0,
}

const GROUPS: readonly (readonly (keyof Weather)[])[] = [
  ['killAtPort', 'killInSql', 'sqlFails', 'killAfterCommit', 'killIdle', 'alarmDropped'],
  ['callLost', 'callLate', 'callTwice', 'callHangs', 'answerLost', 'killIdle'],
  ['alarmLate', 'alarmTwice', 'alarmLost', 'clockJump'],
  ['sendFails', 'sendUnanswered', 'messageLost', 'messageTwice', 'messageLate', 'queueRestart', 'poison'],
  ['recordFails', 'recordUnanswered', 'recordLate', 'recordRefuses', 'outage'],
  ['l2Fails', 'l2Unanswered', 'l2Late', 'l2CommandFails', 'l2Stale', 'l2Corrupt', 'l2Loses', 'outage'],
]

/** Faults that are drawn once per step of a shopper and not per call, because they would drown everything else. */
const RARE: ReadonlySet<keyof Weather> = new Set(['queueRestart', 'outage', 'clockJump', 'killIdle', 'recordRefuses'])

/** Faults after which something stands still until a call arrives. */
const SEVERE: ReadonlySet<keyof Weather> = new Set(['alarmLost', 'callHangs'])

export function calm(): Weather {
  return { ...CALM }
}

/** The weather of one history: one in eight is calm, the others have some groups of faults, from rare to frequent. */
export function drawWeather(scheduler: Scheduler): Weather {
  const weather = { ...calm(), idle: scheduler.pick([0, 0.02, 0.06, 0.12]) }
  if (scheduler.chance(0.125)) return weather
  const strength = scheduler.pick([0.03, 0.08, 0.2])
  for (const group of GROUPS) {
    if (!scheduler.chance(0.55)) continue
    for (const fault of group) {
      if (scheduler.chance(0.7)) weather[fault] = rateOf(fault, strength)
    }
  }
  if (scheduler.chance(0.12)) weather.restore = 0.06
  if (scheduler.chance(0.3)) weather.erase = 0.04
  return weather
}

function rateOf(fault: keyof Weather, strength: number): number {
  if (RARE.has(fault)) return Math.min(strength / 2, 0.06)
  return SEVERE.has(fault) ? strength / 5 : strength
}

/** Whether no fault can occur: then stricter promises hold. */
export function isCalm(weather: Weather): boolean {
  return Object.entries(weather).every(([fault, probability]) => probability === 0 || fault === 'idle')
}
