/** The readiness of the deployment. */
import type { Readiness } from '../../../../../client/src/api.ts'
import { exchangeAt, Refused } from './api.ts'

/** A deployment whose record is down answers 503 with the same document. */
export async function readiness(signal: AbortSignal): Promise<Readiness> {
  try {
    // The cast: the route's own shape.
    return (await exchangeAt('GET', '/readyz', { signal })).body as Readiness
  } catch (error) {
    const found = error instanceof Refused ? (error.problem as object as Partial<Readiness>) : {}
    const { status, tiers, policies } = found
    if (status && tiers && policies) return { status, tiers, policies }
    throw error
  }
}
