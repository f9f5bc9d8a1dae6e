/**
 * The shipped worker, counting what a checkout takes: rows that each kind of object writes, messages to the queues by
 * what they carry, and calls between the worker and its objects by name. Every one of them is given an environment whose
 * namespaces and queues count. `GET /bench/counted` answers the counts and starts them anew.
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
  // Asked each time: objects live longer than the counts that were answered.
  countStorage(ctx.storage, () => counted.written[kind])
  return ctx
}

/** One for each who calls: what the worker builds, it keeps by its environment. */
const environments = new Map<string, Env>()

function countedEnv(env: Env, caller: string): Env {
  const known = environments.get(caller)
  if (known) return known
  const namespaces = Object.entries(NAMESPACES).map(([name, kind]) => {
    // Those that NAMESPACES names are namespaces.
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

/** The worker addresses objects by name alone, and the bench configures no jurisdiction. */
function countedNamespace(namespace: DurableObjectNamespace, way: string) {
  return {
    getByName(...where: Parameters<DurableObjectNamespace['getByName']>) {
      // Any method of the class may be called on a stub.
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

/** Copies go to the record in batches; nothing else that is counted here writes to it. */
function countedDatabase(database: D1Database): D1Database {
  return {
    prepare: (query: string) => database.prepare(query),
    async batch<Row>(statements: D1PreparedStatement[]) {
      const results = await database.batch<Row>(statements)
      for (const { meta } of results) counted.d1Rows += meta.rows_written
      return results
    },
    // The record asks the binding for nothing else.
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
