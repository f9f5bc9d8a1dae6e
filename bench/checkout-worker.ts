/**
 * The shipped worker with counters for the cost of a checkout: rows that each kind of object writes, queue messages by
 * content, and calls between the worker and its objects by name. Worker and objects each get an environment whose
 * namespaces and queues count. `GET /bench/counted` returns the counts and resets them.
 */
import type { Env } from '../src/contract/env.ts'
import worker, {
  CartDurableObject as Cart,
  OrderDurableObject as Order,
  SimulatedPaymentDurableObject as Payment,
  StockDurableObject as Stock,
} from '../src/worker/index.ts'
import type { Counted, Counter } from './counted.ts'
import { countStorage } from './counting.ts'

// biome-ignore lint/performance/noBarrelFile: the runtime looks for the classes of objects here, for new ones, too
export * from '../src/worker/index.ts'

const NAMESPACES = { CARTS: 'cart', ORDERS: 'order', STOCK: 'stock', PAYMENTS: 'payment' } as const

let counted: { -readonly [Of in keyof Counted]: Counted[Of] } = nothing()

function nothing(): typeof counted {
  const none = () => ({ rows: 0, alarms: 0 })
  return {
    written: { cart: none(), order: none(), stock: none(), payment: none() },
    calls: {},
    messages: {},
    d1Rows: 0,
  }
}

function count(counter: Counter, name: string): void {
  counter[name] = (counter[name] ?? 0) + 1
}

export class CartDurableObject extends Cart {
  constructor(ctx: DurableObjectState, env: Env) {
    super(counting(ctx, 'cart'), countedEnv(env, 'cart'))
  }

  override alarm(...rung: Parameters<Cart['alarm']>) {
    count(counted.calls, 'platform → cart.alarm')
    return super.alarm(...rung)
  }
}

export class OrderDurableObject extends Order {
  constructor(ctx: DurableObjectState, env: Env) {
    super(counting(ctx, 'order'), countedEnv(env, 'order'))
  }
}

export class StockDurableObject extends Stock {
  constructor(ctx: DurableObjectState, env: Env) {
    super(counting(ctx, 'stock'), countedEnv(env, 'stock'))
  }
}

export class SimulatedPaymentDurableObject extends Payment {
  constructor(ctx: DurableObjectState, env: Env) {
    super(counting(ctx, 'payment'), countedEnv(env, 'payment'))
  }
}

function counting(ctx: DurableObjectState, kind: keyof Counted['written']): DurableObjectState {
  // A function, because objects outlive the counts, which are replaced after each answer.
  countStorage(ctx.storage, () => counted.written[kind])
  return ctx
}

/** One environment for each caller, because the worker caches what it builds by its environment. */
const environments = new Map<string, Env>()

function countedEnv(env: Env, caller: string): Env {
  const known = environments.get(caller)
  if (known) return known
  const namespaces = Object.entries(NAMESPACES).map(([name, kind]) => {
    // The cast: NAMESPACES lists namespaces only.
    const namespace = env[name] as DurableObjectNamespace
    return [name, countedNamespace(namespace, `${caller} → ${kind}`)]
  })
  const all: Env = {
    ...env,
    ...Object.fromEntries(namespaces),
    WRITES: countedQueue(env.WRITES, ({ kind }) => kind),
    EVENTS: countedQueue(env.EVENTS, () => 'heat'),
    RECORD: countedDatabase(env.RECORD),
  }
  environments.set(caller, all)
  return all
}

/** Supports only names as addresses: the worker uses nothing else, and the bench configures no jurisdiction. */
function countedNamespace(namespace: DurableObjectNamespace, way: string) {
  return {
    getByName(...where: Parameters<DurableObjectNamespace['getByName']>) {
      // The cast: a stub accepts any method of its class.
      const stub = namespace.getByName(...where) as unknown as Record<string, (...values: unknown[]) => unknown>
      return new Proxy(stub, {
        get: (_, method) =>
          typeof method === 'string' && method !== 'then'
            ? (...values: unknown[]) => {
                count(counted.calls, `${way}.${method}`)
                return stub[method]?.(...values)
              }
            : undefined,
      })
    },
  }
}

function countedQueue<Message>(queue: Queue<Message>, nameOf: (message: Message) => string) {
  return {
    send(message: Message, options?: QueueSendOptions) {
      count(counted.messages, nameOf(message))
      return queue.send(message, options)
    },
    sendBatch(messages: readonly MessageSendRequest<Message>[], options?: QueueSendBatchOptions) {
      for (const { body } of messages) count(counted.messages, nameOf(body))
      return queue.sendBatch(messages, options)
    },
  }
}

/** Counts batches only: copies reach the record in batches, and no other write is counted here. */
function countedDatabase(database: D1Database): D1Database {
  return {
    prepare: (query: string) => database.prepare(query),
    async batch<Row>(statements: D1PreparedStatement[]) {
      const results = await database.batch<Row>(statements)
      for (const { meta } of results) counted.d1Rows += meta.rows_written
      return results
    },
    // The cast: the record uses no other method of the binding.
  } as D1Database
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    if (pathname === '/bench/counted') {
      const answer = Response.json(counted)
      counted = nothing()
      return answer
    }
    if (pathname.startsWith('/v1/webhooks/')) count(counted.calls, 'payment → worker: webhook')
    return worker.fetch(request, countedEnv(env, 'worker'), ctx)
  },
  queue(batch, env) {
    count(counted.calls, 'platform → queue.batch')
    return worker.queue(batch, countedEnv(env, 'queue'))
  },
  scheduled: worker.scheduled,
} satisfies ExportedHandler<Env>
