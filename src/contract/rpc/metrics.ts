/**
 * The interface of the objects that sum the metrics of all isolates. A new Worker can meet an old object for some
 * seconds of a deploy: shapes change compatibly.
 */
import type { Minute } from '../../domain/metrics/minutes.ts'
import type { Delta } from '../../domain/metrics/registry.ts'
import type { TotalsData } from '../../domain/metrics/totals.ts'

export const DEPLOYMENTS = ['stable', 'canary'] as const
export type Deployment = (typeof DEPLOYMENTS)[number]

/** The number of objects that share the deltas of a deployment; each takes about 10,000 isolates. */
export const SHARDS = 4

/** The objects of a deployment's metrics; the first one also reads Redis and the record. */
export function shardNames(deployment: Deployment): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${deployment}:${shard}`)
}

/** A delta, and what makes it unique: an isolate numbers its deltas from 1. */
export interface SentDelta extends Delta {
  readonly source: string
  readonly sequence: number
}

export interface MetricsObject {
  /** Adds the delta, unless the object has it already. Never repeat a call that may have arrived. */
  add(delta: SentDelta): Promise<void>
  /** @param isShown stores the totals first, because a counter that Prometheus has seen must not fall after a crash */
  read(isShown: boolean): Promise<TotalsData>
  /** The minutes from this time on, oldest first. */
  minutes(since: number): Promise<readonly Minute[]>
  /** Makes sure that the alarm rings, because it may have been lost. */
  tend(): Promise<void>
}
