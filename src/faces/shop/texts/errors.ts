/** The texts of the error pages, by the status of the answer. */
import type { Translated } from '../languages.ts'

export interface ErrorTexts {
  readonly title: string
  readonly text: string
}

interface Texts {
  readonly byStatus: { readonly [status: number]: ErrorTexts | undefined }
  /** The texts for every other status. */
  readonly other: ErrorTexts
  readonly offline: ErrorTexts
  readonly home: string
  readonly again: string
  /** The label of the request id, which a shopper can send to support. */
  readonly id: string
}

export const ERROR_TEXTS: Translated<Texts> = {
  en: {
    byStatus: {
      403: {
        title: 'This form came from elsewhere',
        text: 'For your safety the shop only accepts forms of its own pages. Nothing was changed. Go back and send it again from here.',
      },
      404: { title: 'There is nothing here', text: 'The page has moved, or the product is no longer sold.' },
      429: {
        title: 'One moment, please',
        text: 'Many requests came from your network at once. Wait a moment and try again; your cart is safe.',
      },
      503: {
        title: 'The shop needs a moment',
        text: 'A part of the shop does not answer right now. Your cart is safe. Please try again shortly.',
      },
    },
    other: { title: 'That did not work', text: 'The fault is on our side and has been noted. Please try again.' },
    offline: {
      title: 'You are offline',
      text: 'Your cart is kept on this device. What you change goes through as soon as the network is back.',
    },
    home: 'To the home page',
    again: 'Try again',
    id: 'Reference',
  },
  zh: {
    byStatus: {
      403: {
        title: '这份表单不是从本店发出的',
        text: '为了您的安全，本店只接受自己页面发出的表单。什么都没有改动，请返回后重新提交。',
      },
      404: { title: '这里什么也没有', text: '页面已经搬走，或者商品已经下架。' },
      429: { title: '请稍等片刻', text: '您的网络一下子发来了太多请求。稍等一会儿再试，购物车里的东西都还在。' },
      503: { title: '商店需要喘口气', text: '有一部分暂时没有回应。您的购物车安然无恙，请稍后再试。' },
    },
    other: { title: '没有成功', text: '问题出在我们这边，已经记录下来。请再试一次。' },
    offline: { title: '网络断开了', text: '购物车已保存在这台设备上，联网后会自动同步您的改动。' },
    home: '回到首页',
    again: '再试一次',
    id: '编号',
  },
}
