/** The closed set of refusal codes and the one table that maps each to its status and title (RFC 9457). */
import type { CartRefusalCode } from '../domain/cart/decide.ts'
import type { MergeRefusalCode } from '../domain/cart/merge.ts'

export const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  idempotency_key_required: [400, 'An Idempotency-Key is needed'],
  unauthenticated: [401, 'A valid access token is needed'],
  invalid_credentials: [401, 'The e-mail address or the password is wrong'],
  refresh_reused: [401, 'The refresh token was used before'],
  forbidden: [403, 'This is not allowed'],
  proof_required: [403, 'The password must be proved again'],
  not_found: [404, 'There is nothing here'],
  unknown_sku: [404, 'There is no such product'],
  unknown_coupon: [404, 'There is no such coupon'],
  line_not_found: [404, 'The cart has no such line'],
  method_not_allowed: [405, 'This method is not offered here'],
  ambiguous_line: [409, 'The SKU has several lines'],
  line_limit: [409, 'The cart holds no more lines'],
  quantity_limit: [409, 'The line holds no more units'],
  saved_limit: [409, 'The saved list holds no more lines'],
  cart_too_large: [409, 'The cart is too large'],
  not_restorable: [409, 'The line cannot be restored'],
  not_selectable: [409, 'The line cannot be selected'],
  cart_merged: [409, 'The cart was merged into that of an account'],
  guest_already_merged: [409, 'The guest belongs to another account'],
  merge_limit: [409, 'The cart takes no further guests for now'],
  email_taken: [409, 'The e-mail address belongs to another account'],
  already_exists: [409, 'This exists already'],
  category_not_empty: [409, 'The category has children or products'],
  nothing_to_adopt: [409, 'There is nothing to adopt, or no need to'],
  coupon_limit: [409, 'The cart takes no more coupons'],
  coupon_not_applicable: [409, 'The coupon does not apply'],
  cart_empty: [409, 'There is nothing to check out'],
  cart_changed: [409, 'The cart has changed meanwhile'],
  not_shipped_there: [409, 'Nothing is shipped there'],
  price_changed: [409, 'The total is not the expected one'],
  insufficient_stock: [409, 'There are not enough units'],
  checkout_in_progress: [409, 'Another checkout of the cart is under way'],
  too_many_open_orders: [409, 'The shopper has too many unpaid orders'],
  illegal_transition: [409, 'The order cannot become that'],
  refund_limit: [409, 'So much cannot be given back'],
  note_limit: [409, 'The order takes no more notes'],
  units_held: [409, 'The units are held for orders'],
  nothing_to_undo: [409, 'There is nothing to undo'],
  erased: [410, 'This was erased'],
  version_mismatch: [412, 'It has changed since it was read'],
  payload_too_large: [413, 'The body is too large'],
  url_too_long: [414, 'The URL is too long'],
  unsupported_media_type: [415, 'The body is of another media type'],
  idempotency_key_reused: [422, 'The Idempotency-Key was used for another request'],
  precondition_required: [428, 'If-Match is needed'],
  rate_limited: [429, 'Too many requests'],
  login_locked: [429, 'Too many failed sign-ins'],
  headers_too_large: [431, 'The request has too many headers'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'This cannot be done right now'],
} as const satisfies { readonly [code: string]: readonly [status: number, title: string] }

export type ProblemCode = keyof typeof PROBLEMS

/** Every refusal of the domain has its line in the table. */
export type CartProblemCode = CartRefusalCode | MergeRefusalCode extends ProblemCode ? CartRefusalCode : never

export interface FieldError {
  readonly path: string
  readonly message: string
}

/** A refusal on its way to the client; thrown by guard and routes, and turned into a document in one place. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly extra: { readonly [field: string]: unknown }
  readonly headers: { readonly [name: string]: string }

  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      readonly extra?: { readonly [field: string]: unknown }
      readonly headers?: { readonly [name: string]: string }
    } = {},
  ) {
    super(detail)
    this.code = code
    this.extra = options.extra ?? {}
    this.headers = options.headers ?? {}
  }

  get status(): number {
    return PROBLEMS[this.code][0]
  }
}

export function unavailable(detail: string, retryAfterSeconds = 2): Problem {
  return new Problem('unavailable', detail, { headers: { 'Retry-After': String(retryAfterSeconds) } })
}
