/** Checkouts: a drop of few units for many buyers, how many a second from cart to payment, and what one of them takes. */
import type { Figure } from '../figure.ts'
import { costs } from './checkout-costs.ts'
import { drop } from './checkout-drop.ts'
import { rates } from './checkout-rates.ts'

export const checkout: Figure = async (bench) => [
  ...(await drop(bench)),
  ...(await rates(bench)),
  ...(await costs(bench)),
]
