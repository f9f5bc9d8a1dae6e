/**
 * An endpoint that receives events. Pure.
 * Invariant: at least one secret is valid; after a rotation the former one stays valid for 24 hours, and no third one.
 */
export const OVERLAP_MS = 24 * 3600_000
/** Endpoints of one deployment. */
export const MAX_ENDPOINTS = 20

export interface Secret {
  readonly secret: string
  /** When it ends; null for the current one. */
  readonly until: number | null
}

export interface EndpointFields {
  readonly url: string
  /** Types of events, groups such as `order.*`, or `*`. */
  readonly types: readonly string[]
  readonly description: string
  readonly isPaused: boolean
}

export interface Endpoint extends EndpointFields {
  readonly id: string
  readonly secrets: readonly Secret[]
  readonly version: number
  readonly createdAt: number
  readonly changedAt: number
  /** False until every shard of the stream knows it. */
  readonly isReady: boolean
}

export function wants({ types }: Pick<EndpointFields, 'types'>, type: string): boolean {
  return types.some(
    (each) => each === '*' || each === type || (each.endsWith('.*') && type.startsWith(each.slice(0, -1))),
  )
}

export function rotated(endpoint: Endpoint, secret: string, now: number): Endpoint {
  const former = endpoint.secrets[0]
  const secrets = [{ secret, until: null }, ...(former ? [{ ...former, until: now + OVERLAP_MS }] : [])]
  return { ...endpoint, secrets, version: endpoint.version + 1, changedAt: now }
}

export function validSecrets({ secrets }: Endpoint, now: number): readonly string[] {
  return secrets.flatMap(({ secret, until }) => (until === null || until > now ? [secret] : []))
}
