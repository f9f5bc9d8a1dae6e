/** The words of the messages, in a static file (static-texts.ts). No text names another person. */

import { ACCOUNT_TEXTS, type Words } from './account-texts.ts'

const en = {
  ...ACCOUNT_TEXTS.en,
  order_confirmed: {
    subject: 'Order {number} is confirmed',
    lines: ['Thank you. We have received your payment and are preparing your order.'],
    button: 'View the order',
  },
  payment_failed: {
    subject: 'The payment for order {number} failed',
    lines: ['Your order is still reserved for a short time. You can try again, or choose another way to pay.'],
    button: 'Pay now',
  },
  order_shipped: {
    subject: 'Order {number} is on its way',
    lines: ['We have handed your order over for delivery.'],
    button: 'View the order',
  },
  order_delivered: {
    subject: 'Order {number} was delivered',
    lines: ['Your order has arrived. We hope that you enjoy it.'],
    button: 'View the order',
  },
  order_cancelled: {
    subject: 'Order {number} was cancelled',
    lines: ['The order was cancelled. An amount that you have paid goes back to you.'],
    button: 'View the order',
  },
  order_refunded: {
    subject: 'Refund for order {number}',
    lines: ['We have sent the money back. Depending on your bank, it arrives within a few days.'],
    button: 'View the order',
  },
  order_edited: {
    subject: 'We have changed your order {number}',
    lines: [
      'We removed these items from your order, and pay back what you paid for them. Everything else ships as planned.',
    ],
    button: 'View the order',
  },
  return_requested: {
    subject: 'We have your request to return items of order {number}',
    lines: ['We will answer it soon. Please do not send anything before you have our answer.'],
    button: 'View the order',
  },
  return_approved: {
    subject: 'Your return of items of order {number} is approved',
    lines: ['Please send the items back as described here. The refund follows when they have arrived.'],
    button: 'View the order',
  },
  return_refused: {
    subject: 'Your return of items of order {number} was refused',
    lines: ['We cannot take the items back.'],
    button: 'View the order',
  },
  return_received: {
    subject: 'The returned items of order {number} have arrived',
    lines: ['Thank you. The refund follows.'],
    button: 'View the order',
  },
  cart_waiting: {
    subject: 'Your cart is waiting',
    lines: ['You left something in your cart. It is still there.'],
    button: 'Open the cart',
  },
  device: 'Device',
  devices: { phone: 'Phone', tablet: 'Tablet', computer: 'Computer', program: 'Program' },
  passkey: 'Passkey',
  time: 'Time',
  shipping: 'Shipping',
  discount: 'Discount',
  total: 'Total',
  refunded: 'Refunded',
  carrier: 'Carrier',
  tracking: 'Tracking number',
  sendTo: 'Send to',
  label: 'Label',
  reason: 'Reason',
  part: 'This parcel has a part of your order:',
  foot: 'You receive this message because of your account or order. It was sent automatically.',
  agreed: 'You receive this message because you agreed to reminders.',
  unsubscribe: 'Unsubscribe',
} satisfies Record<string, string | Words | Record<string, string>>

const zh: typeof en = {
  ...ACCOUNT_TEXTS.zh,
  order_confirmed: {
    subject: '订单 {number} 已确认',
    lines: ['谢谢您的订购。我们已收到付款，正在备货。'],
    button: '查看订单',
  },
  payment_failed: {
    subject: '订单 {number} 付款未成功',
    lines: ['订单会再为您保留一小段时间。您可以重试，或换一种付款方式。'],
    button: '去付款',
  },
  order_shipped: { subject: '订单 {number} 已发货', lines: ['您的订单已交付配送。'], button: '查看订单' },
  order_delivered: {
    subject: '订单 {number} 已送达',
    lines: ['您的订单已送达，希望您喜欢。'],
    button: '查看订单',
  },
  order_cancelled: {
    subject: '订单 {number} 已取消',
    lines: ['订单已取消。已支付的金额会退还给您。'],
    button: '查看订单',
  },
  order_refunded: {
    subject: '订单 {number} 的退款',
    lines: ['我们已将款项退回。视银行而定，一般几天内到账。'],
    button: '查看订单',
  },
  order_edited: {
    subject: '您的订单 {number} 已调整',
    lines: ['我们从订单中移除了以下商品，并将退还相应款项。其余商品照常发货。'],
    button: '查看订单',
  },
  return_requested: {
    subject: '已收到订单 {number} 的退货申请',
    lines: ['我们会尽快答复。收到答复之前，请不要寄出商品。'],
    button: '查看订单',
  },
  return_approved: {
    subject: '订单 {number} 的退货申请已通过',
    lines: ['请按下面的说明寄回商品。收到商品后即为您退款。'],
    button: '查看订单',
  },
  return_refused: {
    subject: '订单 {number} 的退货申请未通过',
    lines: ['这些商品无法退货。'],
    button: '查看订单',
  },
  return_received: {
    subject: '已收到订单 {number} 的退货',
    lines: ['谢谢您，退款随后办理。'],
    button: '查看订单',
  },
  cart_waiting: {
    subject: '您的购物车还在等您',
    lines: ['您有商品留在购物车里，它们都还在。'],
    button: '打开购物车',
  },
  device: '设备',
  devices: { phone: '手机', tablet: '平板', computer: '电脑', program: '程序' },
  passkey: '通行密钥',
  time: '时间',
  shipping: '运费',
  discount: '优惠',
  total: '合计',
  refunded: '退款金额',
  carrier: '承运商',
  tracking: '运单号',
  sendTo: '寄往',
  label: '面单',
  reason: '原因',
  part: '此包裹包含订单中的部分商品：',
  foot: '您收到这封邮件，是因为您的账户或订单有变动。此邮件由系统自动发送。',
  agreed: '您收到这封邮件，是因为您同意接收提醒。',
  unsubscribe: '退订',
}

export const MAIL_TEXTS = { en, zh }

export type MailTexts = typeof MAIL_TEXTS
