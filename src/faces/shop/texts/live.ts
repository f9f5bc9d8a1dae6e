/** The texts of the parts that only the pages' script shows. */
import type { Translated } from '../languages.ts'

const en = {
  close: 'Close',
  live: 'Synced',
  syncing: 'Saving…',
  offline: (count: number) =>
    count === 0 ? 'Offline' : `Offline: ${count === 1 ? '1 change' : `${count} changes`} kept here`,
  unclear: 'We cannot tell whether these changes arrived:',
  again: 'Send again',
  forget: 'Forget them',
  empty: 'Your cart is empty',
  whole: 'View the whole cart',
  restored: (title: string) => `${title} is back in your cart`,
}

const zh: typeof en = {
  close: '关闭',
  live: '已同步',
  syncing: '保存中…',
  offline: (count) => (count === 0 ? '离线' : `离线：${count} 项改动保存在本机`),
  unclear: '不确定这些改动是否已经生效：',
  again: '重新发送',
  forget: '放弃',
  empty: '购物车还是空的',
  whole: '查看完整购物车',
  restored: (title) => `${title}已放回购物车`,
}

export const LIVE_TEXTS: Translated<typeof en> = { zh, en }
