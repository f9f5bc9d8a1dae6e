/** Makes a message from its template and data, in the recipient's language. Pure. */
import { moneyText } from '../money-text.ts'
import { type Letter, type Rendered, rendered, type Shop } from './letter.ts'
import type { MailData, MailMoney, MailOrder, MailTemplate } from './template.ts'
import type { MailTexts } from './texts.ts'

/** A template with its data. */
export type Message = {
  readonly [T in MailTemplate]: { readonly template: T; readonly data: MailData[T] }
}[MailTemplate]

export interface Reading {
  readonly locale: string
  readonly shop: Shop
  /** The token of the message's link, or null if it has none. */
  readonly token: string | null
  /** When the change happened, in milliseconds since 1970. */
  readonly at: number
  readonly texts: MailTexts
}

export function messageOf(message: Message, { locale, shop, token, at, texts: all }: Reading): Rendered {
  const language = /^zh\b/i.test(locale) ? 'zh' : 'en'
  const texts = all[language]
  const { subject, lines, button } = texts[message.template]
  const words = { subject, heading: subject, lines, foot: texts.foot }
  const linked = (path: string) => ({ ...words, button: { label: button, path: `/${language}${path}` } })
  const withToken = (path: string) => linked(`${path}?token=${encodeURIComponent(token ?? '')}`)
  return rendered(letter(), shop, language === 'zh' ? 'zh-CN' : 'en')

  function letter(): Letter {
    switch (message.template) {
      case 'confirm_email':
        return withToken('/confirm-email')
      case 'reset_password':
        return withToken('/reset-password')
      case 'change_email':
        return withToken('/change-email')
      case 'email_changed':
        return linked('/account')
      case 'new_sign_in': {
        const { device } = message.data
        const rows = device ? [[texts.device, texts.devices[device]] as const, time()] : [time()]
        return { ...linked('/account'), rows }
      }
      case 'password_changed':
        // Somebody who has taken the account over knows its password, and the owner does not.
        return { ...linked('/forgot-password'), rows: [time()] }
      case 'passkey_added':
      case 'passkey_removed':
        return { ...linked('/account'), rows: [[texts.passkey, message.data.name], time()] }
      case 'order_confirmed': {
        const { lines: bought, shipping, discount, total } = message.data
        const rows: readonly Row[] = [
          ...bought.map(({ title, quantity, charged }): Row => [`${title} × ${quantity}`, money(charged)]),
          ...(discount ? [[texts.discount, `−${money(discount)}`] as const] : []),
          [texts.shipping, money(shipping)],
        ]
        return { ...ofOrder(message.data), rows, total: [texts.total, money(total)] }
      }
      case 'order_shipped': {
        const { carrier, tracking } = message.data
        const rows: readonly Row[] = [
          ...(carrier ? [[texts.carrier, carrier] as const] : []),
          ...(tracking ? [[texts.tracking, tracking] as const] : []),
        ]
        return { ...ofParcel(message.data), rows: [...rows, ...parcelRows(message.data)] }
      }
      case 'order_delivered':
        return message.data.parcel?.length
          ? { ...ofParcel(message.data), rows: parcelRows(message.data) }
          : { ...ofOrder(message.data), total: [texts.total, money(message.data.total)] }
      case 'order_refunded':
        return { ...ofOrder(message.data), rows: [[texts.refunded, money(message.data.refunded)]] }
      case 'order_edited': {
        const { removed, refunded } = message.data
        return { ...ofOrder(message.data), rows: [...unitRows(removed), [texts.refunded, money(refunded)]] }
      }
      case 'return_requested':
      case 'return_received':
        return ofOrder(message.data)
      case 'return_approved':
      case 'return_refused': {
        const { answer, labelUrl } = message.data
        const name = message.template === 'return_approved' ? texts.sendTo : texts.reason
        const rows = [
          ...(answer ? [[name, answer] as const] : []),
          ...(labelUrl ? [[texts.label, labelUrl] as const] : []),
        ]
        return { ...ofOrder(message.data), rows }
      }
      case 'payment_failed':
      case 'order_cancelled':
        return { ...ofOrder(message.data), total: [texts.total, money(message.data.total)] }
      case 'cart_waiting': {
        const rows = message.data.titles.map((title): Row => [title, ''])
        const footLink = {
          label: texts.unsubscribe,
          path: `/${language}/unsubscribe?token=${encodeURIComponent(token ?? '')}`,
        }
        return { ...linked('/cart'), rows, foot: texts.agreed, footLink }
      }
    }
  }

  /** A parcel with a part of the order says so. */
  function ofParcel(data: MailData['order_delivered']): Letter {
    return { ...ofOrder(data), ...(data.parcel?.length && { lines: [...lines, texts.part] }) }
  }

  function ofOrder({ orderId, number }: MailOrder): Letter {
    const named = subject.replace('{number}', number)
    return { ...linked(`/orders/${orderId}`), subject: named, heading: named }
  }

  function time(): Row {
    return [texts.time, `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`]
  }

  function money(amount: MailMoney): string {
    return moneyText(amount, locale)
  }
}

function parcelRows({ parcel = [] }: MailData['order_delivered']): readonly Row[] {
  return unitRows(parcel)
}

function unitRows(units: MailData['order_edited']['removed']): readonly Row[] {
  return units.map(({ title, quantity }): Row => [title, `× ${quantity}`])
}

type Row = readonly [label: string, value: string]
