/**
 * Clients that number their operations, written only from the contract: each operation is decided once and in order, a
 * refusal counts, and a cart knows the sixteen clients that were used last.
 */
export interface ModelClient {
  readonly last: number
  /** Carts that come together compare when their clients were used. */
  readonly at: number
  /** The newest refusals by number. */
  readonly refused: ReadonlyMap<number, string>
}

/** In the order of their use. */
export type ModelClients = ReadonlyMap<string, ModelClient>

const MAX_CLIENTS = 16
const MAX_REFUSALS = 8

export function admit(
  clients: ModelClients,
  id: string,
  seq: number,
): 'done' | 'next' | 'sequence_gap' | 'unknown_client' {
  const client = clients.get(id)
  if (!client) return seq === 1 ? 'next' : 'unknown_client'
  if (seq <= client.last) return 'done'
  return seq === client.last + 1 ? 'next' : 'sequence_gap'
}

/** @param refusal its code, or null when the operation was applied */
export function decided(
  clients: ModelClients,
  id: string,
  { seq, at, refusal }: { readonly seq: number; readonly at: number; readonly refusal: string | null },
): ModelClients {
  const refused = new Map(clients.get(id)?.refused)
  if (refusal !== null) refused.set(seq, refusal)
  const others = [...clients].filter(([other]) => other !== id)
  const latest = Math.max(0, ...others.map(([, client]) => client.at))
  const newest = { last: seq, at: at > latest ? at : latest + 1, refused: new Map([...refused].slice(-MAX_REFUSALS)) }
  return new Map([...others, [id, newest] as const].slice(-MAX_CLIENTS))
}

/** The higher watermark of each client. */
export function united(these: ModelClients, those: ModelClients): ModelClients {
  const ids = new Set([...these.keys(), ...those.keys()])
  const all = [...ids].map((id) => {
    const [one, other] = [these.get(id), those.get(id)]
    const higher = (one?.last ?? 0) >= (other?.last ?? 0) ? one : other
    const at = Math.max(one?.at ?? 0, other?.at ?? 0)
    return [id, { last: higher?.last ?? 0, at, refused: higher?.refused ?? new Map() }] as const
  })
  all.sort(([a, one], [b, other]) => (one.at === other.at ? (a < b ? -1 : 1) : one.at - other.at))
  return new Map(all.slice(-MAX_CLIENTS))
}

/** As text that compares. */
export function clientsText(clients: ModelClients): string {
  return [...clients].map(([id, { last, refused }]) => `${id} ${last} ${JSON.stringify([...refused])}`).join()
}

/** From the row that the system wrote. */
export function clientsOfRow(row: unknown): ModelClients {
  const stored = (row ?? []) as readonly { id: string; last: number; at: number; refused?: [number, string][] }[]
  return new Map(stored.map(({ id, last, at, refused = [] }) => [id, { last, at, refused: new Map(refused) }]))
}
