/** The calls and shapes of the API. Made by `npm run client` from the OpenAPI document; do not edit. */

export type GuestToken = {
  accessToken: string
  tokenType: "Bearer"
  /** The lifetime of the access token in seconds. */
  expiresIn: number
  user: {
    id: string
    role: "guest"
  }
}

/** A problem document (RFC 9457). */
export type Problem = {
  type: string
  title: string
  status: number
  code: "invalid_request" | "idempotency_key_required" | "reason_required" | "unauthenticated" | "invalid_credentials" | "refresh_reused" | "forbidden" | "account_locked" | "proof_required" | "not_found" | "unknown_sku" | "unknown_coupon" | "line_not_found" | "method_not_allowed" | "ambiguous_line" | "line_limit" | "quantity_limit" | "saved_limit" | "cart_too_large" | "not_restorable" | "not_selectable" | "cart_merged" | "guest_already_merged" | "merge_limit" | "link_invalid" | "invoices_off" | "mail_off" | "media_off" | "email_taken" | "already_exists" | "category_not_empty" | "nothing_to_adopt" | "coupon_limit" | "coupon_not_applicable" | "cart_empty" | "cart_changed" | "not_shipped_there" | "price_changed" | "insufficient_stock" | "checkout_in_progress" | "too_many_open_orders" | "illegal_transition" | "refund_limit" | "note_limit" | "passkey_refused" | "passkey_limit" | "address_exists" | "address_limit" | "webhook_limit" | "replay_limit" | "units_held" | "unknown_client" | "sequence_gap" | "nothing_to_undo" | "canary_not_startable" | "cursor_expired" | "erased" | "version_mismatch" | "payload_too_large" | "url_too_long" | "unsupported_media_type" | "idempotency_key_reused" | "image_refused" | "upgrade_required" | "precondition_required" | "rate_limited" | "login_locked" | "headers_too_large" | "internal" | "too_many_sockets" | "unavailable"
  detail: string
  requestId: string
  /** The invalid fields. With `insufficient_stock`, the products and their units. With `coupon_not_applicable` at checkout, the coupons that reached their limit. */
  errors?: ({
      path: string
      message: string
      sku?: string
      coupon?: string
      requested?: number
      available?: number
    })[]
  /** The reason why a coupon does not apply. */
  reason?: string
  /** With `price_changed`, the current quote. With `coupon_not_applicable`, the quote without the coupons in `errors`. */
  quote?: unknown
  /** The lines of the SKU. Only with the code `ambiguous_line`. */
  lineIds?: (string)[]
  /** The index of the refused operation in a batch, from 0. */
  index?: number
  /** The `seq` that the cart expects next. Only with the code `sequence_gap`. */
  expected?: number
  /** The watermark of the client. Only with `sequence_gap` and `unknown_client`. */
  client?: CartClient
  /** The current representation of the resource. Only with status 412. */
  current?: unknown
}

export type CartClient = {
  id: string
  /** The `seq` of the last operation of this client that was decided, whether it was applied or refused. 0 if the cart does not know the client. */
  last: number
}

export type SignedIn = {
  accessToken: string
  /** A token for one use within 30 days. */
  refreshToken: string
  tokenType: "Bearer"
  /** The lifetime of the access token in seconds. */
  expiresIn: number
  user: User
  /** The outcome for the guest’s cart. Null without a valid guest token. */
  merge: (({
        report: MergeReport
        /** The guest’s coupon codes, and whether each was carried over. */
        coupons?: ({
            code: string
            carried: boolean
            /** The reason why the code was not carried over. */
            reason?: string
          })[]
      } | {
        pending: true
      } | {
        refused: string
      }) | null)
}

export type User = {
  id: string
  role: "customer" | "support" | "admin"
  email: string
  name: (string | null)
  /** Whether the owner has confirmed the address. */
  emailVerified: boolean
  /** The address to which a change waits for its confirmations. */
  newEmail?: string
  /** The consent to reminders of a left cart: when, and to which version of the text. */
  cartReminders?: {
    /** A time in RFC 3339, in UTC. */
    agreedAt: string
    text: string
  }
}

export type MergeReport = ({
    sku: string
    /** The line that holds the units now. */
    lineId?: string
    guestQuantity: number
    userQuantity: number
    resultQuantity: number
    /** True if the line moved to the saved list because the cart was full. */
    movedToSaved?: boolean
    /** True if the line was in the guest’s saved list and is in the user’s saved list. */
    saved?: boolean
  })[]

export type TokenPair = {
  accessToken: string
  /** A token for one use within 30 days. */
  refreshToken: string
  tokenType: "Bearer"
  /** The lifetime of the access token in seconds. */
  expiresIn: number
  user: User
}

export type EmailChange = {
  status: "waiting" | "changed"
}

export type OwnSignInList = {
  items: ({
      id: string
      /** A time in RFC 3339, in UTC. */
      createdAt: string
      /** A time in RFC 3339, in UTC. */
      lastUsedAt: string
      device: ("phone" | "tablet" | "computer" | "program" | null)
      /** Whether this request belongs to the sign-in. */
      isCurrent: boolean
    })[]
}

export type JwkSet = {
  keys: ({
      kty: string
      crv: string
      kid: string
      x: string
      y: string
      alg: string
      use: string
    })[]
}

export type Export = {
  /** A time in RFC 3339, in UTC. */
  exportedAt: string
  user: (User | null)
  /** All stored data of the account. For the password, only the parameters of its hash. */
  account: { [name: string]: { [name: string]: __schema0 } }
  /** All stored data of the cart. */
  cart: { [name: string]: { [name: string]: __schema0 } }
  orders: (Order)[]
  securityEvents: ({
      kind: string
      count: number
      /** A time in RFC 3339, in UTC. */
      at: string
    })[]
}

export type __schema0 = (string | number | boolean | null | (__schema0)[] | { [name: string]: __schema0 })

export type Order = {
  id: string
  /** A number for people to read aloud. */
  number: string
  /** Null after the user was erased. */
  userId: (string | null)
  status: "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  version: number
  currency: string
  lines: (OrderLine)[]
  shipping: (OrderShipping | null)
  /** The coupon codes that reduced the total. */
  coupons: (string)[]
  totals: OrderTotals
  address: (Address | null)
  billingAddress: (Address | null)
  vatNumber: (string | null)
  email: (string | null)
  note: (string | null)
  payment: {
    /** `cancelled`: the order was cancelled before it was paid. */
    status: "unpaid" | "open" | "declined" | "cancelled" | "paid" | "refunding" | "refunded"
    /** The provider of the captured payment, otherwise of the newest one. */
    provider: (string | null)
    captured: Money
    refunded: Money
    /** The amount of refunds in progress. */
    refunding: Money
    /** All refunds with their returned units, oldest first. */
    refunds: ({
        id: string
        /** A time in RFC 3339, in UTC. */
        at: string
        amount: Money
        /** `done`: the provider or an operator has paid the money back. */
        status: "pending" | "done"
        /** Null for a refund of 0. */
        provider: (string | null)
        lines: ({
            sku: string
            /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
            lineId: string
            quantity: number
          })[]
        /** Whether the units were removed from the order before they shipped. */
        isEdit: boolean
      })[]
  }
  /** The invoice and the credit notes. Empty if the shop issues no invoices. */
  documents: ({
      kind: "invoice" | "credit_note"
      /** The numbers of one kind and one year are consecutive. */
      number: string
      /** A time in RFC 3339, in UTC. */
      issuedAt: string
      /** The refund of a credit note. */
      refundId: (string | null)
    })[]
  /** The newest shipment. */
  shipment: ({
      carrier: string
      trackingNumber: string
      /** A time in RFC 3339, in UTC. */
      shippedAt: string
    } | null)
  /** All shipments, oldest first. */
  shipments: ({
      /** From 1, in the order in which they left. */
      number: number
      carrier: string
      trackingNumber: string
      /** A time in RFC 3339, in UTC. */
      shippedAt: string
      deliveredAt: (string | null)
      lines: ({
          sku: string
          /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
          lineId: string
          quantity: number
        })[]
    })[]
  /** All returns, oldest first. */
  returns: ({
      id: string
      status: "requested" | "approved" | "refused" | "received" | "refunded"
      lines: ({
          sku: string
          /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
          lineId: string
          quantity: number
        })[]
      reason: string
      /** The place to which the units go, or why the return was refused. */
      answer: (string | null)
      labelUrl: (string | null)
      refundId: (string | null)
      /** A time in RFC 3339, in UTC. */
      requestedAt: string
      /** A time in RFC 3339, in UTC. */
      changedAt: string
    })[]
  /** Units that the shopper may still return: delivered, within the term, in no other return. */
  returnable: ({
      sku: string
      /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
      lineId: string
      quantity: number
      /** When the term of the first of these units ends. */
      until: string
    })[]
  /** An order that has shipped in part is still `paid`. */
  fulfillment: "not_shipped" | "partly_shipped" | "shipped" | "delivered"
  /** Units that can still ship. */
  unshipped: ({
      sku: string
      /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
      lineId: string
      quantity: number
    })[]
  history: ({
      from: (string | null)
      to: "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
      /** A time in RFC 3339, in UTC. */
      at: string
      /** The cause of the change: a user id, `payment`, `timeout`, `stock`, or `nothing_due` for an order of 0, which is paid at once. */
      by: string
    })[]
  /** The time until which the order waits for payment. */
  expiresAt: (string | null)
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
}

export type OrderLine = {
  sku: string
  /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
  lineId: string
  title: string
  image: (string | null)
  quantity: number
  unitPrice: Money
  /** The total of the line at list price. */
  lineTotal: Money
  /** The deducted amounts, each with its rule. */
  adjustments: ({
      rule: string
      kind: "promotion" | "coupon"
      amount: Money
    })[]
  discount: Money
  /** The tax, with its rate in parts per million. `inclusive` tells whether the price contains it. */
  tax: ({
      rule: string
      ratePpm: number
      amount: Money
      inclusive: boolean
    } | null)
  /** The amount to pay: list price − discount + tax that the price does not include. */
  charged: Money
  attributes: { [name: string]: string }
}

/** An amount in integer minor units, with its currency. */
export type Money = {
  amount: number
  currency: string
}

export type OrderShipping = {
  option: string
  rule: string
  estimatedDays: number
  amount: Money
  /** The deducted amounts, each with its rule. */
  adjustments: ({
      rule: string
      kind: "promotion" | "coupon"
      amount: Money
    })[]
  discount: Money
  /** The tax, with its rate in parts per million. `inclusive` tells whether the price contains it. */
  tax: ({
      rule: string
      ratePpm: number
      amount: Money
      inclusive: boolean
    } | null)
  charged: Money
}

export type OrderTotals = {
  /** The total of the lines at list prices. */
  subtotal: Money
  /** The amount deducted from lines and shipping. */
  discount: Money
  /** The price of shipping before discounts. */
  shipping: Money
  tax: Money
  /** The part of the tax that is included in the prices. */
  taxIncluded: Money
  /** subtotal − discount + shipping + tax − taxIncluded */
  total: Money
}

export type Address = {
  name: string
  line1: string
  line2?: string
  city?: string
  /** The region as the shopper wrote it. */
  region?: string
  /** The code of the region, if the region was recognized. */
  regionCode?: string
  postalCode?: string
  country: string
  phone?: string
}

export type SavedAddressList = {
  items: (SavedAddress)[]
}

export type SavedAddress = {
  id: string
  address: Address
  /** Whether checkout begins with this address. */
  isDefault: boolean
  /** The ETag; it rises with every change. */
  version: number
}

export type PasskeyOptions = {
  /** Works once, for five minutes. */
  challenge: string
}

export type PasskeyList = {
  items: (Passkey)[]
}

export type Passkey = {
  id: string
  name: string
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  lastUsedAt: (string | null)
}

export type Cart = {
  id: string
  userId: string
  version: number
  currency: string
  items: (CartLine)[]
  saved: (CartLine)[]
  removed: ({
      sku: string
      /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
      lineId: string
      quantity: number
      attributes: { [name: string]: string }
      /** A time in RFC 3339, in UTC. */
      restorableUntil: string
    })[]
  inCheckout: ({
      orderId: string
      skus: (string)[]
      lineIds: (string)[]
    })[]
  coupons: ({
      code: string
      applied: boolean
      /** The reason why the coupon does not apply now. `needs_address`: the coupon depends on the address and applies once the country is known. `used_up`: the coupon has reached its limit, or its limit for this user; checkout answers 409 `coupon_not_applicable`. */
      reason?: string
    })[]
  totals: CartTotals
  notices: ({
      code: string
      sku?: string
      detail: string
    })[]
  updatedAt: (string | null)
  /** True when this is a copy that can be out of date. */
  stale?: boolean
  /** One result for each operation of a batch that is not atomic. */
  results?: ({
      /** Only in a batch with `client`. */
      seq?: number
      /** `replayed`: the `key` was used before. `done`: the operation with this `seq` was decided before; `code` is set if it was refused then and the cart still remembers that. */
      status: "accepted" | "replayed" | "done" | "refused"
      code?: string
      detail?: string
      /** The lines of the SKU. Only with the code `ambiguous_line`. */
      lineIds?: (string)[]
    })[]
  /** Only in the answer to a batch with `client`. */
  client?: CartClient
}

export type CartLine = {
  sku: string
  /** The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque. */
  lineId: string
  title: string
  image: (string | null)
  quantity: number
  selected: boolean
  attributes: { [name: string]: string }
  labels: (string)[]
  unitPrice: Money
  lineTotal: Money
  /** The amounts deducted from the total of the line, each with its rule. */
  adjustments: ({
      rule: string
      kind: "promotion" | "coupon"
      amount: Money
    })[]
  /** Set when the current price differs from the price when the line was added. The current price is charged. */
  priceChange: ({
      from: Money
      to: Money
    } | null)
  /** Null while the catalogue cannot be read. */
  availability: ("in_stock" | "low_stock" | "out_of_stock" | "discontinued" | null)
  /** A time in RFC 3339, in UTC. */
  addedAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
}

/** The totals of the selected lines. Shipping and tax are computed only with `?country=` (and `?region=`, `?shippingOption=`). */
export type CartTotals = {
  /** The number of units in all lines. */
  itemCount: number
  /** The number of units in the selected lines. */
  selectedCount: number
  subtotal: Money
  discount: Money
  shipping: Money
  tax: Money
  /** The part of the tax that is included in the prices. */
  taxIncluded: Money
  total: Money
}

export type CartMinimal = {
  version: number
  /** The changed lines: the SKU if the SKU has one line, otherwise the `lineId`. */
  changed: (string)[]
  totals: CartTotals
  results?: ({
      /** Only in a batch with `client`. */
      seq?: number
      /** `replayed`: the `key` was used before. `done`: the operation with this `seq` was decided before; `code` is set if it was refused then and the cart still remembers that. */
      status: "accepted" | "replayed" | "done" | "refused"
      code?: string
      detail?: string
      /** The lines of the SKU. Only with the code `ambiguous_line`. */
      lineIds?: (string)[]
    })[]
  /** Only in the answer to a batch with `client`. */
  client?: CartClient
}

export type MergedCart = {
  cart: Cart
  report: MergeReport
  /** The guest’s coupon codes, and whether each was carried over. */
  coupons?: ({
      code: string
      carried: boolean
      /** The reason why the code was not carried over. */
      reason?: string
    })[]
}

export type CartHistory = {
  items: ({
      version: number
      kind: string
      /** A time in RFC 3339, in UTC. */
      at: string
    })[]
  nextCursor: (string | null)
}

export type PaymentMethods = {
  items: ({
      provider: string
      /** Only of manual payments. A client names the others itself. */
      title: (string | null)
      /** Plain text with line breaks: how to pay. Only of manual payments. */
      instructions: (string | null)
      /** How long the order waits for this payment. */
      waitMinutes: number
    })[]
}

export type Quote = {
  lines: (OrderLine)[]
  totals: OrderTotals
  /** The shipping option that is included in the totals. */
  shippingOption: (string | null)
  shippingOptions: ({
      id: string
      title: string
      amount: Money
      estimatedDays: number
    })[]
  coupons: ({
      code: string
      applied: boolean
      /** The reason why the coupon does not apply now. `needs_address`: the coupon depends on the address and applies once the country is known. `used_up`: the coupon has reached its limit, or its limit for this user; checkout answers 409 `coupon_not_applicable`. */
      reason?: string
    })[]
  /** Problems that would prevent the order. */
  problems: ({
      sku?: string
      /** The coupon code. Only with the code `coupon_not_applicable`. */
      coupon?: string
      code: string
      detail: string
    })[]
}

export type OrderList = {
  items: (Order)[]
  nextCursor: (string | null)
}

export type PaymentOpened = {
  paymentId: string
  status: "open"
  redirectUrl: string
}

/** An invoice or a credit note, frozen when it was numbered. Amounts of a credit note are above zero. */
export type Invoice = {
  kind: "invoice" | "credit_note"
  /** The numbers of one kind and one year are consecutive. */
  number: string
  /** A time in RFC 3339, in UTC. */
  issuedAt: string
  /** The refund of a credit note. */
  refundId: (string | null)
  orderId: string
  orderNumber: string
  /** The invoice that a credit note corrects. */
  invoiceNumber: (string | null)
  taxes: ({
      /** Parts per million: 190000 is 19 %. Null without tax. */
      ratePpm: (number | null)
      net: Money
      tax: Money
      total: Money
    })[]
  net: Money
  tax: Money
  total: Money
  /** When the order was paid, or the refund was requested. */
  suppliedAt: string
  seller: {
    name: string
    address: (string)[]
    taxId: string
    email: (string | null)
    note: (string | null)
  }
  /** Null when the term for keeping it is over. */
  buyer: ({
      name: string
      address: (string)[]
      vatNumber: (string | null)
    } | null)
  lines: ({
      sku: string
      title: string
      quantity: number
      /** Null in a credit note. */
      unitPrice: (Money | null)
      discount: (Money | null)
      /** Parts per million: 190000 is 19 %. Null without tax. */
      ratePpm: (number | null)
      tax: (Money | null)
      /** With tax. */
      total: Money
    })[]
  shipping: ({
      sku: string
      title: string
      quantity: number
      /** Null in a credit note. */
      unitPrice: (Money | null)
      discount: (Money | null)
      /** Parts per million: 190000 is 19 %. Null without tax. */
      ratePpm: (number | null)
      tax: (Money | null)
      /** With tax. */
      total: Money
    } | null)
}

export type InvoiceList = {
  items: ({
      kind: "invoice" | "credit_note"
      /** The numbers of one kind and one year are consecutive. */
      number: string
      /** A time in RFC 3339, in UTC. */
      issuedAt: string
      /** The refund of a credit note. */
      refundId: (string | null)
      orderId: string
      orderNumber: string
      /** The invoice that a credit note corrects. */
      invoiceNumber: (string | null)
      taxes: ({
          /** Parts per million: 190000 is 19 %. Null without tax. */
          ratePpm: (number | null)
          net: Money
          tax: Money
          total: Money
        })[]
      net: Money
      tax: Money
      total: Money
    })[]
  nextCursor: (string | null)
}

export type ProductList = {
  items: (ListedProduct)[]
  nextCursor: (string | null)
  facets: Facets
}

/** A product in a list. A family is listed once, by the variant that fits the search best; `variants` has its number of variants, their prices, and the best availability among them. */
export type ListedProduct = {
  sku: string
  title: string
  description: string
  category: string
  price: Money
  compareAtPrice?: Money
  images: (string)[]
  media?: (Media)[]
  attributes: { [name: string]: string }
  labels: (string)[]
  availability: "in_stock" | "low_stock" | "out_of_stock" | "discontinued"
  family?: Family
  version: number
  variants?: {
    count: number
    priceRange: {
      from: Money
      to: Money
    }
    availability: "in_stock" | "low_stock" | "out_of_stock" | "discontinued"
  }
}

/** An image of a product: `alt` is its alternative text in the requested locale, `width` and `height` are its size in pixels. Only uploaded images have a size. */
export type Media = {
  src: string
  alt?: string
  width?: number
  height?: number
}

/** The product of which this SKU is a variant: its title, and the value of this SKU for each option, in the order in which a shopper chooses. Absent for a product without options. */
export type Family = {
  id: string
  title: string
  options: ({
      name: string
      value: string
    })[]
}

/** Counts of the found products by category and by price range. In a range, `from` is inclusive and `to` is exclusive, or null without an upper bound. `options` counts by option and attribute, if the request asked for it: each `facet` narrows the list, and the values of a name are counted without the choice of that name. A family counts once. When there are too many products to count, `estimated` is true and the counts are extrapolated from a sample. */
export type Facets = {
  categories: ({
      id: string
      name: string
      count: number
    })[]
  priceRanges: ({
      from: Money
      to: (Money | null)
      count: number
    })[]
  options?: ({
      name: string
      values: ({
          value: string
          facet: string
          count: number
        })[]
    })[]
  estimated?: true
}

export type Product = {
  sku: string
  title: string
  description: string
  category: string
  price: Money
  compareAtPrice?: Money
  images: (string)[]
  media?: (Media)[]
  attributes: { [name: string]: string }
  labels: (string)[]
  availability: "in_stock" | "low_stock" | "out_of_stock" | "discontinued"
  family?: Family
  version: number
}

/** All variants for sale of a family. The values of a variant have the order of the options. `sku` is what a cart takes. */
export type FamilyChoice = {
  id: string
  title: string
  options: ({
      name: string
      values: (string)[]
    })[]
  priceRange: {
    from: Money
    to: Money
  }
  availability: "in_stock" | "low_stock" | "out_of_stock" | "discontinued"
  variants: ({
      sku: string
      values: (string)[]
      price: Money
      availability: "in_stock" | "low_stock" | "out_of_stock" | "discontinued"
      image?: string
    })[]
}

export type SuggestionList = {
  items: ({
      text: string
      sku: string
    })[]
}

export type CategoryList = {
  items: (Category)[]
}

export type Category = {
  id: string
  name: string
  count: number
  children: (Category)[]
}

export type HotItems = {
  items: ({
      product: Product
      /** The score: 1 for each view, 5 for each add to a cart, 20 for each purchase. Older events count less. */
      score: number
    })[]
}

export type HotRank = {
  /** The rank, beginning with 1. */
  rank: number
  /** The score: 1 for each view, 5 for each add to a cart, 20 for each purchase. Older events count less. */
  score: number
}

export type AdminUser = {
  id: string
  role: "customer" | "support" | "admin"
  email: string
  name: (string | null)
  /** Whether the owner has confirmed the address. */
  emailVerified: boolean
  /** The address to which a change waits for its confirmations. */
  newEmail?: string
  /** The consent to reminders of a left cart: when, and to which version of the text. */
  cartReminders?: {
    /** A time in RFC 3339, in UTC. */
    agreedAt: string
    text: string
  }
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** When an operator locked the account. */
  lockedAt: (string | null)
  /** The number of addresses in the address book. */
  addresses: number
  /** The number of sign-ins that are still valid. */
  signIns: number
}

export type SignInList = {
  items: ({
      id: string
      /** A time in RFC 3339, in UTC. */
      createdAt: string
      /** A time in RFC 3339, in UTC. */
      lastUsedAt: string
      device: ("phone" | "tablet" | "computer" | "program" | null)
    })[]
}

export type Stock = {
  sku: string
  onHand: number
  /** Units that are held for unpaid orders. */
  held: number
  available: number
  version: number
}

export type HoldList = {
  items: ({
      /** `lost` for units that orders may hold although a restore has lost their holds. */
      orderId: string
      number: (string | null)
      quantity: number
      /** A time in RFC 3339, in UTC. */
      at: string
      /** After this time the stock asks the order whether it still needs the units. */
      until: string
      isOverdue: boolean
    })[]
  nextCursor: (string | null)
}

export type CartCopies = {
  userId: string
  /** Whether all copies have the same position and the same rows. */
  agree: boolean
  /** Whether the object has writes that the record has not confirmed yet; null without an answer of the object. */
  isDirty: (boolean | null)
  /** The newest position that the record has confirmed. */
  confirmed: (string | null)
  copies: {
    object: CartCopyHead
    redis: CartCopyHead
    record: CartCopyHead
  }
  /** The rows of all copies as they are stored; null where a copy lacks the row. Of rows that shoppers never see, only the size. */
  rows: ({
      list: string
      key: string
      differs: boolean
      object: __schema0
      redis: __schema1
      record: __schema2
    })[]
}

export type CartCopyHead = {
  /** `off`: Redis is not configured. `unavailable`: the tier did not answer. */
  state: "live" | "evicted" | "expired" | "erased" | "none" | "off" | "unavailable"
  /** Epoch and version; of two copies the greater is newer. */
  position: (string | null)
  schema: (number | null)
  /** The user into whose cart this one was merged. */
  seal: (string | null)
  updatedAt: (string | null)
}

export type __schema1 = (string | number | boolean | null | (__schema1)[] | { [name: string]: __schema1 })

export type __schema2 = (string | number | boolean | null | (__schema2)[] | { [name: string]: __schema2 })

export type CartOperations = {
  items: ({
      position: string
      version: number
      /** A time in RFC 3339, in UTC. */
      at: string
      kind: string
      /** Whether the write had an Idempotency-Key. */
      isKeyed: boolean
    })[]
  nextCursor: (string | null)
}

export type CartDrain = {
  status: "draining" | "clean"
}

export type AdminProductList = {
  items: (AdminProduct)[]
  nextCursor: (string | null)
}

export type AdminProduct = {
  sku: string
  title: { [name: string]: string }
  description: { [name: string]: string }
  category: string
  price: Money
  compareAtPrice: (Money | null)
  images: ((string | DescribedImage))[]
  attributes: { [name: string]: (string | { [name: string]: string }) }
  labels: (string)[]
  status: "active" | "hidden" | "discontinued" | "deleted"
  weightGrams: number
  family: ({
      id: string
      title: { [name: string]: string }
      options: ({
          name: { [name: string]: string }
          value: { [name: string]: string }
        })[]
    } | null)
  availability: "in_stock" | "low_stock" | "out_of_stock" | "discontinued"
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
}

/** The address of an image, with its alternative text in each locale. */
export type DescribedImage = {
  src: string
  alt: { [name: string]: string }
}

export type AdminCategory = {
  id: string
  name: { [name: string]: string }
  parent: (string | null)
  rank: number
  version: number
}

/** An uploaded image. `src` is its address for the `images` of products; it names this content permanently. */
export type UploadedImage = {
  src: string
  type: "image/png" | "image/jpeg" | "image/webp" | "image/avif"
  bytes: number
  width: number
  height: number
}

export type AdminPromotionList = {
  items: (AdminPromotion)[]
  nextCursor: (string | null)
}

export type AdminPromotion = {
  id: string
  description: { [name: string]: string }
  isActive: boolean
  effect: ({
      type: "percentage"
      percent: number
    } | {
      type: "fixed"
      amount: {
        amount: number
        currency: string
      }
      /** Whether the amount applies once for each full `minSubtotal`. */
      every: boolean
    } | {
      type: "free_shipping"
    } | {
      type: "buy_x_get_y"
      buy: number
      get: number
      percent: number
    })
  /** The minimum price of the eligible lines. Like every threshold, it applies before discounts, at list prices. */
  minSubtotal: ({
      amount: number
      currency: string
    } | null)
  startsAt: (string | null)
  endsAt: (string | null)
  skus: (string)[]
  categories: (string)[]
  firstOrderOnly: boolean
  /** Rules with a lower priority value apply first. */
  priority: number
  exclusive: boolean
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
}

export type AdminCouponList = {
  items: (AdminCoupon)[]
  nextCursor: (string | null)
}

export type AdminCoupon = {
  code: string
  description: { [name: string]: string }
  isActive: boolean
  effect: ({
      type: "percentage"
      percent: number
    } | {
      type: "fixed"
      amount: {
        amount: number
        currency: string
      }
      /** Whether the amount applies once for each full `minSubtotal`. */
      every: boolean
    } | {
      type: "free_shipping"
    } | {
      type: "buy_x_get_y"
      buy: number
      get: number
      percent: number
    })
  /** The minimum price of the eligible lines. Like every threshold, it applies before discounts, at list prices. */
  minSubtotal: ({
      amount: number
      currency: string
    } | null)
  startsAt: (string | null)
  endsAt: (string | null)
  skus: (string)[]
  categories: (string)[]
  firstOrderOnly: boolean
  /** Rules with a lower priority value apply first. */
  priority: number
  exclusive: boolean
  /** The limit also counts uses of a deleted coupon with the same code. */
  usageLimit: (number | null)
  /** The limit also counts uses of a deleted coupon with the same code. */
  usageLimitPerUser: (number | null)
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
}

export type AdminShippingRateList = {
  items: (AdminShippingRate)[]
  nextCursor: (string | null)
  /** Warns when no active rate serves some countries, so that orders to them are refused, and when the configured standard rate has not been edited and is cheaper than another rate of the shop. */
  warnings: (({
        code: "countries_without_rate"
        detail: string
        /** The countries of the active rates. */
        served: (string)[]
      } | {
        code: "standard_rate_is_cheaper"
        detail: string
        /** The ids of the active rates that are more expensive. */
        rates: (string)[]
      }))[]
}

export type AdminShippingRate = {
  id: string
  description: { [name: string]: string }
  isActive: boolean
  option: string
  title: { [name: string]: string }
  /** The countries of the rate. An empty list means any country. */
  countries: (string)[]
  /** The minimum price of all lines. Like every threshold, it applies before discounts, at list prices. */
  minSubtotal: ({
      amount: number
      currency: string
    } | null)
  /** The price of all lines must be below this amount. Like every threshold, it applies before discounts, at list prices. */
  maxSubtotal: ({
      amount: number
      currency: string
    } | null)
  minWeightGrams: number
  maxWeightGrams: (number | null)
  amount: {
    amount: number
    currency: string
  }
  estimatedDays: number
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
  /** Warns when no active rate serves some countries, so that orders to them are refused, and when the configured standard rate has not been edited and is cheaper than another rate of the shop. */
  warnings?: (({
        code: "countries_without_rate"
        detail: string
        /** The countries of the active rates. */
        served: (string)[]
      } | {
        code: "standard_rate_is_cheaper"
        detail: string
        /** The ids of the active rates that are more expensive. */
        rates: (string)[]
      }))[]
}

export type AdminTaxList = {
  items: (AdminTax)[]
  nextCursor: (string | null)
}

export type AdminTax = {
  id: string
  description: { [name: string]: string }
  isActive: boolean
  title: { [name: string]: string }
  country: string
  region: (string | null)
  categories: (string)[]
  ratePercent: number
  inclusive: boolean
  onShipping: boolean
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  updatedAt: string
}

export type Calculation = {
  /** A time in RFC 3339, in UTC. */
  at: string
  /** Where the lines come from: the request, or the newest copy of the cart. */
  source: "items" | "object" | "redis" | "record"
  quote: Quote
  shipping: (OrderShipping | null)
  /** SKUs of the request that do not exist. */
  unknown: (string)[]
  /** All active rules of today, and the coupons. */
  rules: ({
      kind: "promotion" | "coupon" | "shipping_rate" | "tax"
      id: string
      title: string
      applied: boolean
      /** The amount that a discount takes off, the price of the shipping before discounts, or the tax. */
      amount: (Money | null)
      /** Why the rule has no effect: a reason of a coupon, `other_country`, `other_region`, `weight`, `subtotal`, `not_cheapest`, `not_chosen`, or `replaced` by a more specific rule. */
      reason: (string | null)
    })[]
}

/** Numbers of lines by outcome. A rejected line has its line number in the body; the first line is 1. */
export type ImportReport = {
  created: number
  updated: number
  unchanged: number
  rejected: ({
      line: number
      message: string
    })[]
}

/** The result of each line. `unchanged`: the order has this shipment already. */
export type ShipmentReport = {
  shipped: number
  unchanged: number
  rejected: number
  items: ({
      line: number
      order: (string | null)
      orderId: (string | null)
      result: "shipped" | "unchanged" | "rejected"
      code: (string | null)
      message: (string | null)
    })[]
}

export type CatalogueRefreshed = {
  /** The number of products that were read again. */
  refreshed: number
  /** Whether lists and searches are read again too. */
  changed: boolean
}

export type EventList = {
  items: (Event)[]
  /** Send it as `after` to read on. Present also when no event is left. */
  after: string
  hasMore: boolean
}

/** The schemas of the data by type are in this document’s `webhooks`. */
export type Event = {
  /** Stays the same when the event is delivered again. */
  id: string
  type: string
  version: 1
  /** The thing that changed. Events of one subject come in their order. */
  subject: string
  /** A time in RFC 3339, in UTC. */
  at: string
  data: { [name: string]: unknown }
}

export type WebhookList = {
  items: (Webhook)[]
}

/** An endpoint that receives events. */
export type Webhook = {
  id: string
  url: string
  types: (string)[]
  description: string
  isPaused: boolean
  /** The ETag; it rises with every change. */
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  changedAt: string
  /** Until then events have a second signature, by the former secret. */
  overlapUntil: (string | null)
  /** Events that are queued for the endpoint. */
  waiting: number
  /** Events that were given up after three days. */
  deadLetters: number
}

export type WebhookWithSecret = {
  id: string
  url: string
  types: (string)[]
  description: string
  isPaused: boolean
  /** The ETag; it rises with every change. */
  version: number
  /** A time in RFC 3339, in UTC. */
  createdAt: string
  /** A time in RFC 3339, in UTC. */
  changedAt: string
  /** Until then events have a second signature, by the former secret. */
  overlapUntil: (string | null)
  /** Events that are queued for the endpoint. */
  waiting: number
  /** Events that were given up after three days. */
  deadLetters: number
  /** Shown only in this answer. */
  secret: string
}

export type WebhookAttempt = {
  /** A time in RFC 3339, in UTC. */
  at: string
  eventId: string
  type: string
  /** Null if the endpoint gave no answer. */
  status: (number | null)
  durationMs: number
  /** The first 300 bytes of the answer, or the reason why there is none. */
  excerpt: string
}

export type ReplayedEvents = {
  queued: number
}

export type WebhookAttemptList = {
  items: (WebhookAttempt)[]
  nextCursor: (string | null)
}

export type WebhookDeadLetters = {
  items: ({
      eventId: string
      type: string
      subject: string
      /** A time in RFC 3339, in UTC. */
      at: string
    })[]
}

export type WebhookReceived = {
  received: true
}

export type SimulatedPayment = {
  paymentId: string
  status: "declined" | "captured"
}

export type Health = {
  status: "ok"
}

export type Readiness = {
  status: "ready" | "degraded" | "down"
  tiers: {
    record: {
      status: "up" | "down" | "off"
      breaker: ("closed" | "open" | "half-open" | null)
    }
    l2: {
      status: "up" | "down" | "off"
      breaker: ("closed" | "open" | "half-open" | null)
    }
  }
  policies: (PolicyState)[]
}

export type PolicyState = {
  /** A class of routes; orders are orders that exist, with their payments. */
  class: "browsing" | "cart" | "checkout" | "orders" | "accounts" | "sign_in" | "operators"
  /** From the mildest to the strictest: `normal`; `open`: goes on without the tier; `partial`: only requests that need the tier get 503; `stale`: old values where there are no current ones; `shed`: 503 for requests that would wait too long; `refuse`: 503 for all. */
  mode: "normal" | "open" | "partial" | "stale" | "shed" | "refuse"
  /** Why the class is in this mode; empty for `normal`. */
  causes: ("l2_down" | "record_down" | "overload" | "switch")[]
}

/** The breakers of this isolate. Each isolate and each object has its own breakers. */
export type Breakers = {
  items: ({
      tier: string
      state: "closed" | "open" | "half-open"
    })[]
}

export type DeadLetterList = {
  items: (DeadLetter)[]
  nextCursor: (string | null)
}

export type DeadLetter = {
  id: string
  kind: (string | null)
  aggregateId: (string | null)
  epoch: (number | null)
  version: (number | null)
  reason: string
  /** A time in RFC 3339, in UTC. */
  at: string
}

export type Drained = {
  status: "draining"
}

export type Adopted = {
  status: "adopted"
}

/** Firing alerts first, then pending ones. */
export type AlertList = {
  items: (Alert)[]
  /** The newest sample of the metrics; one is taken every minute. */
  sampledAt: (string | null)
  /** Notices that the webhook has not taken yet. */
  owedNotices: number
}

export type Alert = {
  id: string
  /** `page` wakes somebody at any hour; `ticket` waits for working hours. */
  severity: "page" | "ticket"
  /** `pending`: the condition holds, but not yet for as long as the alert requires. */
  state: "ok" | "pending" | "firing"
  /** When the condition began to hold; for `ok`, when the alert last ended. Null: it never fired. */
  since: (string | null)
  /** Shares are fractions. Null: there is nothing to measure. */
  value: (number | null)
  threshold: number
  unit: "percent" | "seconds" | "count"
  title: {
    en: string
    zh: string
  }
  runbook: string
  /** When a notice last announced that the alert fires. */
  announcedAt: (string | null)
}

export type Report = {
  id: string
  kind: "ledger" | "reconciliation" | "dead_letters"
  /** A time in RFC 3339, in UTC. */
  startedAt: string
  /** Null while the check runs. */
  endedAt: (string | null)
  /** `cut_short`: the check stopped at 1,000 findings, so there may be more. */
  state: "running" | "complete" | "cut_short"
  /** How much was checked, by what. */
  checked: { [name: string]: number }
  /** How much was checked, by what. */
  counts: { [name: string]: number }
  /** At most 1,000; empty when everything agrees. */
  findings: (Finding)[]
}

export type Finding = {
  /** The ledger names:
  - `stock_missing`: Orders hold or have sold units of a SKU that has no stock in the record.
  - `stock_sum`: The stock’s own units differ from the units received minus the units sold.
  - `stock_held`: The number of units held by the stock differs from the number held by the lines of orders.
  - `stock_sold`: The number of units sold by the stock differs from the number sold by the lines of orders.
  - `product_missing`: The stock has units of a SKU that is no longer a product.
  - `product_units`: The product’s count of the stock’s own units (object_on_hand) differs from the stock.
  - `product_held`: The product’s count of held units differs from the stock.
  - `held_beyond_on_hand`: More units are held than are on hand, because another system removed held units.
  - `order_stuck`: The order has had an unfinished duty for more than a day, because the stock, cart or payment provider does not answer.
  - `order_unreadable`: The order’s row cannot be read.
  - `order_status`: The column status differs from the status of the order.
  - `order_settling`: The column settling differs from the unfinished duties of the order.
  - `order_total`: The column total_amount differs from the total of the order.
  - `order_captured`: The column captured_amount differs from the sum of the order’s payments.
  - `order_refunded`: The column refunded_amount differs from the sum of the order’s refunds.
  - `order_subtotal`: The lines do not add up to the subtotal.
  - `order_sum`: Subtotal, discount, shipping and tax do not add up to the total.
  - `order_shipped`: More units of a line shipped than it has, or the order is shipped and units of it are not.
  - `order_goods`: The units of a line are not in the state that the order’s status requires.
  - `order_money`: Captured money minus refunded money does not match the order’s status.
  - `order_overrefunded`: The refunds exceed the captured money.
  - `order_invoice`: The order was paid, but has no invoice.
  - `order_credit_note`: A refund of the order has no credit note.
  - `invoice_missing`: The number of a document was left out, although a later one has been given.
  - `payment_unknown`: The payment provider does not know a payment that was captured.
  - `payment_captured`: The amount captured at the payment provider differs from the order.
  - `payment_refunded`: The amount refunded at the payment provider differs from the order.

  The reconciliation names:
  - `l2_missing`: L2 has no copy of a cart that was written in the last week.
  - `l2_behind`: L2 holds an older copy than the record.
  - `l2_unreadable`: The hash in L2 is not one whole copy.
  - `l2_orphan`: L2 holds a cart that neither its object nor the record has.
  - `forked`: L2 holds another history of the same position than the object and the record.
  - `record_missing`: The record has no copy of what the object holds.
  - `record_behind`: The record holds an older copy than the object or L2.
  - `object_missing`: The record holds a live copy or an erasure, and its object has nothing.
  - `object_behind`: A copy is ahead of its object, because the object was put back to an older state.
  - `rows_lost`: The object has given its rows away, and neither L2 nor the record holds them at its position.
  - `end_overdue`: The cart should have expired days ago.

  Dead letters have:
  - `copy_refused`: The record refused the copy.
  - `message_unreadable`: The message could not be read. */
  kind: string
  /** `order:<id>`, `sku:<sku>`, `coupon:<code>`, `payment:<id>`, `cart:<id>` or `message:<id>`. */
  subject: string
  /** Units, minor units of the currency or a position. A word when the value is not a number; null when there is no value. */
  expected: (number | string | null)
  /** Units, minor units of the currency or a position. A word when the value is not a number; null when there is no value. */
  found: (number | string | null)
  /** The position of each copy that was read, as `epoch-version`. Null: the place has no copy. */
  positions?: {
    object?: (string | null)
    l2?: (string | null)
    record?: (string | null)
  }
  /** - `none`: Nothing was done; an operator decides.
  - `put_l2`: The record’s copy was written to L2, unless L2 held a newer one.
  - `put_record`: The copy in L2 was written to the record, unless the record held a newer one.
  - `resend`: The object was asked to send its state again.
  - `drain`: The object was asked to send its unconfirmed state now.
  - `confirm`: The object received the newer position, so it continues under a new epoch.
  - `wake`: The object was asked to continue from the record.
  - `tend`: The object was called, so that it restores its due times. */
  action: "none" | "put_l2" | "put_record" | "resend" | "drain" | "confirm" | "wake" | "tend"
  /** Whether the copies agreed after the action. Absent when there was no action. */
  repaired?: boolean
  /** A time in RFC 3339, in UTC. */
  at: string
}

export type ReportSummary = {
  id: string
  kind: "ledger" | "reconciliation" | "dead_letters"
  /** A time in RFC 3339, in UTC. */
  startedAt: string
  /** Null while the check runs. */
  endedAt: (string | null)
  /** `cut_short`: the check stopped at 1,000 findings, so there may be more. */
  state: "running" | "complete" | "cut_short"
  /** How much was checked, by what. */
  checked: { [name: string]: number }
  /** How much was checked, by what. */
  counts: { [name: string]: number }
}

export type ReportList = {
  items: (ReportSummary)[]
  nextCursor: (string | null)
}

/** Which requests the canary deployment answers. */
export type Canary = {
  /** Whether a canary deployment exists: the service binding `CANARY`. */
  isBound: boolean
  /** Whether the canary gets requests. */
  isRunning: boolean
  share: number
  users: (string)[]
  /** The ETag; it rises with every change. */
  version: number
  changedAt: (string | null)
  /** The id of the operator who changed it, or `canary-budget` after a roll-back. */
  changedBy: (string | null)
  reason: (string | null)
}

/** The mode of each class of route in the isolate that answered, and the switches of operators. */
export type Policies = {
  items: (Policy)[]
  version: number
}

export type Policy = {
  /** A class of routes; orders are orders that exist, with their payments. */
  class: "browsing" | "cart" | "checkout" | "orders" | "accounts" | "sign_in" | "operators"
  /** From the mildest to the strictest: `normal`; `open`: goes on without the tier; `partial`: only requests that need the tier get 503; `stale`: old values where there are no current ones; `shed`: 503 for requests that would wait too long; `refuse`: 503 for all. */
  mode: "normal" | "open" | "partial" | "stale" | "shed" | "refuse"
  /** Why the class is in this mode; empty for `normal`. */
  causes: ("l2_down" | "record_down" | "overload" | "switch")[]
  offered: ("normal" | "stale" | "refuse")[]
  switch: ({
      mode: "normal" | "stale" | "refuse"
      /** A time in RFC 3339, in UTC. */
      since: string
      /** A time in RFC 3339, in UTC. */
      until: string
      by: string
      reason: (string | null)
    } | null)
}

export type AuditList = {
  items: (AuditEntry)[]
  nextCursor: (string | null)
}

export type AuditEntry = {
  id: string
  /** A time in RFC 3339, in UTC. */
  at: string
  /** The id of the operator. */
  actor: string
  action: string
  subject: string
  reason: (string | null)
  /** `unknown`: the action began, and its outcome was not stored. */
  outcome: "done" | "refused" | "unknown"
  /** The code of a refusal. */
  detail: (string | null)
  changes: { [name: string]: {
      from: __schema0
      to: __schema1
    } }
}

export type Configuration = {
  versions: {
    pannier: string
    /** The versions of the stored shapes: of each kind of object, and of their tables. */
    schemas: { [name: string]: number }
  }
  variables: ({
      name: string
      isSet: boolean
      /** Secrets and personal data are not shown. */
      isHidden: boolean
      value: ((string | number | (string)[]) | null)
    })[]
  /** The objects, databases, queues and limiters that are bound. */
  bindings: (string)[]
}

/** The last run of each scheduled job. */
export type JobList = {
  items: ({
      name: string
      /** A time in RFC 3339, in UTC. */
      startedAt: string
      /** A time in RFC 3339, in UTC. */
      endedAt: string
      outcome: "done" | "failed"
      /** Why the run failed. */
      reason: (string | null)
    })[]
}

export type AggregateNames = {
  items: (string)[]
  nextCursor: (string | null)
}

export type Resent = {
  /** The number of objects that send their state within a second. */
  sending: number
  /** The number of objects without state. */
  empty: number
  /** The objects that did not answer, or whose state cannot be read now. */
  failed: (string)[]
  /** Other objects that these objects refer to. Send these names next. */
  found: (string)[]
}

export type Sweep = {
  /** The number of objects that were called. */
  called: number
  /** The objects that did not answer. */
  failed: (string)[]
  nextCursor: (string | null)
}

/** The caches of this isolate since its start. Each isolate has its own caches. */
export type CacheList = {
  items: (Cache)[]
}

export type Cache = {
  name: string
  memory: CacheMemory
  hits: {
    memory: number
    l2: number
  }
  misses: {
    memory: number
    l2: number
  }
  /** Keys that waited for the read of another request. */
  joined: number
  /** Keys that were looked up in the record with an answer. */
  loads: number
  /** Keys of `loads` that the record does not contain. */
  absent: number
  /** Failed calls to L2 or the record. */
  errors: number
  fills: {
    memory: number
    l2: number
  }
}

export type CacheMemory = {
  entries: number
  bytes: number
  maxBytes: number
  /** Least recently used values that were removed to make room. */
  evicted: number
  expired: number
  replaced: number
  /** Values that were not cached because they exceed an eighth of `maxBytes`. */
  tooLarge: number
}

export type SecurityEventList = {
  items: (SecurityEvent)[]
  nextCursor: (string | null)
}

/** Reports of the same kind, subject and prefix within an hour are one event, with the time of the last report. */
export type SecurityEvent = {
  id: string
  kind: "address_failures" | "many_accounts" | "bulk_registration" | "account_locked" | "account_from_many_addresses" | "refresh_reused" | "role_changed" | "coupon_guessing"
  /** A user id, a hashed e-mail address, or `-`. */
  subject: string
  /** IPv4 /24 or IPv6 /48, or `-`. */
  addressPrefix: string
  /** The highest count that was reported. */
  count: number
  /** A time in RFC 3339, in UTC. */
  at: string
}

export type OrderEventDataWithLines = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
  lines: ({
      sku: string
      quantity: number
      /** The unit price, in minor units. */
      unitPrice: number
    })[]
}

export type PaymentFailedEventData = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
  paymentId: string
  provider: string
}

export type OrderEventData = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
}

export type RefundedEventData = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
  paymentId: string
  refundId: string
  /** The refunded amount, in minor units. */
  amount: number
  /** Whether it returned money that never paid for the order, such as a second payment. */
  stray: boolean
}

export type ShipmentEventData = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
  /** The number of the shipment within the order, from 1. */
  shipment: number
  lines: ({
      sku: string
      quantity: number
    })[]
}

export type OrderEditedEventData = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
  refundId: string
  amount: number
  lines: ({
      sku: string
      quantity: number
    })[]
}

export type ReturnEventData = {
  orderId: string
  /** The order number for people. */
  number: string
  /** The status after the change. */
  status: "holding" | "refused" | "pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded"
  currency: string
  /** The total of the order, in minor units. */
  total: number
  returnId: string
  lines: ({
      sku: string
      quantity: number
    })[]
}

export type StockEventData = {
  sku: string
  /** Units that can be sold. */
  available: number
  /** Units on hand, with those that orders hold. */
  onHand: number
  /** This many available units or fewer are low. */
  lowUnits: number
}

export type ProductEventData = {
  sku: string
  /** `outside`: another system wrote to the record. */
  change: "create" | "edit" | "import" | "delete" | "outside"
  /** The changed fields; empty for `outside`. */
  fields: (string)[]
}

export type PriceRuleEventData = {
  kind: "promotion" | "coupon" | "shipping_rate" | "tax"
  ruleId: string
  /** `outside`: another system wrote to the record. */
  change: "create" | "edit" | "import" | "delete" | "outside"
  /** The changed fields; empty for `outside`. */
  fields: (string)[]
}

export type AccountEventData = {
  userId: string
  role: "customer" | "support" | "admin"
}

export type CartEventData = {
  cartId: string
  userId: string
  lines: ({
      sku: string
      quantity: number
    })[]
}

export type AlertEventData = {
  /** The name of its section in docs/runbook.md. */
  alertId: string
  severity: "page" | "ticket"
  title: string
  value: (number | null)
  threshold: number
  unit: "percent" | "seconds" | "count"
}

export interface Calls {
  /** Create a guest token for a shopper without an account, valid for 30 days */
  'POST /v1/auth/guest': { answer: GuestToken; refusals: 'rate_limited' }
  /** Create an account. With a guest token, the guest’s cart is merged into the new cart */
  'POST /v1/auth/register': { body: {
      email: string
      password: string
      name?: string
      /** The guest’s access token. It may have expired within the last week. */
      guestToken?: string
    }; answer: SignedIn; refusals: 'invalid_request' | 'email_taken' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Sign in. With a guest token, the guest’s cart is merged into the user’s cart */
  'POST /v1/auth/login': { body: {
      email: string
      password: string
      /** The guest’s access token. It may have expired within the last week. */
      guestToken?: string
      /** How to merge a line (same SKU and attributes) that both carts contain: add the quantities up to the limit of a line (default), take the greater quantity, keep the user’s line, or keep the guest’s line. */
      mergeStrategy?: "sum" | "max" | "keepUser" | "keepGuest"
    }; answer: SignedIn; refusals: 'invalid_request' | 'invalid_credentials' | 'account_locked' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'login_locked' | 'unavailable' }
  /** Exchange a refresh token for a new pair of tokens. A refresh token that was already used ends the sign-in */
  'POST /v1/auth/refresh': { body: {
      refreshToken: string
    }; answer: TokenPair; refusals: 'invalid_request' | 'unauthenticated' | 'refresh_reused' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Sign out. The refresh token ends at once; the access token stays valid until it expires */
  'POST /v1/auth/logout': { body: {
      refreshToken: string
    }; answer: null; refusals: 'invalid_request' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Change my password and end my other sign-ins */
  'POST /v1/auth/password': { body: {
      currentPassword: string
      newPassword: string
    }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'invalid_credentials' | 'forbidden' | 'account_locked' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'login_locked' | 'unavailable' }
  /** Confirm the e-mail address of an account with the token of a link */
  'POST /v1/auth/email/confirm': { body: {
      token: string
    }; answer: null; refusals: 'invalid_request' | 'link_invalid' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Confirm the change of an e-mail address with the token of one of its two links */
  'POST /v1/auth/email/change': { body: {
      token: string
    }; answer: EmailChange; refusals: 'invalid_request' | 'link_invalid' | 'email_taken' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Send a link for a new password. The answer and its time are the same for unknown addresses */
  'POST /v1/auth/recovery': { body: {
      email: string
    }; answer: null; refusals: 'invalid_request' | 'mail_off' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Set a new password with the token of a link, and end all sign-ins */
  'POST /v1/auth/recovery/password': { body: {
      token: string
      newPassword: string
    }; answer: null; refusals: 'invalid_request' | 'link_invalid' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Send the link that confirms my e-mail address again */
  'POST /v1/me/email/confirmation': { answer: null; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'mail_off' | 'rate_limited' | 'unavailable' }
  /** End the reminders of one account with the token of a message. Repeats change nothing */
  'POST /v1/auth/email/unsubscribe': { body: {
      token: string
    }; answer: null; refusals: 'invalid_request' | 'link_invalid' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Agree to reminders of a cart that I leave. `text` is the version of the text that I was shown */
  'PUT /v1/me/cart-reminders': { body: {
      text: string
    }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'mail_off' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Withdraw my consent to reminders */
  'DELETE /v1/me/cart-reminders': { answer: null; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** List my sign-ins */
  'GET /v1/me/sign-ins': { answer: OwnSignInList; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** End one of my sign-ins */
  'DELETE /v1/me/sign-ins/{id}': { path: { id: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Get the public keys that verify tokens */
  'GET /.well-known/jwks.json': { answer: JwkSet; refusals: never }
  /** Get my account */
  'GET /v1/me': { answer: User; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update my name or e-mail address */
  'PATCH /v1/me': { body: {
      name?: (string | null)
      email?: string
      password: string
    }; answer: User; refusals: 'invalid_request' | 'unauthenticated' | 'invalid_credentials' | 'forbidden' | 'account_locked' | 'not_found' | 'email_taken' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'login_locked' | 'unavailable' }
  /** Delete my account and all my data */
  'DELETE /v1/me': { body: {
      /** Required if the account has a password. */
      password?: string
    }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'invalid_credentials' | 'forbidden' | 'account_locked' | 'not_found' | 'cart_merged' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'login_locked' | 'unavailable' }
  /** Export all my data */
  'GET /v1/me/export': { answer: Export; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'cart_merged' | 'erased' | 'rate_limited' | 'unavailable' }
  /** List the addresses of my address book */
  'GET /v1/me/addresses': { answer: SavedAddressList; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Save an address, checked as checkout checks it */
  'POST /v1/me/addresses': { body: {
      /** The country decides which parts are required, according to the address data that Google maintains. */
      address: {
        name: string
        line1: string
        line2?: string
        /** Required if addresses of the country have a city. */
        city?: string
        /** The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`. */
        region?: string
        /** Required and checked if the country has postal codes. */
        postalCode?: string
        /** A two-letter ISO 3166-1 code. */
        country: string
        phone?: string
      }
      /** Makes this address the default. The first address is the default in any case. */
      isDefault?: boolean
    }; answer: SavedAddress; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'address_limit' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get one of my addresses */
  'GET /v1/me/addresses/{id}': { path: { id: string }; answer: SavedAddress; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Replace one of my addresses */
  'PUT /v1/me/addresses/{id}': { path: { id: string }; header?: { 'If-Match'?: string }; body: {
      /** The country decides which parts are required, according to the address data that Google maintains. */
      address: {
        name: string
        line1: string
        line2?: string
        /** Required if addresses of the country have a city. */
        city?: string
        /** The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`. */
        region?: string
        /** Required and checked if the country has postal codes. */
        postalCode?: string
        /** A two-letter ISO 3166-1 code. */
        country: string
        phone?: string
      }
      /** Makes this address the default. The first address is the default in any case. */
      isDefault?: boolean
    }; answer: SavedAddress; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'address_exists' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Remove one of my addresses. If it was the default, the newest one left becomes the default */
  'DELETE /v1/me/addresses/{id}': { path: { id: string }; header?: { 'If-Match'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Get the options for a sign-in by a passkey, for `navigator.credentials.get` */
  'POST /v1/auth/passkeys/options': { answer: PasskeyOptions; refusals: 'rate_limited' | 'unavailable' }
  /** Sign in by a passkey. With a guest token, the guest’s cart is merged into the user’s cart */
  'POST /v1/auth/passkeys': { body: {
      response: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          authenticatorData: string
          signature: string
          userHandle?: (string | null)
        }
      }
      /** The guest’s access token. It may have expired within the last week. */
      guestToken?: string
      /** How to merge a line (same SKU and attributes) that both carts contain: add the quantities up to the limit of a line (default), take the greater quantity, keep the user’s line, or keep the guest’s line. */
      mergeStrategy?: "sum" | "max" | "keepUser" | "keepGuest"
    }; answer: SignedIn; refusals: 'invalid_request' | 'invalid_credentials' | 'account_locked' | 'payload_too_large' | 'unsupported_media_type' | 'login_locked' | 'rate_limited' | 'unavailable' }
  /** List my passkeys */
  'GET /v1/me/passkeys': { answer: PasskeyList; refusals: 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Add a passkey to my account */
  'POST /v1/me/passkeys': { body: {
      response: {
        id: string
        rawId: string
        type: "public-key"
        response: {
          clientDataJSON: string
          attestationObject: string
        }
      }
      name: string
    }; answer: Passkey; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'passkey_refused' | 'passkey_limit' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get the options for a new passkey, for `navigator.credentials.create` */
  'POST /v1/me/passkeys/options': { body: {
      password: string
    }; answer: PasskeyOptions; refusals: 'invalid_request' | 'unauthenticated' | 'invalid_credentials' | 'forbidden' | 'account_locked' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'login_locked' | 'unavailable' }
  /** Rename one of my passkeys */
  'PATCH /v1/me/passkeys/{id}': { path: { id: string }; body: {
      name: string
    }; answer: Passkey; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Remove one of my passkeys; it can no longer sign in */
  'DELETE /v1/me/passkeys/{id}': { path: { id: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Get my cart */
  'GET /v1/cart': { header?: { 'If-None-Match'?: string }; answer: Cart; refusals: 'invalid_request' | 'unauthenticated' | 'cart_merged' | 'erased' | 'rate_limited' | 'unavailable' }
  /** Remove every line */
  'DELETE /v1/cart': { header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'cart_merged' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Add units to the line with this SKU and these attributes */
  'POST /v1/cart/items': { header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; body: {
      sku: string
      quantity: number
      /** Units with equal attributes, in any order, share a line. Units without attributes share another line. */
      attributes?: { [name: string]: string }
    }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'unknown_sku' | 'cart_merged' | 'line_limit' | 'quantity_limit' | 'cart_too_large' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Set the quantity, selection or attributes of a line. Quantity 0 removes the line */
  'PATCH /v1/cart/items/{sku}': { path: { sku: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; body: {
      quantity?: number
      selected?: boolean
      /** Replaces all attributes. If another line of the SKU has the same attributes, its units move to this line and it is removed. */
      attributes?: { [name: string]: string }
    }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'quantity_limit' | 'cart_too_large' | 'not_selectable' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Remove a line. It can be restored for 24 hours */
  'DELETE /v1/cart/items/{sku}': { path: { sku: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Restore a removed line */
  'POST /v1/cart/items/{sku}/restore': { path: { sku: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'cart_merged' | 'not_restorable' | 'ambiguous_line' | 'line_limit' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Move a line to the saved list */
  'POST /v1/cart/items/{sku}/save': { path: { sku: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'saved_limit' | 'quantity_limit' | 'cart_too_large' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Move a saved line to the cart */
  'POST /v1/cart/saved/{sku}/move': { path: { sku: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'line_limit' | 'quantity_limit' | 'cart_too_large' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Remove a line from the saved list */
  'DELETE /v1/cart/saved/{sku}': { path: { sku: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Select or deselect lines. Without `skus`, the change applies to all lines */
  'PUT /v1/cart/selection': { header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; body: {
      selected: boolean
      skus?: (string)[]
    }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'not_selectable' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Apply up to 100 operations in order, all or nothing unless `atomic` is false. With `client` and `seq`, each is decided exactly once */
  'POST /v1/cart/batch': { header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; body: {
      operations: (({
            type: "add"
            sku: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
            quantity: number
            attributes?: { [name: string]: string }
          } | {
            type: "set"
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            sku?: string
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            lineId?: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
            quantity?: number
            selected?: boolean
            attributes?: { [name: string]: string }
          } | {
            type: "remove"
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            sku?: string
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            lineId?: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
          } | {
            type: "restore"
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            sku?: string
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            lineId?: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
          } | {
            type: "save"
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            sku?: string
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            lineId?: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
          } | {
            type: "move"
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            sku?: string
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            lineId?: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
          } | {
            type: "select"
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            sku?: string
            /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
            lineId?: string
            key?: string
            /** The client’s number for this operation, from 1 and without a gap. Only with `client`. */
            seq?: number
            selected: boolean
          }))[]
      /** Whether a refused operation refuses the whole batch. The default is true, or false with `client`, which does not allow true. */
      atomic?: boolean
      /** The id that the client has chosen for itself. Each operation then has a `seq`, and is decided exactly once, however late and often it arrives. The operations of a batch have consecutive numbers. Not together with `key`, Idempotency-Key or If-Match. */
      client?: string
    }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'unknown_sku' | 'line_not_found' | 'cart_merged' | 'ambiguous_line' | 'line_limit' | 'quantity_limit' | 'cart_too_large' | 'not_restorable' | 'not_selectable' | 'saved_limit' | 'unknown_client' | 'sequence_gap' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Merge a guest’s cart into my cart. A repeat gets the first report */
  'POST /v1/cart/merge': { body: {
      /** The guest’s access token. It may have expired within the last week. */
      guestToken: string
      /** How to merge a line (same SKU and attributes) that both carts contain: add the quantities up to the limit of a line (default), take the greater quantity, keep the user’s line, or keep the guest’s line. */
      mergeStrategy?: "sum" | "max" | "keepUser" | "keepGuest"
    }; answer: MergedCart; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'cart_merged' | 'guest_already_merged' | 'merge_limit' | 'saved_limit' | 'cart_too_large' | 'erased' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Add a coupon to the cart. A coupon that depends on the address applies once the country is known */
  'POST /v1/cart/coupons': { header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; body: {
      /** Codes are not case-sensitive. */
      code: string
    }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'unknown_coupon' | 'cart_merged' | 'coupon_not_applicable' | 'coupon_limit' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Take a coupon out of the cart */
  'DELETE /v1/cart/coupons/{code}': { path: { code: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'unknown_coupon' | 'cart_merged' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Undo the last change, within ten minutes and if no other change followed */
  'POST /v1/cart/undo': { header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; Prefer?: string }; answer: (Cart | CartMinimal); refusals: 'invalid_request' | 'unauthenticated' | 'cart_merged' | 'nothing_to_undo' | 'erased' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Get the number of the last operation of a client that was decided */
  'GET /v1/cart/clients/{client}': { path: { client: string }; answer: CartClient; refusals: 'invalid_request' | 'unauthenticated' | 'cart_merged' | 'erased' | 'rate_limited' | 'unavailable' }
  /** List the most recent changes of the cart */
  'GET /v1/cart/history': { query?: { limit?: number; after?: number; cursor?: number }; answer: CartHistory; refusals: 'invalid_request' | 'unauthenticated' | 'cart_merged' | 'erased' | 'rate_limited' | 'unavailable' }
  /** Follow the cart and send operations, over a WebSocket with the protocol `pannier.1` */
  'GET /v1/cart/live': { query?: { client?: string; since?: string; locale?: string }; header?: { 'Sec-WebSocket-Protocol'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'upgrade_required' | 'rate_limited' | 'unavailable' | 'too_many_sockets' }
  /** Follow one of your own orders over a WebSocket with the protocol `pannier.1` */
  'GET /v1/orders/{id}/live': { path: { id: string }; query?: { since?: string }; header?: { 'Sec-WebSocket-Protocol'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'upgrade_required' | 'rate_limited' | 'unavailable' | 'too_many_sockets' }
  /** List the ways to pay that this shop offers */
  'GET /v1/checkout/payment-methods': { query?: { locale?: string }; answer: PaymentMethods; refusals: 'invalid_request' | 'unauthenticated' | 'rate_limited' | 'unavailable' }
  /** Quote an order at current prices. This request does not change data */
  'POST /v1/checkout/quote': { body: {
      /** The country decides which parts are required, according to the address data that Google maintains. */
      address?: {
        name: string
        line1: string
        line2?: string
        /** Required if addresses of the country have a city. */
        city?: string
        /** The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`. */
        region?: string
        /** Required and checked if the country has postal codes. */
        postalCode?: string
        /** A two-letter ISO 3166-1 code. */
        country: string
        phone?: string
      }
      /** The place of delivery while the address is not complete. Only one of `address` and `destination` may be present. */
      destination?: {
        country: string
        /** The code or the name of the region. A region that is not recognized has no regional taxes. */
        region?: string
        /** Rates and taxes do not depend on it. It is not checked. */
        postalCode?: string
      }
      /** SKUs or lineIds of the lines to order. Default: the selected lines. */
      skus?: (string)[]
      shippingOption?: string
      /** The billing address, if it differs from the shipping address. */
      billingAddress?: {
        name: string
        line1: string
        line2?: string
        /** Required if addresses of the country have a city. */
        city?: string
        /** The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`. */
        region?: string
        /** Required and checked if the country has postal codes. */
        postalCode?: string
        /** A two-letter ISO 3166-1 code. */
        country: string
        phone?: string
      }
      /** The format is checked by the country prefix of the number, or without a prefix by the country of the billing address. */
      vatNumber?: string
    }; answer: Quote; refusals: 'invalid_request' | 'unauthenticated' | 'line_not_found' | 'ambiguous_line' | 'cart_merged' | 'erased' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Create an order from the selected lines. Its units are held until the order is paid or expires */
  'POST /v1/checkout': { header?: { 'Idempotency-Key'?: string }; body: {
      /** The country decides which parts are required, according to the address data that Google maintains. */
      address: {
        name: string
        line1: string
        line2?: string
        /** Required if addresses of the country have a city. */
        city?: string
        /** The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`. */
        region?: string
        /** Required and checked if the country has postal codes. */
        postalCode?: string
        /** A two-letter ISO 3166-1 code. */
        country: string
        phone?: string
      }
      /** SKUs or lineIds of the lines to order. Default: the selected lines. */
      skus?: (string)[]
      shippingOption?: string
      /** The billing address, if it differs from the shipping address. */
      billingAddress?: {
        name: string
        line1: string
        line2?: string
        /** Required if addresses of the country have a city. */
        city?: string
        /** The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`. */
        region?: string
        /** Required and checked if the country has postal codes. */
        postalCode?: string
        /** A two-letter ISO 3166-1 code. */
        country: string
        phone?: string
      }
      /** The format is checked by the country prefix of the number, or without a prefix by the country of the billing address. */
      vatNumber?: string
      /** The total that the shopper saw. If the total differs, the answer is 409 `price_changed`. */
      expectedTotal?: {
        amount: number
        currency: string
      }
      email?: string
      note?: string
    }; answer: Order; refusals: 'invalid_request' | 'idempotency_key_required' | 'unauthenticated' | 'line_not_found' | 'ambiguous_line' | 'cart_empty' | 'cart_changed' | 'not_selectable' | 'price_changed' | 'insufficient_stock' | 'coupon_not_applicable' | 'not_shipped_there' | 'checkout_in_progress' | 'too_many_open_orders' | 'cart_merged' | 'erased' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** List my orders, newest first */
  'GET /v1/orders': { query?: { limit?: number; cursor?: string }; answer: OrderList; refusals: 'invalid_request' | 'unauthenticated' | 'rate_limited' | 'unavailable' }
  /** Get one of my orders */
  'GET /v1/orders/{id}': { path: { id: string }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Open a payment, or get the payment that is already open. The shopper pays at its redirectUrl */
  'POST /v1/orders/{id}/pay': { path: { id: string }; body: {
      /** One of `GET /v1/checkout/payment-methods`. Default: the first of them. */
      provider?: string
      /** The page to which the shopper returns after the payment, on an origin of PAYMENT_RETURN_ORIGINS. */
      returnUrl?: string
    }; answer: PaymentOpened; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'illegal_transition' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Cancel an order that has not shipped. The lines of an unpaid order return to the cart; a paid order is refunded */
  'POST /v1/orders/{id}/cancel': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Ask to return delivered units. Send an Idempotency-Key, so that a retry does not ask twice */
  'POST /v1/orders/{id}/returns': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string }; body: {
      /** The units to remove, not the units to keep. */
      lines: ({
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          sku?: string
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          lineId?: string
          quantity: number
        })[]
      /** Shown to the operators. */
      reason: string
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'illegal_transition' | 'ambiguous_line' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Get the invoice of one of my orders, or the credit note of a refund */
  'GET /v1/orders/{id}/invoice': { path: { id: string }; query?: { refundId?: string; format?: "json" | "html"; locale?: string }; answer: Invoice; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'invoices_off' | 'rate_limited' | 'unavailable' }
  /** Get the invoice of an order, or the credit note of a refund */
  'GET /v1/admin/orders/{id}/invoice': { path: { id: string }; query?: { refundId?: string; format?: "json" | "html"; locale?: string }; answer: Invoice; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'invoices_off' | 'rate_limited' | 'unavailable' }
  /** List invoices and credit notes, oldest first */
  'GET /v1/admin/invoices': { query?: { limit?: number; cursor?: string; month?: string }; answer: InvoiceList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'invoices_off' | 'rate_limited' | 'unavailable' }
  /** Export invoices and credit notes for bookkeeping: one line for each document and tax rate */
  'GET /v1/admin/export/invoices': { query?: { month?: string; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'invoices_off' | 'rate_limited' | 'unavailable' }
  /** Search, filter and sort the products for sale, with counts */
  'GET /v1/products': { query?: { limit?: number; cursor?: string; query?: string; category?: string; minPrice?: number; maxPrice?: number; inStock?: "true" | "false"; facet?: (string | (string)[]); count?: "options"; sort?: "relevance" | "price" | "-price" | "newest" | "hot"; locale?: string }; answer: ProductList; refusals: 'invalid_request' | 'rate_limited' | 'unavailable' }
  /** Get a product */
  'GET /v1/products/{sku}': { path: { sku: string }; query?: { locale?: string }; answer: Product; refusals: 'invalid_request' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Get the variants of a family, to choose one by its options */
  'GET /v1/families/{family}': { path: { family: string }; query?: { locale?: string }; answer: FamilyChoice; refusals: 'invalid_request' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Suggest product titles for a search box */
  'GET /v1/suggestions': { query: { query: string; limit?: number; locale?: string }; answer: SuggestionList; refusals: 'invalid_request' | 'rate_limited' | 'unavailable' }
  /** Get the category tree with counts of products for sale */
  'GET /v1/categories': { query?: { locale?: string }; answer: CategoryList; refusals: 'invalid_request' | 'rate_limited' | 'unavailable' }
  /** List the products that are viewed, added and bought most, highest score first */
  'GET /v1/rankings/hot': { query?: { locale?: string; window?: "day" | "week"; limit?: number }; answer: HotItems; refusals: 'invalid_request' | 'rate_limited' | 'unavailable' }
  /** Get the rank of a product */
  'GET /v1/rankings/hot/{sku}': { path: { sku: string }; query?: { window?: "day" | "week" }; answer: HotRank; refusals: 'invalid_request' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Find the account of an e-mail address. This is a POST, because URLs are logged */
  'POST /v1/admin/accounts/search': { header?: { 'Pannier-Reason'?: string }; body: {
      email: string
    }; answer: AdminUser; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get an account */
  'GET /v1/admin/accounts/{userId}': { path: { userId: string }; answer: AdminUser; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Change the role of an account. Its sign-ins end, and a security event is recorded */
  'PATCH /v1/admin/accounts/{userId}': { path: { userId: string }; header: { 'Pannier-Reason': string }; body: {
      role: "customer" | "support" | "admin"
      /** The password of the calling admin. Required if the sign-in is older than 10 minutes. */
      password?: string
    }; answer: User; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'invalid_credentials' | 'forbidden' | 'proof_required' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'login_locked' | 'unavailable' }
  /** Erase all data of a user, including a user of another identity provider */
  'DELETE /v1/admin/accounts/{userId}': { path: { userId: string }; header: { 'Pannier-Reason': string }; answer: null; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List the valid sign-ins of an account, the last used first, at most 20 */
  'GET /v1/admin/accounts/{userId}/sign-ins': { path: { userId: string }; answer: SignInList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Lock an account: it cannot sign in, and its sign-ins end. Access tokens that shoppers already have work until they expire, at most 15 minutes; those of operators end at once */
  'POST /v1/admin/accounts/{userId}/lock': { path: { userId: string }; header: { 'Pannier-Reason': string }; answer: AdminUser; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Unlock an account, so that it can sign in again */
  'POST /v1/admin/accounts/{userId}/unlock': { path: { userId: string }; header: { 'Pannier-Reason': string }; answer: AdminUser; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Export all data of a user, on behalf of that user */
  'POST /v1/admin/accounts/{userId}/export': { path: { userId: string }; header: { 'Pannier-Reason': string }; answer: Export; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'cart_merged' | 'erased' | 'rate_limited' | 'unavailable' }
  /** List orders, newest first */
  'GET /v1/admin/orders': { query?: { limit?: number; cursor?: string; number?: string; userId?: string; sku?: string; from?: string; to?: string; return?: "requested" | "approved" | "received" | "open"; status?: (string | (string)[]) }; answer: OrderList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Find orders by e-mail address, number, status, open return, shopper and time, newest first. This request does not change data */
  'POST /v1/admin/orders/search': { header?: { 'Pannier-Reason'?: string }; body: {
      /** The order number, in upper or lower case, with or without hyphens. */
      number?: string
      userId?: string
      /** Only orders with a line of this product. A page can have fewer items than `limit` and still have a next page. */
      sku?: string
      /** Only orders created at or after this time: a day in UTC, or a time with a zone. */
      from?: string
      /** Only orders created before this time, or on or before this day in UTC. */
      to?: string
      /** Only orders with a return in this state; `open` means any of them. Absent beside `status`. */
      return?: "requested" | "approved" | "received" | "open"
      /** The e-mail address given at checkout, in upper or lower case. The orders of the account with this address are found too. */
      email?: string
      status?: ("pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded" | ("pending_payment" | "paid" | "shipped" | "delivered" | "cancelled" | "refund_pending" | "refunded")[])
      limit?: number
      cursor?: string
    }; answer: OrderList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get an order by its id or number. A number can be found one to two seconds after the order is created */
  'GET /v1/admin/orders/{id}': { path: { id: string }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** List the operators’ notes on an order, oldest first. Shoppers never see notes, and an erasure deletes them */
  'GET /v1/admin/orders/{id}/notes': { path: { id: string }; answer: {
      items: ({
          id: string
          text: string
          /** The id of the operator who wrote the note. */
          by: string
          at: string
        })[]
    }; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Add a note to an order. Send an Idempotency-Key, so that a retry does not add the note twice */
  'POST /v1/admin/orders/{id}/notes': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      text: string
    }; answer: {
      items: ({
          id: string
          text: string
          /** The id of the operator who wrote the note. */
          by: string
          at: string
        })[]
    }; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'note_limit' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Ship an order, or a part of it */
  'POST /v1/admin/orders/{id}/ship': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      carrier: string
      trackingNumber: string
      /** The units in this shipment. Default: all that have not shipped. */
      lines?: ({
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          sku?: string
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          lineId?: string
          quantity: number
        })[]
      /** Ships an order that is paid on delivery: its manual payment is still open. Such an order ships as a whole. */
      unpaid?: boolean
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'ambiguous_line' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Mark an order with all its shipments as delivered */
  'POST /v1/admin/orders/{id}/deliver': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Mark one shipment as delivered. The order is delivered when it has shipped and all its shipments are */
  'POST /v1/admin/orders/{id}/shipments/{shipment}/deliver': { path: { id: string; shipment: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Cancel an order that has not shipped. A paid order is refunded */
  'POST /v1/admin/orders/{id}/cancel': { path: { id: string }; header: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason': string }; answer: Order; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Remove units that have not shipped from a paid order. Their share of what was paid is refunded, and they go back into stock */
  'POST /v1/admin/orders/{id}/edit': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      /** The units to remove, not the units to keep. */
      lines: ({
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          sku?: string
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          lineId?: string
          quantity: number
        })[]
      /** Stored with the refund. The shopper does not see it. */
      reason: string
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'ambiguous_line' | 'refund_limit' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Refund an order: the whole rest, an amount, or units of lines */
  'POST /v1/admin/orders/{id}/refund': { path: { id: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      /** The amount to refund. Default: the value of `lines`, or without `lines` all that can still be refunded. */
      amount?: {
        amount: number
        currency: string
      }
      /** Returned units. The value of a unit is its share of the amount paid for its line, including tax. */
      lines?: ({
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          sku?: string
          /** A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`. */
          lineId?: string
          quantity: number
        })[]
      /** Whether the units of the lines go back into stock now. An order that has not shipped returns its remaining units to stock, each once, when it is cancelled or fully refunded. */
      restock?: boolean
      reason: string
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'ambiguous_line' | 'refund_limit' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Approve a return, and name the place to which the shopper sends the units */
  'POST /v1/admin/orders/{id}/returns/{returnId}/approve': { path: { id: string; returnId: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      /** An address, or how to use the label. The message to the shopper has it. */
      sendTo: string
      /** A label to print. */
      labelUrl?: string
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Refuse a return, with a reason for the shopper. An approved return that did not arrive can be refused too */
  'POST /v1/admin/orders/{id}/returns/{returnId}/refuse': { path: { id: string; returnId: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      reason: string
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Report that the units of a return have arrived. This refunds them, and puts them back into stock if asked */
  'POST /v1/admin/orders/{id}/returns/{returnId}/receive': { path: { id: string; returnId: string }; header?: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      /** Whether the units go back into stock. */
      restock: boolean
      /** The amount to refund. Default: the value of the lines, as far as it was paid. */
      amount?: {
        amount: number
        currency: string
      }
    }; answer: Order; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'refund_limit' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Report that the money of a manual payment has arrived. The money of a cancelled order is owed to the shopper as a refund */
  'POST /v1/admin/orders/{id}/mark-paid': { path: { id: string }; header: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason': string }; answer: Order; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Report that the money of a refund was paid back by hand. Only for refunds of manual payments */
  'POST /v1/admin/orders/{id}/refunds/{refundId}/mark-refunded': { path: { id: string; refundId: string }; header: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason': string }; answer: Order; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'illegal_transition' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** Get the stock of a product */
  'GET /v1/admin/stock/{sku}': { path: { sku: string }; answer: Stock; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Set the counted units of a product, or adjust them by a difference */
  'PUT /v1/admin/stock/{sku}': { path: { sku: string }; header: { 'Idempotency-Key'?: string; 'If-Match'?: string; 'Pannier-Reason': string }; body: ({
        onHand: number
      } | {
        adjust: number
      }); answer: Stock; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'units_held' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'idempotency_key_reused' | 'rate_limited' | 'unavailable' }
  /** List the orders that hold units of a product, oldest first */
  'GET /v1/admin/stock/{sku}/holds': { path: { sku: string }; query?: { limit?: number; cursor?: string }; answer: HoldList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Compare the copies of a cart in its object, Redis and the record. Reading changes none of them */
  'GET /v1/admin/carts/{userId}': { path: { userId: string }; answer: CartCopies; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List the last operations that the object of a cart has stored, newest first, at most 256 */
  'GET /v1/admin/carts/{userId}/operations': { path: { userId: string }; query?: { limit?: number; cursor?: string }; answer: CartOperations; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Make the object of a cart send its state to the record now, if the record has not confirmed it */
  'POST /v1/admin/carts/{userId}/drain': { path: { userId: string }; header?: { 'Pannier-Reason'?: string }; answer: CartDrain; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** List all products of one status, the newest first; hidden and discontinued ones are in no public list */
  'GET /v1/admin/products': { query?: { limit?: number; cursor?: string; status?: string }; answer: AdminProductList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Create a product. With the SKU of a deleted product, its stock is only the units that open orders hold */
  'POST /v1/admin/products': { header?: { 'Pannier-Reason'?: string }; body: {
      sku: string
      title: { [name: string]: string }
      description?: { [name: string]: string }
      category: string
      price: {
        amount: number
        currency: string
      }
      compareAtPrice?: ({
          amount: number
          currency: string
        } | null)
      images?: ((string | {
            src: string
            alt: { [name: string]: string }
          }))[]
      attributes?: { [name: string]: (string | { [name: string]: string }) }
      labels?: (string)[]
      status?: string
      weightGrams?: number
      family?: ({
          id: string
          title: { [name: string]: string }
          options: ({
              name: { [name: string]: string }
              value: { [name: string]: string }
            })[]
        } | null)
    }; answer: AdminProduct; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get a product with all its languages, in any status */
  'GET /v1/admin/products/{sku}': { path: { sku: string }; answer: AdminProduct; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update fields of a product */
  'PATCH /v1/admin/products/{sku}': { path: { sku: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      title?: { [name: string]: string }
      description?: { [name: string]: string }
      category?: string
      price?: {
        amount: number
        currency: string
      }
      compareAtPrice?: ({
          amount: number
          currency: string
        } | null)
      images?: ((string | {
            src: string
            alt: { [name: string]: string }
          }))[]
      attributes?: { [name: string]: (string | { [name: string]: string }) }
      labels?: (string)[]
      status?: string
      weightGrams?: number
      family?: ({
          id: string
          title: { [name: string]: string }
          options: ({
              name: { [name: string]: string }
              value: { [name: string]: string }
            })[]
        } | null)
    }; answer: AdminProduct; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete a product. Carts that contain it still load */
  'DELETE /v1/admin/products/{sku}': { path: { sku: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Get a category with all its languages */
  'GET /v1/admin/categories/{id}': { path: { id: string }; answer: AdminCategory; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update the name, parent or rank of a category */
  'PATCH /v1/admin/categories/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      name?: { [name: string]: string }
      parent?: (string | null)
      rank?: number
    }; answer: AdminCategory; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete a category that has neither children nor products */
  'DELETE /v1/admin/categories/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'category_not_empty' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Create a category */
  'POST /v1/admin/categories': { header?: { 'Pannier-Reason'?: string }; body: {
      id: string
      name: { [name: string]: string }
      parent?: (string | null)
      rank?: number
    }; answer: AdminCategory; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Upload an image for products, up to 10 MiB. The same content has the same address at every upload */
  'POST /v1/admin/media': { header?: { 'Pannier-Reason'?: string }; body: string; answer: UploadedImage; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'media_off' | 'payload_too_large' | 'unsupported_media_type' | 'image_refused' | 'rate_limited' | 'unavailable' }
  /** List promotions, ordered by id */
  'GET /v1/admin/promotions': { query?: { limit?: number; cursor?: string }; answer: AdminPromotionList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Create a promotion */
  'POST /v1/admin/promotions': { header?: { 'Pannier-Reason'?: string }; body: {
      id: string
      description?: { [name: string]: string }
      isActive?: boolean
      effect: ({
          type: "percentage"
          percent: number
        } | {
          type: "fixed"
          amount: {
            amount: number
            currency: string
          }
          /** Whether the amount applies once for each full `minSubtotal`. */
          every?: boolean
        } | {
          type: "free_shipping"
        } | {
          type: "buy_x_get_y"
          buy: number
          get: number
          percent?: number
        })
      /** The minimum price of the eligible lines. Like every threshold, it applies before discounts, at list prices. */
      minSubtotal?: ({
          amount: number
          currency: string
        } | null)
      startsAt?: (string | null)
      endsAt?: (string | null)
      skus?: (string)[]
      categories?: (string)[]
      firstOrderOnly?: boolean
      /** Rules with a lower priority value apply first. */
      priority?: number
      exclusive?: boolean
    }; answer: AdminPromotion; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get a promotion */
  'GET /v1/admin/promotions/{id}': { path: { id: string }; answer: AdminPromotion; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update fields of a promotion */
  'PATCH /v1/admin/promotions/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      description?: { [name: string]: string }
      isActive?: boolean
      effect?: ({
          type: "percentage"
          percent: number
        } | {
          type: "fixed"
          amount: {
            amount: number
            currency: string
          }
          /** Whether the amount applies once for each full `minSubtotal`. */
          every?: boolean
        } | {
          type: "free_shipping"
        } | {
          type: "buy_x_get_y"
          buy: number
          get: number
          percent?: number
        })
      /** The minimum price of the eligible lines. Like every threshold, it applies before discounts, at list prices. */
      minSubtotal?: ({
          amount: number
          currency: string
        } | null)
      startsAt?: (string | null)
      endsAt?: (string | null)
      skus?: (string)[]
      categories?: (string)[]
      firstOrderOnly?: boolean
      /** Rules with a lower priority value apply first. */
      priority?: number
      exclusive?: boolean
    }; answer: AdminPromotion; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete a promotion */
  'DELETE /v1/admin/promotions/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** List coupons, ordered by id */
  'GET /v1/admin/coupons': { query?: { limit?: number; cursor?: string }; answer: AdminCouponList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Create a coupon */
  'POST /v1/admin/coupons': { header?: { 'Pannier-Reason'?: string }; body: {
      /** Codes are not case-sensitive. */
      code: string
      description?: { [name: string]: string }
      isActive?: boolean
      effect: ({
          type: "percentage"
          percent: number
        } | {
          type: "fixed"
          amount: {
            amount: number
            currency: string
          }
          /** Whether the amount applies once for each full `minSubtotal`. */
          every?: boolean
        } | {
          type: "free_shipping"
        } | {
          type: "buy_x_get_y"
          buy: number
          get: number
          percent?: number
        })
      /** The minimum price of the eligible lines. Like every threshold, it applies before discounts, at list prices. */
      minSubtotal?: ({
          amount: number
          currency: string
        } | null)
      startsAt?: (string | null)
      endsAt?: (string | null)
      skus?: (string)[]
      categories?: (string)[]
      firstOrderOnly?: boolean
      /** Rules with a lower priority value apply first. */
      priority?: number
      exclusive?: boolean
      /** The limit also counts uses of a deleted coupon with the same code. */
      usageLimit?: (number | null)
      /** The limit also counts uses of a deleted coupon with the same code. */
      usageLimitPerUser?: (number | null)
    }; answer: AdminCoupon; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get a coupon */
  'GET /v1/admin/coupons/{id}': { path: { id: string }; answer: AdminCoupon; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update fields of a coupon */
  'PATCH /v1/admin/coupons/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      description?: { [name: string]: string }
      isActive?: boolean
      effect?: ({
          type: "percentage"
          percent: number
        } | {
          type: "fixed"
          amount: {
            amount: number
            currency: string
          }
          /** Whether the amount applies once for each full `minSubtotal`. */
          every?: boolean
        } | {
          type: "free_shipping"
        } | {
          type: "buy_x_get_y"
          buy: number
          get: number
          percent?: number
        })
      /** The minimum price of the eligible lines. Like every threshold, it applies before discounts, at list prices. */
      minSubtotal?: ({
          amount: number
          currency: string
        } | null)
      startsAt?: (string | null)
      endsAt?: (string | null)
      skus?: (string)[]
      categories?: (string)[]
      firstOrderOnly?: boolean
      /** Rules with a lower priority value apply first. */
      priority?: number
      exclusive?: boolean
      /** The limit also counts uses of a deleted coupon with the same code. */
      usageLimit?: (number | null)
      /** The limit also counts uses of a deleted coupon with the same code. */
      usageLimitPerUser?: (number | null)
    }; answer: AdminCoupon; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete a coupon */
  'DELETE /v1/admin/coupons/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** List shipping rates, ordered by id. The rate `standard` always exists at first: it is first in the list, has version 0, and serves any country for `SHIPPING_AMOUNT`. You can edit, disable and delete it like any other rate. Other rates do not replace it. */
  'GET /v1/admin/shipping-rates': { query?: { limit?: number; cursor?: string }; answer: AdminShippingRateList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Create a shipping rate */
  'POST /v1/admin/shipping-rates': { header?: { 'Pannier-Reason'?: string }; body: {
      id: string
      description?: { [name: string]: string }
      isActive?: boolean
      option: string
      title: { [name: string]: string }
      /** The countries of the rate. An empty list means any country. */
      countries?: (string)[]
      /** The minimum price of all lines. Like every threshold, it applies before discounts, at list prices. */
      minSubtotal?: ({
          amount: number
          currency: string
        } | null)
      /** The price of all lines must be below this amount. Like every threshold, it applies before discounts, at list prices. */
      maxSubtotal?: ({
          amount: number
          currency: string
        } | null)
      minWeightGrams?: number
      maxWeightGrams?: (number | null)
      amount: {
        amount: number
        currency: string
      }
      estimatedDays: number
    }; answer: AdminShippingRate; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get a shipping rate */
  'GET /v1/admin/shipping-rates/{id}': { path: { id: string }; answer: AdminShippingRate; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update fields of a shipping rate */
  'PATCH /v1/admin/shipping-rates/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      description?: { [name: string]: string }
      isActive?: boolean
      option?: string
      title?: { [name: string]: string }
      /** The countries of the rate. An empty list means any country. */
      countries?: (string)[]
      /** The minimum price of all lines. Like every threshold, it applies before discounts, at list prices. */
      minSubtotal?: ({
          amount: number
          currency: string
        } | null)
      /** The price of all lines must be below this amount. Like every threshold, it applies before discounts, at list prices. */
      maxSubtotal?: ({
          amount: number
          currency: string
        } | null)
      minWeightGrams?: number
      maxWeightGrams?: (number | null)
      amount?: {
        amount: number
        currency: string
      }
      estimatedDays?: number
    }; answer: AdminShippingRate; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete a shipping rate */
  'DELETE /v1/admin/shipping-rates/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** List taxes, ordered by id */
  'GET /v1/admin/taxes': { query?: { limit?: number; cursor?: string }; answer: AdminTaxList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Create a tax */
  'POST /v1/admin/taxes': { header?: { 'Pannier-Reason'?: string }; body: {
      id: string
      description?: { [name: string]: string }
      isActive?: boolean
      title: { [name: string]: string }
      country: string
      region?: (string | null)
      categories?: (string)[]
      ratePercent: number
      inclusive: boolean
      onShipping?: boolean
    }; answer: AdminTax; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'already_exists' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get a tax */
  'GET /v1/admin/taxes/{id}': { path: { id: string }; answer: AdminTax; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Update fields of a tax */
  'PATCH /v1/admin/taxes/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      description?: { [name: string]: string }
      isActive?: boolean
      title?: { [name: string]: string }
      country?: string
      region?: (string | null)
      categories?: (string)[]
      ratePercent?: number
      inclusive?: boolean
      onShipping?: boolean
    }; answer: AdminTax; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete a tax */
  'DELETE /v1/admin/taxes/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Calculate what lines or a cart would cost, and why: the effect of every rule. This request changes nothing */
  'POST /v1/admin/prices/calculate': { header?: { 'Pannier-Reason'?: string }; body: {
      items?: ({
          sku: string
          quantity: number
        })[]
      /** The shopper whose cart is priced: its selected lines, with its coupons unless `coupons` is given. */
      userId?: string
      coupons?: (string)[]
      destination?: {
        country: string
        /** The code or the name of the region. A region that is not recognized has no regional taxes. */
        region?: string
        /** Rates and taxes do not depend on it. It is not checked. */
        postalCode?: string
      }
      shippingOption?: string
      /** The time whose price is wanted, by the rules of today. Default: now. */
      at?: string
      /** Default: whether the shopper has no order yet; true without a userId. */
      isFirstOrder?: boolean
    }; answer: Calculation; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Import products from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect */
  'POST /v1/admin/import/products': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ImportReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Import units on hand from CSV or JSON lines, up to 8 MiB */
  'POST /v1/admin/import/stock': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ImportReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Mark the orders of a file as shipped, at most 200. Importing the same file again has no further effect */
  'POST /v1/admin/import/shipments': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ShipmentReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Export all products except deleted ones. Importing the export has no effect */
  'GET /v1/admin/export/products': { query?: { format?: "csv" | "ndjson"; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Export the units on hand of all products except deleted ones */
  'GET /v1/admin/export/stock': { query?: { format?: "csv" | "ndjson"; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Import promotions from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect */
  'POST /v1/admin/import/promotions': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ImportReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Export promotions. Importing the export has no effect */
  'GET /v1/admin/export/promotions': { query?: { format?: "csv" | "ndjson"; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Import coupons from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect */
  'POST /v1/admin/import/coupons': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ImportReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Export coupons. Importing the export has no effect */
  'GET /v1/admin/export/coupons': { query?: { format?: "csv" | "ndjson"; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Import shipping rates from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect */
  'POST /v1/admin/import/shipping-rates': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ImportReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Export shipping rates. Importing the export has no effect */
  'GET /v1/admin/export/shipping-rates': { query?: { format?: "csv" | "ndjson"; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Import taxes from CSV or JSON lines, up to 8 MiB. Importing the same file again has no further effect */
  'POST /v1/admin/import/taxes': { query?: { dryRun?: "true" | "false" }; header?: { 'Pannier-Reason'?: string }; body: string; answer: ImportReport; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Export taxes. Importing the export has no effect */
  'GET /v1/admin/export/taxes': { query?: { format?: "csv" | "ndjson"; limit?: number; cursor?: string }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Report that another system changed products or categories in the record. Requests are signed according to Standard Webhooks */
  'POST /v1/hooks/catalogue': { header?: { 'webhook-id'?: string; 'webhook-timestamp'?: string; 'webhook-signature'?: string }; body: {
      /** SKUs that were written or deleted in the record. */
      products: ({
          sku: string
        })[]
      /** Whether the category tree has changed. */
      categories?: true
    }; answer: CatalogueRefreshed; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Read the stream of events, oldest first */
  'GET /v1/admin/events': { query?: { limit?: number; after?: string }; answer: EventList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'cursor_expired' | 'rate_limited' | 'unavailable' }
  /** List the endpoints that receive events */
  'GET /v1/admin/webhooks': { answer: WebhookList; refusals: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Send events to an endpoint from now on */
  'POST /v1/admin/webhooks': { header?: { 'Pannier-Reason'?: string }; body: {
      /** An https address with a public host. Redirects are not followed. */
      url: string
      /** Types of events, groups such as `order.*`, or `*` for all. */
      types?: (string)[]
      description?: string
    }; answer: WebhookWithSecret; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'webhook_limit' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Show an endpoint */
  'GET /v1/admin/webhooks/{id}': { path: { id: string }; answer: Webhook; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Change the address or the filter of an endpoint, or pause it */
  'PATCH /v1/admin/webhooks/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      /** An https address with a public host. Redirects are not followed. */
      url?: string
      /** Types of events, groups such as `order.*`, or `*` for all. */
      types?: (string)[]
      description?: string
      /** Events wait while the endpoint is paused, for up to 30 days. */
      isPaused?: boolean
    }; answer: Webhook; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Delete an endpoint with everything that waits for it */
  'DELETE /v1/admin/webhooks/{id}': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Give an endpoint a new secret; the former one also signs for 24 hours */
  'POST /v1/admin/webhooks/{id}/rotate': { path: { id: string }; header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; answer: WebhookWithSecret; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'version_mismatch' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** Send the event `webhook.test` at once, without retries */
  'POST /v1/admin/webhooks/{id}/test': { path: { id: string }; header?: { 'Pannier-Reason'?: string }; answer: WebhookAttempt; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Deliver one event or a range of at most 1,000 again, after those that wait */
  'POST /v1/admin/webhooks/{id}/replay': { path: { id: string }; header?: { 'Pannier-Reason'?: string }; body: {
      /** One event of the last 30 days, also if the filter excludes it. */
      eventId?: string
      /** Events that were accepted from then on, and that the filter includes. */
      from?: string
      /** Events that were accepted before then. */
      to?: string
    }; answer: ReplayedEvents; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'replay_limit' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** List the newest attempts, at most 1,000, newest first */
  'GET /v1/admin/webhooks/{id}/attempts': { path: { id: string }; query?: { limit?: number; cursor?: string }; answer: WebhookAttemptList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** List the newest 100 events that were given up */
  'GET /v1/admin/webhooks/{id}/dead-letters': { path: { id: string }; answer: WebhookDeadLetters; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Receive an event of a payment provider. `simulated` signs requests according to Standard Webhooks, and `stripe` by Stripe’s scheme */
  'POST /v1/webhooks/payments/{provider}': { path: { provider: string }; header?: { 'webhook-id'?: string; 'webhook-timestamp'?: string; 'webhook-signature'?: string }; body: ({
        type: "payment.succeeded" | "payment.failed"
        /** A time in RFC 3339, in UTC. */
        timestamp: string
        data: {
          orderId: string
          paymentId: string
          /** Minor units of the currency. */
          amount: number
          /** The currency of the amount. Default: the currency of the order. */
          currency?: string
        }
      } | {
        type: "refund.succeeded"
        /** A time in RFC 3339, in UTC. */
        timestamp: string
        data: {
          orderId: string
          refundId: string
          paymentId?: string
          /** Minor units of the currency. */
          amount?: number
          /** The currency of the amount. Default: the currency of the order. */
          currency?: string
        }
      }); answer: WebhookReceived; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Get the page of the simulated provider, on which a shopper approves or declines a payment */
  'GET /pay/simulated/{paymentId}': { path: { paymentId: string }; query?: { locale?: string }; answer: string; refusals: 'invalid_request' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Approve or decline a simulated payment. Its webhook follows with the requested delay and number of deliveries */
  'POST /pay/simulated/{paymentId}': { path: { paymentId: string }; query?: { locale?: string }; header?: { Accept?: string }; body: {
      outcome: "approve" | "decline"
      /** The delay of the webhook in seconds. The page shows the outcome at once. */
      delaySeconds?: number
      /** The number of times that the same event is sent. */
      deliveries?: number
      /** Whether an older `payment.failed` event of the same payment is sent afterwards. */
      reorder?: boolean
    }; answer: SimulatedPayment; refusals: 'invalid_request' | 'not_found' | 'illegal_transition' | 'payload_too_large' | 'unsupported_media_type' | 'rate_limited' | 'unavailable' }
  /** Check that the Worker answers */
  'GET /healthz': { answer: Health; refusals: never }
  /** Check that the tiers answer, with the state of their breakers and the mode of each class of route */
  'GET /readyz': { answer: Readiness; refusals: never }
  /** List the circuit breakers of this isolate */
  'GET /v1/admin/ops/breakers': { answer: Breakers; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List dead letters (messages that could not be written), newest first */
  'GET /v1/admin/ops/dead-letters': { query?: { limit?: number; cursor?: string }; answer: DeadLetterList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Make the object send its current state again, and drop the dead letter */
  'POST /v1/admin/ops/dead-letters/{id}/drain': { path: { id: string }; header?: { 'Pannier-Reason'?: string }; answer: Drained; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Drop a dead letter */
  'DELETE /v1/admin/ops/dead-letters/{id}': { path: { id: string }; header?: { 'Pannier-Reason'?: string }; answer: null; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Make a cart continue from the copy in the record, when no tier holds the cart at its position */
  'POST /v1/admin/ops/carts/{userId}/adopt': { path: { userId: string }; header: { 'Pannier-Reason': string }; answer: Adopted; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'nothing_to_adopt' | 'rate_limited' | 'unavailable' }
  /** Get all metrics in the text format of Prometheus, with METRICS_TOKEN as the bearer token */
  'GET /metrics': { query?: { deployment?: "stable" | "canary" }; answer: string; refusals: 'invalid_request' | 'unauthenticated' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Get the present figures, and the sums of up to 1,440 minutes */
  'GET /v1/admin/ops/metrics': { query?: { deployment?: "stable" | "canary"; minutes?: number }; answer: {
      at: string
      now: {
        breakers: {
          record: "closed" | "half-open" | "open"
          l2: "closed" | "half-open" | "open"
        }
        recordPingMs: (number | null)
        redis: {
          pingMs: (number | null)
          commandsPerSecond: (number | null)
          hitRatio: (number | null)
          clients: (number | null)
          memoryBytes: (number | null)
          memoryLimitBytes: (number | null)
        }
        deadLetters: (number | null)
        stuckDuties: number
        oldestUnconfirmedSeconds: number
        openSockets: number
        series: number
        dropped: number
      }
      minutes: ({
          at: string
          requests: number
          errors: number
          p50Ms: (number | null)
          p99Ms: (number | null)
          orders: number
          revenue: number
          carts: number
          lagP99Ms: (number | null)
          hitRatio: (number | null)
        })[]
    }; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List all alerts with their states */
  'GET /v1/admin/ops/alerts': { answer: AlertList; refusals: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Run a portion of a check. The answer is 503 while another portion of the same check runs */
  'POST /v1/admin/ops/reports': { header?: { 'Pannier-Reason'?: string }; body: {
      /** The check: `ledger` compares stock, orders and payments; `reconciliation` compares the copies of each aggregate. */
      kind: "ledger" | "reconciliation"
    }; answer: Report | ReportSummary; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List the reports of checks, newest first. With `kind=dead_letters`, the list has the dead letters’ report */
  'GET /v1/admin/ops/reports': { query?: { kind?: "ledger" | "reconciliation" | "dead_letters"; limit?: number; cursor?: string }; answer: ReportList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Get a report. The id `dead_letters` is the report of the dead letters that are now kept */
  'GET /v1/admin/ops/reports/{id}': { path: { id: string }; answer: Report; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' }
  /** Show which requests the canary answers */
  'GET /v1/admin/ops/canary': { answer: Canary; refusals: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Start or stop the canary, or change its share; this takes effect everywhere within ten seconds */
  'PUT /v1/admin/ops/canary': { header?: { 'If-Match'?: string; 'Pannier-Reason'?: string }; body: {
      /** A running canary gets the requests with the header `X-Env-Flag: canary`. */
      isRunning: boolean
      /** Percent of all senders, 0–100, whose requests it also gets: verified users, or network addresses without one. Senders of a smaller share stay within a greater one. */
      share: number
      /** Users whose requests it also gets. */
      users?: (string)[]
      /** Shown to other operators. */
      reason?: string
    }; answer: Canary; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'canary_not_startable' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** List the traffic policies with the mode of each class of route */
  'GET /v1/admin/ops/policies': { answer: Policies; refusals: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Switch a class of route to another mode; this takes effect everywhere within ten seconds */
  'PUT /v1/admin/ops/policies/{class}': { path: { class: "browsing" | "cart" | "checkout" | "orders" | "accounts" | "sign_in" | "operators" }; header: { 'If-Match'?: string; 'Pannier-Reason': string }; body: {
      /** A mode that the class offers; `normal` ends the switch. */
      mode: "normal" | "stale" | "refuse"
      /** When the switch ends by itself: at most 24 hours from now, which is also the default. */
      until?: string
    }; answer: Policies; refusals: 'reason_required' | 'invalid_request' | 'unauthenticated' | 'forbidden' | 'version_mismatch' | 'payload_too_large' | 'unsupported_media_type' | 'precondition_required' | 'rate_limited' | 'unavailable' }
  /** List the actions of operators with their reasons, newest first */
  'GET /v1/admin/audit': { query?: { limit?: number; cursor?: string; subject?: string; actor?: string; from?: string; to?: string }; answer: AuditList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Get the versions and the configuration, without secrets */
  'GET /v1/admin/ops/config': { answer: Configuration; refusals: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List the scheduled jobs with the time and the outcome of their last runs */
  'GET /v1/admin/ops/jobs': { answer: JobList; refusals: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List the names of carts, accounts, orders, stock and claims */
  'GET /v1/admin/ops/aggregates': { query: { source: "record" | "l2" | "catalogue"; kind?: "cart" | "account" | "claim" | "stock" | "order"; cursor?: string }; answer: AggregateNames; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Make objects send their state to the record again, for example after a restore. `npm run resend` does so for all objects */
  'POST /v1/admin/ops/resend': { header?: { 'Pannier-Reason'?: string }; body: {
      names: (string)[]
    }; answer: Resent; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Call one page of objects that have had unfinished duties for long. The schedule does so daily */
  'POST /v1/admin/ops/sweep': { query?: { cursor?: string }; header?: { 'Pannier-Reason'?: string }; answer: Sweep; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** Get the catalogue caches of this isolate: sizes, hits, misses and fills by tier */
  'GET /v1/admin/ops/caches': { answer: CacheList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
  /** List security events, newest first */
  'GET /v1/admin/ops/security-events': { query?: { limit?: number; cursor?: string }; answer: SecurityEventList; refusals: 'invalid_request' | 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' }
}

export type ProblemCode = Problem['code']
