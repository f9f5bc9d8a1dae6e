/** The texts of shipments. */
import type { Translated } from '../../../shop/languages.ts'

const en = {
  partShipped: (number: string) => `A part of order ${number} is shipped`,
  shipUnpaid: 'Nothing was paid yet. The order is paid on delivery: mark it as paid when the money arrives.',
  deliverShipmentTitle: (number: string, shipment: number) =>
    `Mark shipment ${shipment} of order ${number} as delivered`,
  shipmentDelivered: (number: string, shipment: number) => `Shipment ${shipment} of order ${number} is delivered`,
  shipment: 'Shipment',
  shipments: 'Shipments',
  carrier: 'Carrier',
  tracking: 'Tracking number',
  shipTitle: (number: string) => `Ship order ${number}`,
  shipped: (number: string) => `Order ${number} is shipped`,
  deliverTitle: (number: string) => `Mark order ${number} as delivered`,
  delivered: (number: string) => `Order ${number} is marked as delivered`,
}

const zh: typeof en = {
  partShipped: (number) => `订单 ${number} 已部分发货`,
  shipUnpaid: '尚未收款。此订单货到付款，收到款项后请标记为已付款。',
  deliverShipmentTitle: (number, shipment) => `将订单 ${number} 的第 ${shipment} 个包裹标记为已送达`,
  shipmentDelivered: (number, shipment) => `订单 ${number} 的第 ${shipment} 个包裹已送达`,
  shipment: '包裹',
  shipments: '物流',
  carrier: '承运商',
  tracking: '运单号',
  shipTitle: (number) => `订单 ${number} 发货`,
  shipped: (number) => `订单 ${number} 已发货`,
  deliverTitle: (number) => `将订单 ${number} 标记为已送达`,
  delivered: (number) => `订单 ${number} 已标记为送达`,
}

export const SHIPPING: Translated<typeof en> = { en, zh }
