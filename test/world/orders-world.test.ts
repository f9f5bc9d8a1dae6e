// The histories of the simulated world in which people order; world.test.ts has the others.
import { tellHistories } from './telling.ts'

tellHistories([
  {
    name: 'orders',
    promise: 'whatever becomes of an order, every unit, line and coin is in one place',
    histories: 100,
  },
  {
    name: 'lives',
    promise: 'people who order, merge and erase themselves at any moment leave nothing behind',
    histories: 50,
  },
  {
    name: 'restores',
    promise: 'whatever is put back to an older state, object, record and L2 agree again after a resend',
    histories: 25,
  },
])
