/** The parts of the worker that quote, list and read orders. */
import type { Objects } from '../../objects/objects.ts'
import type { Carts } from '../cart/carts.ts'
import type { PricePorts } from '../prices/ports.ts'

export interface OrderPorts extends PricePorts {
  readonly objects: Objects
  readonly carts: Carts
}
