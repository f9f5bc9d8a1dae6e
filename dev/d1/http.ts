/**
 * D1's binding over Cloudflare's REST API, for commands that reach a deployed database from this machine. Fails closed:
 * an answer that is not a result throws. A request that may or may not have been applied is sent again, so statements
 * must allow a repeat.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { d1Over, type Ran, type Statement } from './statements.ts'

const API = 'https://api.cloudflare.com/client/v4'
const TRIES = 8
const DEADLINE_MS = 60_000
/** The API takes 1,200 requests in five minutes; it answers 429 beyond that. */
const MAX_WAIT_MS = 60_000

export interface HttpD1Options {
  readonly accountId: string
  readonly databaseId: string
  readonly token: string
  /** Another address of the API, for tests. */
  readonly api?: string
}

interface Answer {
  readonly success?: boolean
  readonly errors?: readonly { readonly code?: number; readonly message?: string }[]
  readonly result?: readonly { readonly results?: Ran['results']; readonly meta?: { readonly changes?: number } }[]
}

export function httpD1({ accountId, databaseId, token, api = API }: HttpD1Options): D1Database {
  const url = `${api}/accounts/${accountId}/d1/database/${databaseId}/query`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return d1Over(async (statements) => {
    const body = JSON.stringify(bodyOf(statements))
    for (let tries = 1; ; tries++) {
      const signal = AbortSignal.timeout(DEADLINE_MS)
      const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
        if (tries === TRIES) throw new Error(`${new URL(url).host} cannot be reached: ${error}`)
        return null
      })
      const text = await response?.text()
      if (response && response.status !== 429 && response.status < 500) return resultsIn(response.status, text ?? '')
      if (tries === TRIES) throw new Error(`D1 answers ${response?.status}`)
      const asked = 1_000 * Number(response?.headers.get('retry-after'))
      await wait(Math.min(MAX_WAIT_MS, asked || 250 * 2 ** tries))
    }
  })
}

/** A batch is one transaction. */
function bodyOf(statements: readonly Statement[]) {
  const each = statements.map(({ query, parameters }) => ({ sql: query, params: parameters }))
  return each.length === 1 ? each[0] : { batch: each }
}

function resultsIn(status: number, text: string): readonly Ran[] {
  let answer: Answer
  try {
    // The cast: checked below.
    answer = JSON.parse(text) as Answer
  } catch {
    throw new Error(`D1 answers ${status} with something that is not JSON`)
  }
  if (answer.success !== true || !Array.isArray(answer.result)) {
    throw new Error(`D1 answers ${status}: ${answer.errors?.map(({ message }) => message).join('; ') ?? 'no result'}`)
  }
  return answer.result.map(({ results, meta }) => ({ results: results ?? [], meta: { changes: meta?.changes ?? 0 } }))
}
