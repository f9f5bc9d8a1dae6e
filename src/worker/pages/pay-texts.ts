/** The texts of the simulated provider's page. */
export const PAY_LOCALES = ['zh-CN', 'en'] as const
export type PayLocale = (typeof PAY_LOCALES)[number]

type Text =
  | 'title'
  | 'note'
  | 'order'
  | 'open'
  | 'declined'
  | 'captured'
  | 'approve'
  | 'decline'
  | 'back'
  | 'nothing'
  | 'nothingNote'
  | 'more'
  | 'delay'
  | 'deliveries'
  | 'reorder'

export const PAY_TEXTS: { readonly [Locale in PayLocale]: { readonly [Name in Text]: string } } = {
  'zh-CN': {
    title: '模拟支付',
    note: '这是模拟支付，用于试用和测试：不会扣款，也不需要银行卡。',
    order: '订单号',
    open: '待付款',
    declined: '付款未成功。订单仍可支付，您可以再试一次。',
    captured: '付款成功。',
    approve: '同意付款',
    decline: '拒绝付款',
    back: '返回商店',
    nothing: '没有这笔支付',
    nothingNote: '链接可能不完整。请回到商店，从订单重新支付。',
    more: '通知的送达方式（测试用）',
    delay: '延迟发送（秒）',
    deliveries: '同一通知发送次数',
    reorder: '随后再发一条更早的失败通知',
  },
  en: {
    title: 'Simulated payment',
    note: 'This is a simulation for trying out and testing: no money moves, and no card is needed.',
    order: 'Order',
    open: 'Waiting for payment',
    declined: 'The payment did not go through. The order can still be paid: you can try again.',
    captured: 'The payment went through.',
    approve: 'Approve payment',
    decline: 'Decline payment',
    back: 'Back to the shop',
    nothing: 'This payment does not exist',
    nothingNote: 'The link may be incomplete. Go back to the shop and pay from your order.',
    more: 'Notices to the shop (for tests)',
    delay: 'Delay in seconds',
    deliveries: 'Number of identical notices',
    reorder: 'Send an older notice of failure afterwards',
  },
}
