/** One message of every template, with data as the shop has it. */
import type { Message } from '../../src/domain/mail/letters.ts'

const money = (amount: number) => ({ amount, currency: 'CNY' })
const order = { orderId: 'ord_01J00000000000000000000000', number: '4TZ8-K2', total: money(619900) }
const link = { userId: 'usr_01J00000000000000000000000', tokenId: '01J00000000000000000000001' }

export const MESSAGES: readonly Message[] = [
  { template: 'confirm_email', data: link },
  { template: 'reset_password', data: link },
  { template: 'change_email', data: link },
  { template: 'email_changed', data: {} },
  { template: 'new_sign_in', data: { device: 'phone' } },
  { template: 'password_changed', data: {} },
  { template: 'passkey_added', data: { name: '我的手机 <1>' } },
  { template: 'passkey_removed', data: { name: 'Laptop' } },
  {
    template: 'order_confirmed',
    data: {
      ...order,
      lines: [
        { title: 'iPhone 15 256 GB', quantity: 1, charged: money(599900) },
        { title: '龙井茶 <特级> & 茶具', quantity: 2, charged: money(19000) },
      ],
      shipping: money(1000),
      discount: money(500),
    },
  },
  { template: 'payment_failed', data: order },
  { template: 'order_shipped', data: { ...order, carrier: 'SF Express', tracking: 'SF1234567890' } },
  { template: 'order_delivered', data: order },
  { template: 'order_cancelled', data: order },
  { template: 'order_refunded', data: { ...order, refunded: money(599900) } },
  {
    template: 'order_edited',
    data: { ...order, removed: [{ title: '龙井茶', quantity: 2 }], refunded: money(9900) },
  },
  ...(['return_requested', 'return_approved', 'return_refused', 'return_received'] as const).map((template) => ({
    template,
    data: { ...order, answer: 'Returns, 1 Example Street', labelUrl: 'https://carrier.example/label/1' },
  })),
  { template: 'cart_waiting', data: { titles: ['iPhone 15', '龙井茶'], userId: link.userId } },
]
