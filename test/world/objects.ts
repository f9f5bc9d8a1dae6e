/** The shipped objects by kind, over simulated storage and ports. One id may name an object of each kind. */
import type { Kind } from '../../src/domain/copy.ts'
import { Account } from '../../src/objects/account/account.ts'
import type { AccountPorts } from '../../src/objects/account/account-duties.ts'
import { Claim } from '../../src/objects/account/claim.ts'
import type { Storage } from '../../src/objects/aggregate/storage.ts'
import { Cart, type CartPorts } from '../../src/objects/cart/cart.ts'
import { Order } from '../../src/objects/order/order.ts'
import type { OrderPorts } from '../../src/objects/order/order-duties.ts'
import { Stock, type StockPorts } from '../../src/objects/stock/stock.ts'

export interface Objects {
  readonly cart: Cart
  readonly account: Account
  readonly claim: Claim
  readonly stock: Stock
  readonly order: Order
}

/** The dependencies of all kinds together. */
export type ObjectPorts = Omit<CartPorts & AccountPorts & StockPorts & OrderPorts, 'cart' | 'order'> & {
  cart(
    userId: string,
  ): ReturnType<CartPorts['cart']> & ReturnType<AccountPorts['cart']> & ReturnType<OrderPorts['cart']>
  order(
    orderId: string,
  ): ReturnType<CartPorts['order']> & ReturnType<AccountPorts['order']> & ReturnType<StockPorts['order']>
}

type Make<K extends Kind> = (id: string, storage: Storage, ports: ObjectPorts) => Objects[K]

export const MAKE: { readonly [K in Kind]: Make<K> } = {
  cart: (id, storage, ports) => new Cart(id, storage, ports),
  account: (id, storage, ports) => new Account(id, storage, ports),
  claim: (id, storage, ports) => new Claim(id, storage, ports),
  stock: (id, storage, ports) => new Stock(id, storage, ports),
  order: (id, storage, ports) => new Order(id, storage, ports),
}

/** The tables of the record. */
export const TABLES: { readonly [K in Kind]: string } = {
  cart: 'carts',
  account: 'accounts',
  claim: 'claims',
  stock: 'stock',
  order: 'orders',
}

/** The object's name in the trace and in broken promises. */
export function nameOf(kind: Kind, id: string): string {
  return kind === 'cart' ? id : `${kind} ${id}`
}
