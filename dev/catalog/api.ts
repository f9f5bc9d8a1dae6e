/**
 * A client of the worker's API for an admin. It signs in again when a token expires and waits when the worker asks it
 * to. A call fails when it is refused, or after ten failures in a row.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stateFolder } from '../secrets.ts'

const TRIES = 10
/** Statuses after which the client waits; the worker or a proxy in front of it sends them. */
const WAIT = new Set([429, 502, 503, 504])
const MAX_WAIT_MS = 60_000
/** Longer than any piece takes. */
const DEADLINE_MS = 300_000

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface Call {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly contentType?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown for an answer that a later try would not change. */
export class Refused extends Error {
  readonly status: number
  /** The problem's code, or null for an answer that is not the worker's. */
  readonly code: string | null

  constructor(status: number, { code, reason }: Problem, task = '') {
    super(task + reason)
    this.status = status
    this.code = code
  }
}

interface Problem {
  readonly code: string | null
  readonly reason: string
}

export class Api {
  readonly #url: string
  readonly #credentials: Credentials | null
  #token: string | null
  readonly #say: (line: string) => void

  /** @param by a token, or the credentials to get one */
  constructor(url: string, by: string | Credentials, say: (line: string) => void) {
    this.#url = url.replace(/\/+$/, '')
    this.#credentials = typeof by === 'string' ? null : by
    this.#token = typeof by === 'string' ? by : null
    this.#say = say
  }

  /** Throws Refused, or the error of the last try. */
  async call(call: Call): Promise<Response> {
    for (let tries = 1; ; tries++) {
      this.#token ??= await this.#signIn()
      const response = await this.#patiently(() => this.#send(call, { authorization: `Bearer ${this.#token}` }))
      if (response.ok) return response
      // A token lives for 15 minutes.
      if (response.status === 401 && this.#credentials !== null && tries === 1) this.#token = null
      else throw new Refused(response.status, await problemOf(response))
    }
  }

  async #signIn(): Promise<string> {
    const body = JSON.stringify(this.#credentials)
    const login = { method: 'POST', path: '/v1/auth/login', contentType: 'application/json', body } as const
    const response = await this.#patiently(() => this.#send(login, {}))
    if (!response.ok) throw new Refused(response.status, await problemOf(response), 'cannot sign in: ')
    // The cast: the contract's answer.
    const { accessToken } = (await response.json()) as { accessToken: string }
    return accessToken
  }

  #send({ method, path, contentType, body, ...call }: Call, headers: Record<string, string>): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: { ...headers, ...call.headers, ...(contentType && { 'content-type': contentType }) },
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(body !== undefined && { body }),
    })
  }

  /** Waits as long as the worker says at 429 and 503; waits a little longer each time when it cannot be reached. */
  async #patiently(send: () => Promise<Response>): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const pauseMs = Math.min(MAX_WAIT_MS, 250 * 2 ** tries)
      const answer = await send().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      if (answer instanceof Error) {
        if (tries === TRIES) throw new Error(`${this.#url} cannot be reached: ${causeOf(answer)}`)
        const hint = isLocal(this.#url) && tries === 1 ? ' (npm start runs a worker there; --url names another)' : ''
        this.#say(`${causeOf(answer)}; trying again in ${Math.ceil(pauseMs / 1_000)} s${hint}`)
        await sleep(pauseMs)
        continue
      }
      if (!WAIT.has(answer.status) || tries === TRIES) return answer
      const waitMs = Math.min(MAX_WAIT_MS, 1_000 * Number(answer.headers.get('retry-after')) || pauseMs)
      this.#say(`${(await problemOf(answer)).reason} Continuing in ${Math.ceil(waitMs / 1_000)} s`)
      await sleep(waitMs)
    }
  }
}

/**
 * Credentials from the environment; for a worker on this machine, those that `npm start` keeps in its state folder. The
 * latter are never sent to another machine.
 */
export async function credentialsFor(url: string, environment: NodeJS.ProcessEnv): Promise<Credentials> {
  const { PANNIER_ADMIN_EMAIL: email, PANNIER_ADMIN_PASSWORD: password } = environment
  if (email && password) return { email, password }
  if (isLocal(url)) {
    const file = join(stateFolder(environment), 'secrets.json')
    const text = await readFile(file, 'utf8').catch(() => '{}')
    // The cast: dev/secrets.ts wrote it.
    const kept = JSON.parse(text) as { ADMIN_EMAIL?: string; ADMIN_PASSWORD?: string }
    if (kept.ADMIN_EMAIL && kept.ADMIN_PASSWORD) return { email: kept.ADMIN_EMAIL, password: kept.ADMIN_PASSWORD }
  }
  throw new Error('no credentials: set PANNIER_ADMIN_EMAIL and PANNIER_ADMIN_PASSWORD, or pass --token')
}

function isLocal(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text()
  try {
    // The cast: a problem document (RFC 9457).
    const { code = null, detail } = JSON.parse(text) as { code?: string; detail?: string }
    if (detail) return { code, reason: `${response.status}: ${detail}` }
  } catch {
    // The answer is not the worker's, but perhaps a proxy's.
  }
  return { code: null, reason: `${response.status} ${response.statusText}`.trim() }
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}
