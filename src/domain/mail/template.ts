/** The closed list of messages that the shop sends by e-mail, and the data that each of them shows. */
import type { Device } from '../account/device.ts'

/** Minor units. */
export type MailMoney = { readonly amount: number; readonly currency: string }

/** The link of the message: its token is derived from these ids when the message is sent, so it is never stored. */
export type MailLink = { readonly userId: string; readonly tokenId: string }

type MailLine = { readonly title: string; readonly quantity: number; readonly charged: MailMoney }

export type MailOrder = { readonly orderId: string; readonly number: string; readonly total: MailMoney }

type MailOrderLines = MailOrder & {
  readonly lines: readonly MailLine[]
  readonly shipping: MailMoney
  readonly discount: MailMoney | null
}

type MailParcel = MailOrder & {
  /** The lines of a shipment that has a part of the order; absent or empty for the whole order. */
  readonly parcel?: readonly { readonly title: string; readonly quantity: number }[]
}

/** `removed` are the units that the shop removed. */
type MailEdit = MailOrder & {
  readonly removed: readonly { readonly title: string; readonly quantity: number }[]
  readonly refunded: MailMoney
}

/** `answer` is the place to which the units go, or the reason of a refusal. */
type MailReturn = MailOrder & { readonly answer: string | null; readonly labelUrl: string | null }

type MailShipment = MailParcel & { readonly carrier: string | null; readonly tracking: string | null }

/**
 * The data of each message. A message to an address that is not confirmed yet has no name and no other address, because
 * a mistyped address belongs to somebody else.
 */
export type MailData = {
  readonly confirm_email: MailLink
  readonly reset_password: MailLink
  /** Goes to the old and to the new address; both must confirm. */
  readonly change_email: MailLink
  readonly email_changed: Readonly<Record<string, never>>
  readonly new_sign_in: { readonly device: Device | null }
  readonly password_changed: Readonly<Record<string, never>>
  readonly passkey_added: { readonly name: string }
  readonly passkey_removed: { readonly name: string }
  readonly order_confirmed: MailOrderLines
  readonly payment_failed: MailOrder
  readonly order_shipped: MailShipment
  readonly order_delivered: MailParcel
  readonly order_cancelled: MailOrder
  readonly order_refunded: MailOrder & { readonly refunded: MailMoney }
  readonly order_edited: MailEdit
  readonly return_requested: MailReturn
  readonly return_approved: MailReturn
  readonly return_refused: MailReturn
  readonly return_received: MailReturn
  /** The link that ends these messages is derived from the id. */
  readonly cart_waiting: { readonly titles: readonly string[]; readonly userId: string }
}

export type MailTemplate = keyof MailData
