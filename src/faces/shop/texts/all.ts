/** The tables of texts whose words a static file has (dev/page-words.ts). The error pages and the frame keep theirs. */
import { ACCOUNT_TEXTS } from './account.ts'
import { CART_TEXTS } from './cart.ts'
import { CHECKOUT_TEXTS } from './checkout.ts'
import { HOME_TEXTS } from './home.ts'
import { LISTING_TEXTS } from './listing.ts'
import { ORDER_TEXTS } from './order.ts'
import { PRODUCT_TEXTS } from './product.ts'
import { REFUSALS } from './refusals.ts'
import { TILE_TEXTS } from './tile.ts'

export const PAGE_TEXTS = {
  ...{ ACCOUNT_TEXTS, CART_TEXTS, CHECKOUT_TEXTS, HOME_TEXTS, LISTING_TEXTS, ORDER_TEXTS, PRODUCT_TEXTS, REFUSALS },
  TILE_TEXTS,
}
