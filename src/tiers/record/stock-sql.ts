/** How stock sets the units of its products, over the tables of either database. */
import { and, type Column, eq, type SQL, sql, type Table } from 'drizzle-orm'

type Products = Table & Record<'sku' | 'onHand' | 'objectOnHand' | 'held', Column>
type Stock = Table & Record<'id' | 'state' | 'objectOnHand' | 'held', Column>

/**
 * Adds to the units on hand what the object has put in or sold since the record last heard of it. Invariant: on_hand −
 * object_on_hand, which is what others did, stays as it is; where the object has nothing new, nothing changes.
 * @returns the assignments, in an order in which on_hand still reads the old object_on_hand (MySQL assigns from left to
 * right), and which products have stock
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
 * Whether some of these products come into stock or go out of it by that: then lists of products say something else, and
 * the catalogue's epoch is to be raised. To be asked before the units are set.
 */
export function changesLists(products: Products, stock: Stock, isGiven: SQL): SQL {
  const { onHand, objectOnHand, held } = products
  const isLive = and(eq(stock.id, products.sku), eq(stock.state, 'live'))
  const after = sql`(${onHand} + ${stock.objectOnHand} - ${objectOnHand} > ${stock.held})`
  return sql`exists (select 1 from ${products} join ${stock} on ${isLive}
    where ${isGiven} and (${onHand} > ${held}) <> ${after})`
}

/** The same as one statement, with the assignments in that very order. */
export function settleProducts(products: Products, stock: Stock, isGiven: SQL): SQL {
  const { set, hasStock } = settledUnits(products, stock)
  const { onHand, objectOnHand, held } = products
  const name = (column: Column) => sql.identifier(column.name)
  return sql`update ${products} set ${name(onHand)} = ${set.onHand}, ${name(objectOnHand)} = ${set.objectOnHand},
    ${name(held)} = ${set.held} where ${isGiven} and ${hasStock}`
}
