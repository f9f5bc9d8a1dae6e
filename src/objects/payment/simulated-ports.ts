/** The platform, as the simulated provider uses it. */
import type { Log } from '../../contract/log.ts'

export interface SimulatedPaymentPorts {
  readonly now: () => number
  readonly random: () => number
  /** Sends a signed webhook. @returns the status of the answer; a throw means that there was none */
  readonly post: (eventId: string, body: string) => Promise<number>
  readonly log: Log
}
