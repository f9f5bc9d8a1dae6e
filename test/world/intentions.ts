/** Commands of shoppers, drawn at random over a handful of products; most of them make sense. */
import type { Position } from '../../src/domain/position.ts'
import type { ModelCommand } from './model/cart.ts'
import type { Scheduler } from './scheduler.ts'
import type { Meant } from './witness/truth.ts'

const SKUS = ['tea', 'pot', 'cup', 'jar', 'pan', 'ghost'] as const
export const SECRET = 'engraved for'

export const PRODUCTS = new Map(
  SKUS.map((sku, index) => {
    const product = { title: `The ${sku}`, price: 100 * (index + 1), image: null, labels: [] }
    return [sku as string, sku === 'ghost' ? null : product] as const
  }),
)

/** The cart as the shopper last saw it. */
interface Seen {
  readonly position: Position
  readonly lineIds: readonly string[]
}

/** A random command; `number` makes its name unique to the shopper. */
export function mean(scheduler: Scheduler, id: string, number: number, last: Seen | null): Meant {
  const undo = scheduler.chance(0.1)
  const several = !undo && scheduler.chance(0.15)
  const steps = Array.from({ length: undo ? 0 : several ? scheduler.between(2, 4) : 1 }, () => ({
    command: commandOf(scheduler, id, last?.lineIds ?? []),
  }))
  const atomic = scheduler.chance(0.6)
  // A write whose name ends with s has a key for each of its steps.
  const name = `${id}-${number}${several && atomic && scheduler.chance(0.5) ? 's' : ''}`
  const ifMatch = last && scheduler.chance(0.1) ? last.position : null
  return { name, kind: undo ? 'undo' : 'write', steps, atomic, products: PRODUCTS, ifMatch }
}

/** Random attributes: sometimes none, sometimes the same ones in another order of keys. */
export function attributesFor(scheduler: Scheduler, id: string): { readonly attributes?: object } {
  const text = `${SECRET} ${id}`
  const drawn = scheduler.random()
  if (drawn < 0.55) return {}
  if (drawn < 0.65) return { attributes: {} }
  if (drawn < 0.8) return { attributes: { text } }
  return { attributes: drawn < 0.9 ? { text, font: 'serif' } : { font: 'serif', text } }
}

export function commandOf(scheduler: Scheduler, id: string, lineIds: readonly string[]): ModelCommand {
  const product = scheduler.chance(0.03) ? 'ghost' : scheduler.pick(SKUS.slice(0, 5))
  const sku = lineIds.length > 0 && scheduler.chance(0.4) ? scheduler.pick(lineIds) : product
  const drawn = scheduler.random()
  if (drawn < 0.4) {
    const quantity = scheduler.chance(0.1) ? 990 : scheduler.between(1, 4)
    return { type: 'add', sku: product, quantity, ...attributesFor(scheduler, id) }
  }
  if (drawn < 0.57) {
    const quantity = scheduler.chance(0.2) ? 0 : scheduler.between(1, 30)
    const fields = scheduler.chance(0.5) ? { quantity } : { selected: scheduler.chance(0.5) }
    return { type: 'set', sku, ...fields, ...(scheduler.chance(0.3) ? attributesFor(scheduler, id) : {}) }
  }
  if (drawn < 0.68) return { type: 'remove', sku }
  if (drawn < 0.78) return { type: 'restore', sku }
  if (drawn < 0.85) return { type: 'save', sku }
  if (drawn < 0.9) return { type: 'move', sku }
  if (drawn < 0.92) return { type: 'unsave', sku }
  if (drawn < 0.975)
    return { type: 'select', selected: scheduler.chance(0.5), ...(scheduler.chance(0.4) ? { skus: [sku] } : {}) }
  return { type: 'clear' }
}

/** The command in words, for the trace. */
export function describe({ kind, steps, atomic }: Meant): string {
  const list = steps.map(({ command }) => JSON.stringify(command)).join(' ')
  return kind === 'undo' ? 'undo' : `${list}${steps.length > 1 && !atomic ? ' not atomic' : ''}`
}
