/** Sets the units of products from their stock, over the tables of either database. */
import { and, type Column, eq, type SQL, sql, type Table } from 'drizzle-orm'

type Products = Table & Record<'sku' | 'onHand' | 'objectOnHand' | 'held', Column>
type Stock = Table & Record<'id' | 'state' | 'objectOnHand' | 'held', Column>

/**
 * Adds to the units on hand what the object has put in or sold since its last copy. Invariant: on_hand −
 * object_on_hand, which is the sum of outside edits, stays unchanged; a copy with nothing new changes nothing.
 * @returns the assignments, in an order in which on_hand still reads the old object_on_hand (MySQL assigns from left to
 * right), and a condition that selects products with stock
 */
export function settledUnits(products: Products, stock: Stock) {
  const its = (column: Column) => sql`(select ${column} from ${stock} where ${eq(stock.id, products.sku)})`
  const isLive = and(eq(stock.id, products.sku), eq(stock.state, 'live'))
  return {
    set: {
      onHand: sql`${products.onHand} + ${its(stock.objectOnHand)} - ${products.objectOnHand}`,
      objectOnHand: its(stock.objectOnHand),
      held: its(stock.held),
    },
    hasStock: sql`exists (select 1 from ${stock} where ${isLive})`,
  }
}

/**
 * Whether some of these products come into stock or go out of stock: then lists of products change, and the
 * catalogue's epoch must be raised. Evaluate it before the units are set.
 */
export function changesLists(products: Products, stock: Stock, isGiven: SQL): SQL {
  const { onHand, objectOnHand, held } = products
  const isLive = and(eq(stock.id, products.sku), eq(stock.state, 'live'))
  const after = sql`(${onHand} + ${stock.objectOnHand} - ${objectOnHand} > ${stock.held})`
  return sql`exists (select 1 from ${products} join ${stock} on ${isLive}
    where ${isGiven} and (${onHand} > ${held}) <> ${after})`
}

/** The update of `settledUnits` as one statement, with the assignments in that order. */
export function settleProducts(products: Products, stock: Stock, isGiven: SQL): SQL {
  const { set, hasStock } = settledUnits(products, stock)
  const { onHand, objectOnHand, held } = products
  const name = (column: Column) => sql.identifier(column.name)
  return sql`update ${products} set ${name(onHand)} = ${set.onHand}, ${name(objectOnHand)} = ${set.objectOnHand},
    ${name(held)} = ${set.held} where ${isGiven} and ${hasStock}`
}
