/** Clients of the worker. Every answer is read through the contract's schemas. */
import { createExecutionContext, SELF } from 'cloudflare:test'
import { expect } from 'vitest'
import type * as z from 'zod/mini'
import { cartSchema } from '../../../src/contract/answers/cart.ts'
import { problemSchema } from '../../../src/contract/answers/shapes.ts'
import type { AccountRole } from '../../../src/domain/account/account.ts'
import { PRESENT_COST } from '../../../src/domain/account/password.ts'
import { newId } from '../../../src/domain/id.ts'
import { objectsOf } from '../../../src/objects/objects.ts'
import { type Principal, Tokens } from '../../../src/worker/guard/tokens.ts'
import worker from '../../../src/worker/index.ts'
import { TEST_KEY } from '../../support/secrets.ts'
import { bindings } from './shop.ts'

const tokens = new Tokens({ keys: [TEST_KEY], issuer: 'pannier' })
const LONG_SECONDS = 365 * 24 * 3600

export type Send = (request: Request) => Promise<Response>
type Headers_ = Readonly<Record<string, string>>

/** Another isolate of the deployment: its own caches, buckets and breakers, with some bindings or variables changed. */
export function isolate(changes: Readonly<Record<string, unknown>> = {}): Send {
  const env = { ...bindings, ...changes }
  return async (request) => worker.fetch(request, env, createExecutionContext())
}

const deployed: Send = (request) => SELF.fetch(request)

export class Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string

  constructor(status: number, headers: Headers, text: string) {
    this.status = status
    this.headers = headers
    this.text = text
  }

  /** The body, checked against the schema in the document: no field is missing, and none is extra. */
  as<Schema extends z.ZodMiniType>(schema: Schema): z.infer<Schema> {
    const body: unknown = JSON.parse(this.text)
    const parsed = schema.parse(body)
    expect(body).toEqual(parsed)
    return parsed
  }

  get cart(): z.infer<typeof cartSchema> {
    expect(this.status, this.text.slice(0, 400)).toBe(200)
    return this.as(cartSchema)
  }

  /** The problem document, after a check of the fields that all problem documents share. */
  refusal(status: number, code: string): z.infer<typeof problemSchema> {
    expect(this.status, this.text.slice(0, 400)).toBe(status)
    expect(this.headers.get('content-type')).toBe('application/problem+json')
    const problem = this.as(problemSchema)
    expect(problem).toMatchObject({ status, code, requestId: this.headers.get('x-request-id') })
    expect(problem.type).toBe(`/docs#${code}`)
    expect(problem.title).not.toBe('')
    expect(problem.detail).not.toBe('')
    return problem
  }
}

export class Client {
  readonly #headers: Headers_
  readonly #send: Send

  constructor(headers: Headers_ = {}, send: Send = deployed) {
    this.#headers = headers
    this.#send = send
  }

  /** Sends a reason with each write of an operator. Sends a string or bytes unchanged, and any other body as JSON. */
  async call(method: string, path: string, body?: unknown, headers: Headers_ = {}): Promise<Reply> {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream
    const request = new Request(`https://pannier.test${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(path.startsWith('/v1/admin/') && method !== 'GET' && { 'pannier-reason': 'a%20test' }),
        ...this.#headers,
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    })
    const response = await this.#send(request)
    return new Reply(response.status, response.headers, await response.text())
  }

  get(path: string, headers?: Headers_): Promise<Reply> {
    return this.call('GET', path, undefined, headers)
  }

  /** The same client against another isolate, or with other headers. */
  through(send: Send, headers: Headers_ = {}): Client {
    return new Client({ ...this.#headers, ...headers }, send)
  }
}

/** A shopper with a cart of their own. */
export class Shopper extends Client {
  readonly id: string
  readonly token: string

  private constructor(id: string, token: string, send: Send | undefined) {
    super({ authorization: `Bearer ${token}` }, send)
    this.id = id
    this.token = token
  }

  static async guest(send?: Send): Promise<Shopper> {
    return Shopper.of({ id: newId('gst', Date.now()), role: 'guest' }, send)
  }

  static async of(principal: Principal, send?: Send): Promise<Shopper> {
    const isOperator = ['support', 'admin'].includes(principal.role)
    const known = isOperator && principal.session === undefined ? await withAccount(principal) : principal
    return new Shopper(principal.id, await tokens.issue(known, LONG_SECONDS), send)
  }

  cart(headers?: Headers_): Promise<Reply> {
    return this.get('/v1/cart', headers)
  }

  add(sku: string, quantity = 1, headers?: Headers_): Promise<Reply> {
    return this.call('POST', '/v1/cart/items', { sku, quantity }, headers)
  }

  /** Fills the cart in as few requests as possible. */
  async fill(skus: readonly string[], fields: object = {}): Promise<void> {
    for (let from = 0; from < skus.length; from += 40) {
      const operations = skus.slice(from, from + 40).map((sku) => ({ type: 'add', sku, quantity: 1, ...fields }))
      const reply = await this.call('POST', '/v1/cart/batch', { operations }, { prefer: 'return=minimal' })
      expect(reply.status, reply.text).toBe(200)
    }
  }
}

/** Gives an operator an account and a sign-in, because the guard checks both at every request. */
async function withAccount(principal: Principal): Promise<Principal> {
  const account = objectsOf(bindings).account(principal.id)
  const password = { hash: '', salt: '', cost: PRESENT_COST }
  const claim = principal.id.slice(4).toLowerCase().padEnd(64, '0')
  const email = `${principal.id}@example.com`
  // The cast: only accounts have these roles.
  const role = principal.role as AccountRole
  await account.register({ claim, email, name: null, role, password, requestId: 'test' })
  const signedIn = await account.enter('0'.repeat(32), 'test')
  if (!signedIn) throw new Error('the account was not made')
  return { ...principal, session: signedIn.family }
}

export const stranger = new Client()
/** An admin. */
export const operator: Client = await Shopper.of({ id: newId('usr', Date.now()), role: 'admin' })
