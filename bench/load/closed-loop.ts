/**
 * A closed loop: each client sends its next operation when the last one is answered. It measures the capacity of a
 * design; its latencies are not those of shoppers, because shoppers do not wait for each other.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '../driver.ts'
import { Latencies } from './histogram.ts'
import type { Operation, Outcome } from './journal.ts'
import { type Counts, classOf } from './open-loop.ts'

export interface ClosedLoop {
  readonly clients: number
  readonly seconds: number
  readonly deadlineMs: number
  /** Ends the run early. */
  readonly signal?: AbortSignal
  next(client: number): Operation
  send(client: number, operation: Operation, deadlineAt: number): Promise<Answer | null>
  note(operation: Operation, outcome: Outcome): void
}

export interface Answered {
  readonly counts: Counts
  readonly perSecond: number
  readonly latencies: Latencies
}

const PAUSE_MS = 20

export async function driveClosed(options: ClosedLoop): Promise<Answered> {
  const { clients, seconds, deadlineMs, signal, next, send, note } = options
  const counts: Counts = { ok: 0, refused: 0, shed: 0, failed: 0, unanswered: 0, unsent: 0 }
  const latencies = new Latencies()
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1000
  const work = async (client: number) => {
    while (performance.now() < endsAt && !signal?.aborted) {
      const operation = next(client)
      const sentAt = performance.now()
      const outcome = (await send(client, operation, sentAt + deadlineMs)) ?? 'unanswered'
      latencies.add(performance.now() - sentAt)
      const kind = classOf(outcome)
      counts[kind] += 1
      note(operation, outcome)
      if (kind !== 'ok') await wait(PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
  return { counts, latencies, perSecond: (counts.ok * 1000) / (performance.now() - startedAt) }
}
