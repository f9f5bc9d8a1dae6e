/** The functions of the platform that the simulated provider uses. */
import type { DeliveryPorts } from '../deliveries.ts'

export interface SimulatedPaymentPorts extends DeliveryPorts {
  readonly random: () => number
}
