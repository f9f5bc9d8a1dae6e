/** The mechanism reaches clock, queue and tiers through ports, so that it runs the same in a simulated world. */
import type { Log } from '../../contract/log.ts'
import type { WriteMessage } from '../../contract/message.ts'
import type { Copy } from '../../domain/copy.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import type { Change } from '../../domain/rows.ts'

/** A commit that callers can see. */
export interface Committed {
  /** The name of the write in the history. */
  readonly name: string
  /** The rows that it changed, with the values that they had before. */
  readonly before: readonly Change[]
}

/**
 * The clock, the queue and the tiers of one aggregate. A test or a simulated world supplies its own.
 * @example
 * import { Registry } from '../../domain/metrics/registry.ts'
 * const sent: string[] = []
 * const ports: AggregatePorts = {
 *   ...{ now: () => 1_000, random: () => 0.5, log: () => {}, metrics: new Registry() },
 *   send: async ({ id }) => void sent.push(id),
 *   copyFromL2: async () => null,
 *   copyFromRecord: async () => null,
 *   deadline: (promise) => promise,
 * }
 * await ports.send({ id: 'gst_ann' }) // => undefined
 * sent // => ['gst_ann']
 */
export interface AggregatePorts {
  now(): number
  /** In [0, 1). */
  random(): number
  /**
   * Sends one message to the write-behind queue; a rejection means that it may not have arrived.
   * @param delaySeconds how long the queue keeps it before it delivers
   */
  send(message: WriteMessage, delaySeconds?: number): Promise<void>
  /** The copy in L2; null without L2 or on a miss. A throw is a miss. */
  copyFromL2(id: string): Promise<Copy | null>
  /** The copy in the record; null when the record holds none. Throws when the record cannot be read. */
  copyFromRecord(id: string): Promise<Copy | null>
  /** Rejects when the promise has not settled in time. */
  deadline<Value>(promise: Promise<Value>, ms: number): Promise<Value>
  readonly log: Log
  readonly metrics: Metrics
  /**
   * Called after each commit that callers can see, before the write is answered; null if the life ended or continues
   * under a new epoch. Must not throw.
   */
  committed?(write: Committed | null): void
}
