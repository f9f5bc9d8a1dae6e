/** The messages that a form leaves for the next page; their values come from {@link leaveFlash}. */
import type { Translated } from '../languages.ts'

type Values = Readonly<Record<string, string>>

interface FlashText {
  readonly text: (values: Values) => string
  /** Whether the message has a link to the cart. */
  readonly leadsToCart: boolean
}

const en = {
  added: {
    text: ({ title = '', quantity = '1' }: Values) => `Added to your cart: ${quantity} × ${title}`,
    leadsToCart: true,
  },
  refused: { text: ({ reason = '' }: Values) => reason, leadsToCart: true },
  merged: {
    text: ({ items, saved, coupons }: Values) =>
      [
        items && `Your cart came along: ${items}`,
        saved && `saved for later: ${saved}`,
        coupons && `not carried over: ${coupons}`,
      ]
        .filter(Boolean)
        .join('; '),
    leadsToCart: true,
  },
  merging: { text: () => 'Your cart comes along in a moment.', leadsToCart: true },
  saved: { text: () => 'Your changes are saved.', leadsToCart: false },
  linkSent: { text: () => 'A message with the link is on its way.', leadsToCart: false },
  signInEnded: { text: () => 'That device is signed out.', leadsToCart: false },
  signedOut: { text: () => 'You are signed out.', leadsToCart: false },
  erased: { text: () => 'Your account is erased.', leadsToCart: false },
  cancelled: { text: () => 'The order is cancelled.', leadsToCart: false },
  returnAsked: { text: () => 'We have your request. Our answer will appear here.', leadsToCart: false },
  reordered: {
    text: ({ units = '1' }: Values) =>
      units === '1' ? '1 item is in your cart again.' : `${units} items are in your cart again.`,
    leadsToCart: false,
  },
} satisfies Record<string, FlashText>

const zh: { readonly [Kind in keyof typeof en]: FlashText } = {
  added: { text: ({ title = '', quantity = '1' }) => `已加入购物车：${title} × ${quantity}`, leadsToCart: true },
  refused: { text: ({ reason = '' }) => reason, leadsToCart: true },
  merged: {
    text: ({ items, saved, coupons }) =>
      [items && `购物车已合并：${items}`, saved && `以后再买：${saved}`, coupons && `未能保留的优惠码：${coupons}`]
        .filter(Boolean)
        .join('；'),
    leadsToCart: true,
  },
  merging: { text: () => '购物车正在合并，稍等片刻。', leadsToCart: true },
  saved: { text: () => '已保存。', leadsToCart: false },
  linkSent: { text: () => '邮件已发送，请查收链接。', leadsToCart: false },
  signInEnded: { text: () => '该设备已退出登录。', leadsToCart: false },
  signedOut: { text: () => '您已退出登录。', leadsToCart: false },
  erased: { text: () => '账户已注销。', leadsToCart: false },
  cancelled: { text: () => '订单已取消。', leadsToCart: false },
  returnAsked: { text: () => '已收到您的申请，我们会在这里答复。', leadsToCart: false },
  reordered: { text: ({ units = '1' }) => `${units} 件商品已重新加入购物车。`, leadsToCart: false },
}

export const FLASH_TEXTS: Translated<typeof zh> = { zh, en }
