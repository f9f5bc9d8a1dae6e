/** Checkouts: a drop of few units for many buyers, the rate from cart to payment, and the cost of one checkout. */
import type { Figure } from '../figure.ts'
import { costs } from './checkout-costs.ts'
import { drop } from './checkout-drop.ts'
import { rates } from './checkout-rates.ts'

export const checkout: Figure = async (bench) => [
  ...(await drop(bench)),
  ...(await rates(bench)),
  ...(await costs(bench)),
]
