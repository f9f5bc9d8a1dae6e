/** The kinds of histories. Each is loaded only when it runs, because a planted bug must be in place before. */
import type { Told, Trace } from './tell.ts'

export type Tell = (seed: number, trace?: Trace) => Promise<Told>

export type HistoryName =
  | 'carts'
  | 'endings'
  | 'people'
  | 'orders'
  | 'stripe'
  | 'lives'
  | 'restores'
  | 'releases'
  | 'clients'
  | 'long'

export const HISTORIES: {
  readonly [name in HistoryName]: { readonly option: string; readonly load: () => Promise<Tell> }
} = {
  carts: { option: '', load: async () => (await import('./history.ts')).tellHistory },
  endings: { option: '--endings', load: async () => (await import('./history.ts')).tellEndings },
  people: { option: '--people', load: async () => (await import('./people/history.ts')).tellPeople },
  orders: { option: '--orders', load: async () => (await import('./orders/history.ts')).tellOrders },
  stripe: { option: '--stripe', load: async () => (await import('./orders/history.ts')).tellStripe },
  lives: { option: '--lives', load: async () => (await import('./lives/history.ts')).tellLives },
  restores: { option: '--restores', load: async () => (await import('./restores/history.ts')).tellRestores },
  releases: { option: '--releases', load: async () => (await import('./releases/history.ts')).tellReleases },
  clients: { option: '--clients', load: async () => (await import('./clients/history.ts')).tellClients },
  long: { option: '--long', load: async () => (await import('./long/history.ts')).tellLong },
}
