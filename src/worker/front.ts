/**
 * Answers the three routes that carry nearly all traffic before Hono dispatches: reading the cart, adding to it, and
 * reading a product. They use the same guard, handlers and completion as under Hono. Hono also has these routes, for
 * less common requests: cross-origin pages, and queries.
 */

import type { Env } from '../contract/env.ts'
import { addItemSchema, cartRoutes } from '../contract/http/cart.ts'
import { catalogueRoutes } from '../contract/http/catalogue.ts'
import { readCart } from './cart/read.ts'
import { addToCart } from './cart/write.ts'
import { readProduct } from './catalogue/read-product.ts'
import type { RequestContext } from './context.ts'
import { guard } from './guard/guard.ts'
import { surround } from './http/surround.ts'
import { bodyAs, jsonIn } from './http/validate.ts'

interface HotRoute {
  /** The route's name in the log. */
  readonly pattern: string
  answer(c: FrontContext): Promise<Response>
}

const READ_CART: HotRoute = {
  pattern: cartRoutes.get.path,
  answer: (c) => plain(readCart(c)),
}
const ADD: HotRoute = {
  pattern: cartRoutes.add.path,
  answer: (c) => plain(addToCart(c, bodyAs(addItemSchema, jsonIn(c)))),
}
const READ_PRODUCT: HotRoute = {
  pattern: catalogueRoutes.get.path,
  answer: (c) => plain(readProduct(c, c.req.path.slice(PRODUCTS.length))),
}

const PRODUCTS = '/v1/products/'
/** A SKU of the contract in a path that needs no decoding and has no query. */
const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Null when Hono must dispatch the request. */
export function answerFirst(request: Request, env: Env): Promise<Response> | null {
  const { url } = request
  const path = url.slice(url.indexOf('/', LENGTH_OF_SCHEME))
  const route = routeTo(request.method, path)
  if (!route || request.headers.has('origin')) return null
  const c = new FrontContext(request, env, path)
  return surround(
    c,
    () => route.pattern,
    async () => {
      const waiting = guard(c)
      if (waiting) await waiting
      return route.answer(c)
    },
  )
}

const LENGTH_OF_SCHEME = 'https://'.length

function routeTo(method: string, path: string): HotRoute | null {
  if (method === 'POST') return path === ADD.pattern ? ADD : null
  if (method !== 'GET') return null
  if (path === READ_CART.pattern) return READ_CART
  return path.startsWith(PRODUCTS) && SKU.test(path.slice(PRODUCTS.length)) ? READ_PRODUCT : null
}

/** The part of Hono's context that the guard and these routes use. */
export class FrontContext implements RequestContext {
  readonly env: Env
  readonly req: RequestContext['req']
  readonly #values: Record<string, unknown> = {}

  constructor(raw: Request, env: Env, path: string) {
    this.env = env
    const header = (name: string) => raw.headers.get(name) ?? undefined
    // The casts: Hono's types list the names of values and headers; the code here does not depend on them.
    this.req = {
      raw,
      path,
      method: raw.method,
      bodyCache: {},
      header,
      query: () => undefined,
    } as unknown as RequestContext['req']
  }

  readonly get = ((name: string) => this.#values[name]) as RequestContext['get']
  readonly set = ((name: string, value: unknown) => {
    this.#values[name] = value
  }) as RequestContext['set']
}

/** The cast: the handlers' types are made for Hono's client; the values are responses. */
function plain(answer: Promise<unknown>): Promise<Response> {
  return answer as Promise<Response>
}
