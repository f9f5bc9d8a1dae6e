/** A cart without an object around it: decisions and events over plain rows. */
import type { ProductFacts } from '../../../src/domain/cart/cart.ts'
import { type CartCommand, decide } from '../../../src/domain/cart/decide.ts'
import type { CartRefusalCode } from '../../../src/domain/cart/decision.ts'
import { evolve } from '../../../src/domain/cart/evolve.ts'
import { skuOf } from '../../../src/domain/cart/line-id.ts'
import { RowSet } from '../../../src/objects/aggregate/row-set.ts'

export const START_MS = Date.UTC(2026, 10, 22)

export class CartOnPaper {
  readonly rows = new RowSet()
  now = START_MS
  #rank = 0
  /** Products that differ from `productOf`. */
  readonly prices = new Map<string, ProductFacts | null>()

  /** Carries a command out. Returns the code of the refusal, or null. */
  try(command: CartCommand): CartRefusalCode | null {
    const skus = 'sku' in command ? [command.sku] : command.type === 'select' ? (command.skus ?? []) : []
    const products = new Map(skus.map(skuOf).map((sku) => [sku, this.#product(sku)]))
    const decision = decide(this.rows, command, { now: this.now, rank: this.#rank++, products })
    if (!decision.ok) return decision.refusal.code
    for (const event of decision.value) this.rows.apply(evolve(this.rows, event))
    return null
  }

  /** Carries out commands that must be accepted. */
  does(...commands: readonly CartCommand[]): void {
    for (const command of commands) {
      const code = this.try(command)
      if (code) throw new Error(`${command.type} was refused: ${code}`)
    }
  }

  /** The code with which the command would be refused, or null. Changes nothing. */
  refusal(command: CartCommand): CartRefusalCode | null {
    const before = this.rows.lists()
    const code = this.try(command)
    for (const list of Object.keys(this.rows.lists())) {
      for (const [key] of [...this.rows.entries(list)]) this.rows.apply([{ list, key, value: null }])
    }
    this.rows.install(before)
    return code
  }

  #product(sku: string): ProductFacts | null {
    const known = this.prices.get(sku)
    return known === undefined ? { title: `The ${sku}`, price: 100, image: null, labels: [] } : known
  }
}
