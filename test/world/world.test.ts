// The simulated world: the shipped objects, consumer and record adapter under a seeded scheduler that crashes, evicts,
// loses, duplicates, delays and reorders. Each history checks every promise of the design.
// Any seed can be replayed step by step; the README beside this file lists the options of the kinds:
// npm run world -- --orders --seed <seed>
import { tellHistories } from './telling.ts'

tellHistories([
  {
    name: 'carts',
    promise: 'every answered write to a cart stays, and all copies agree in the end',
    histories: 400,
  },
  {
    name: 'endings',
    promise: 'over months, only guests’ carts expire, in time, and sleeping carts wake unchanged',
    histories: 50,
  },
  {
    name: 'people',
    promise: 'an address belongs to one account, and nothing is left of a person who was erased',
    histories: 150,
  },
  {
    name: 'releases',
    promise: 'the present code reads and continues data of the released version',
    histories: 50,
  },
  {
    name: 'clients',
    promise: 'an operation that a client has numbered is decided once, however late and often it arrives',
    histories: 100,
  },
  {
    name: 'long',
    promise: 'more than a hundred orders, 256 writes and ninety days lose nothing, and an erasure finds all orders',
    histories: 1,
    once: true,
  },
])
