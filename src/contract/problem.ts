/**
 * The closed set of refusal codes. One table maps each code to its HTTP status and its title (RFC 9457).
 * Invariant: a code keeps its status and its meaning, because clients branch on the code.
 */
import type { CartRefusalCode } from '../domain/cart/decision.ts'
import type { MergeRefusalCode } from '../domain/cart/merge.ts'

export const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  idempotency_key_required: [400, 'An Idempotency-Key header is required'],
  reason_required: [400, 'A Pannier-Reason header is required'],
  unauthenticated: [401, 'A valid access token is required'],
  invalid_credentials: [401, 'The e-mail address or the password is wrong'],
  refresh_reused: [401, 'The refresh token was already used'],
  forbidden: [403, 'The caller is not allowed to do this'],
  account_locked: [403, 'The account is locked'],
  proof_required: [403, 'The password is required again'],
  not_found: [404, 'The resource does not exist'],
  unknown_sku: [404, 'The product does not exist'],
  unknown_coupon: [404, 'The coupon does not exist'],
  line_not_found: [404, 'The line does not exist'],
  method_not_allowed: [405, 'The resource does not support this method'],
  ambiguous_line: [409, 'The SKU has several lines'],
  line_limit: [409, 'The cart cannot hold more lines'],
  quantity_limit: [409, 'The line cannot hold more units'],
  saved_limit: [409, 'The saved list cannot hold more lines'],
  cart_too_large: [409, 'The cart is too large'],
  not_restorable: [409, 'The line cannot be restored'],
  not_selectable: [409, 'The line cannot be selected'],
  cart_merged: [409, 'The cart was merged into the cart of an account'],
  guest_already_merged: [409, 'The guest’s cart belongs to another account'],
  merge_limit: [409, 'The cart cannot take more guest carts for now'],
  link_invalid: [409, 'The link no longer works'],
  invoices_off: [409, 'The shop issues no invoices'],
  mail_off: [409, 'The shop sends no e-mail'],
  media_off: [409, 'The shop stores no images'],
  email_taken: [409, 'The e-mail address belongs to another account'],
  already_exists: [409, 'The resource already exists'],
  category_not_empty: [409, 'The category has children or products'],
  nothing_to_adopt: [409, 'The cart has no copy to adopt, or does not need one'],
  coupon_limit: [409, 'The cart cannot take more coupons'],
  coupon_not_applicable: [409, 'The coupon does not apply'],
  cart_empty: [409, 'The cart has nothing to check out'],
  cart_changed: [409, 'The cart changed during the checkout'],
  not_shipped_there: [409, 'No shipping rate serves the address'],
  price_changed: [409, 'The total differs from the expected total'],
  insufficient_stock: [409, 'There is not enough stock'],
  checkout_in_progress: [409, 'Another checkout of the cart is in progress'],
  too_many_open_orders: [409, 'The shopper has too many unpaid orders'],
  illegal_transition: [409, 'The status of the order does not allow this'],
  refund_limit: [409, 'The refund exceeds what can be refunded'],
  note_limit: [409, 'The order cannot take more notes'],
  passkey_refused: [409, 'The passkey was not accepted'],
  passkey_limit: [409, 'The account cannot take more passkeys'],
  address_exists: [409, 'The address book has this address already'],
  address_limit: [409, 'The address book cannot hold more addresses'],
  webhook_limit: [409, 'There are too many webhooks'],
  replay_limit: [409, 'The range has too many events'],
  units_held: [409, 'Orders hold these units'],
  unknown_client: [409, 'The cart does not know the client'],
  sequence_gap: [409, 'Earlier operations of the client are missing'],
  nothing_to_undo: [409, 'There is nothing to undo'],
  canary_not_startable: [409, 'The canary cannot run'],
  cursor_expired: [410, 'The cursor is too old'],
  erased: [410, 'The data was erased'],
  version_mismatch: [412, 'The resource has changed since it was read'],
  payload_too_large: [413, 'The body is too large'],
  url_too_long: [414, 'The URL is too long'],
  unsupported_media_type: [415, 'The media type of the body is not supported'],
  idempotency_key_reused: [422, 'The Idempotency-Key was used for another request'],
  image_refused: [422, 'The image is not accepted'],
  upgrade_required: [426, 'The route requires a WebSocket'],
  precondition_required: [428, 'An If-Match header is required'],
  rate_limited: [429, 'Too many requests'],
  login_locked: [429, 'Too many failed sign-ins'],
  headers_too_large: [431, 'The request has too many headers'],
  internal: [500, 'An internal error occurred'],
  too_many_sockets: [503, 'The resource has too many live connections'],
  unavailable: [503, 'The service is temporarily unavailable'],
} as const satisfies { readonly [code: string]: Row } & {
  readonly [refusal in CartRefusalCode | MergeRefusalCode]: Row
}

/** A row of the table. A refusal of the domain without its row does not compile. */
type Row = readonly [status: number, title: string]

export type ProblemCode = keyof typeof PROBLEMS

export interface FieldError {
  readonly path: string
  readonly message: string
}

/**
 * A refusal for the client. The guard and the routes throw it; problem-response.ts turns it into a document.
 * @example
 * import { Problem } from './problem.ts'
 * const problem = new Problem('line_limit', 'The cart has 200 lines.', { extra: { limit: 200 } })
 * problem.status // => 409
 * problem.extra // => { limit: 200 }
 */
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

/** The problem for an object's refusal; `unavailable` gets a Retry-After. */
export function problemOf({ code, detail }: { readonly code: ProblemCode; readonly detail: string }): Problem {
  return code === 'unavailable' ? unavailable(detail) : new Problem(code, detail)
}
