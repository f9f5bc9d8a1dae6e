/** The statement by which stock sets the units of its products, over the tables of either database. */
import { type Column, eq, type SQL, sql, type Table } from 'drizzle-orm'

type Products = Table & Record<'sku' | 'onHand' | 'objectOnHand' | 'held', Column>
type Stock = Table & Record<'id' | 'state' | 'objectOnHand' | 'held', Column>

/**
 * Adds to the units on hand what the object has put in or sold since the record last heard of it. Invariant: on_hand −
 * object_on_hand, which is what others did, stays as it is; where the object has nothing new, nothing changes.
 * MySQL assigns from left to right, so that on_hand, which reads the old object_on_hand, comes first.
 * @param isGiven which products
 */
export function settleProducts(products: Products, stock: Stock, isGiven: SQL): SQL {
  const its = (column: Column) => sql`(select ${column} from ${stock} where ${eq(stock.id, products.sku)})`
  const name = (column: Column) => sql.identifier(column.name)
  const { onHand, objectOnHand, held } = products
  return sql`update ${products} set
    ${name(onHand)} = ${onHand} + ${its(stock.objectOnHand)} - ${objectOnHand},
    ${name(objectOnHand)} = ${its(stock.objectOnHand)},
    ${name(held)} = ${its(stock.held)}
    where ${isGiven}
      and exists (select 1 from ${stock} where ${eq(stock.id, products.sku)} and ${eq(stock.state, 'live')})`
}
