/** The functions of the platform that the simulated provider uses. */
import type { Log } from '../../contract/log.ts'

export interface SimulatedPaymentPorts {
  readonly now: () => number
  readonly random: () => number
  /**
   * Sends a signed webhook.
   * @returns the answer's status; throws when there was no answer
   */
  readonly post: (eventId: string, body: string) => Promise<number>
  readonly log: Log
}
