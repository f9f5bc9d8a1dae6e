/** The texts of what is done with many orders together. */
import type { Translated } from '../../../shop/languages.ts'

const en = {
  bulkDeliver: 'Mark as delivered',
  bulkDeliverTitle: (count: number) =>
    count === 1 ? 'Mark 1 order as delivered' : `Mark ${count} orders as delivered`,
  bulkDelivered: (count: number) =>
    count === 1 ? '1 order is marked as delivered' : `${count} orders are marked as delivered`,
  bulkOf: (done: number, all: number, why: string) => `${done} of ${all} done, then: ${why}`,
  download: 'Download CSV to fill in',
  bulkShip: 'Ship from CSV',
  bulkText:
    'Columns order, carrier, trackingNumber; at most 200 lines. Orders that already have this shipment stay as they are.',
  file: 'CSV file',
  or: 'or paste its text',
  check: 'Check without shipping',
  shipAll: (count: number) => (count === 1 ? 'Ship 1 order' : `Ship ${count} orders`),
  bulkResult: (shipped: number, unchanged: number, rejected: number) =>
    `${shipped} shipped, ${unchanged} unchanged, ${rejected} rejected`,
  bulkWould: (shipped: number, unchanged: number, rejected: number) =>
    `${shipped} can be shipped, ${unchanged} already are, ${rejected} cannot`,
  line: 'Line',
  result: 'Result',
  why: 'Reason',
  results: { shipped: 'shipped', unchanged: 'unchanged', rejected: 'rejected' },
  report: 'Report of lines',
}

const zh: typeof en = {
  bulkDeliver: '标记为已送达',
  bulkDeliverTitle: (count) => `将 ${count} 个订单标记为已送达`,
  bulkDelivered: (count) => `${count} 个订单已标记为送达`,
  bulkOf: (done, all, why) => `${all} 个中完成 ${done} 个，随后：${why}`,
  download: '下载待填写的 CSV',
  bulkShip: '用 CSV 批量发货',
  bulkText: '列为 order、carrier、trackingNumber，最多 200 行。已用同一运单发货的订单保持不变。',
  file: 'CSV 文件',
  or: '或粘贴内容',
  check: '只检查，不发货',
  shipAll: (count) => `发货 ${count} 个订单`,
  bulkResult: (shipped, unchanged, rejected) => `已发货 ${shipped}，未变 ${unchanged}，被拒 ${rejected}`,
  bulkWould: (shipped, unchanged, rejected) => `可发货 ${shipped}，已发货 ${unchanged}，不可发货 ${rejected}`,
  line: '行',
  result: '结果',
  why: '原因',
  results: { shipped: '已发货', unchanged: '未变', rejected: '被拒' },
  report: '逐行结果',
}

export const BULK: Translated<typeof en> = { en, zh }
