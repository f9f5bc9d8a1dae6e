// The simulated world: the shipped objects, consumer and record adapter under a seeded scheduler that crashes, evicts,
// loses, duplicates, delays and reorders. After each history every promise of the design is checked.
// Any seed can be told again step by step: npm run world -- [--people|--orders|--endings|--lives|--restores|--releases|--long] --seed <seed>
import { tellHistories } from './telling.ts'

tellHistories([
  {
    name: 'carts',
    promise: 'whatever happens to a cart, what was answered stays and all copies agree in the end',
    histories: 400,
  },
  {
    name: 'endings',
    promise: 'over months, only guests expire, in time, and what sleeps wakes the same',
    histories: 50,
  },
  {
    name: 'people',
    promise: 'whatever people do, an address belongs to one account, and nothing is left of a person who was erased',
    histories: 150,
  },
  {
    name: 'releases',
    promise: 'what the released version wrote is read and goes on',
    histories: 50,
  },
  {
    name: 'long',
    promise: 'more than a hundred orders, 256 writes and ninety days lose nothing, and an erasure finds all of them',
    histories: 1,
    once: true,
  },
])
