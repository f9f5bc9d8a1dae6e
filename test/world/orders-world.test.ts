// Histories of the simulated world in which people order; world.test.ts runs the other kinds.
import { tellHistories } from './telling.ts'

tellHistories([
  {
    name: 'orders',
    promise: 'every unit, line and amount of money of an order is in one place, however the order ends',
    histories: 100,
  },
  {
    name: 'stripe',
    promise: 'money that Stripe takes pays for one order or goes back, once, even if any step is lost',
    histories: 40,
  },
  {
    name: 'lives',
    promise: 'people who order, merge and erase themselves at any moment leave nothing behind',
    histories: 50,
  },
  {
    name: 'restores',
    promise: 'object, record and L2 agree again after a restore of any of them and a resend',
    histories: 25,
    also: [114, 183, 226, 429, 507, 526],
  },
])
