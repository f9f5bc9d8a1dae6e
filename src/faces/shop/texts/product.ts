/** The texts of a product's own page. Names of attributes come from the catalogue; these are the usual ones. */
import type { Translated } from '../languages.ts'

interface Texts {
  readonly quantity: string
  readonly badQuantity: string
  readonly details: string
  readonly related: string
  readonly save: (amount: string) => string
  readonly notForSale: (availability: string) => string
  readonly delivery: readonly string[]
  readonly attributes: { readonly [name: string]: string | undefined }
}

export const PRODUCT_TEXTS: Translated<Texts> = {
  en: {
    quantity: 'Quantity',
    badQuantity: 'Type a whole number from 1 on.',
    details: 'Details',
    related: 'More like this',
    save: (amount) => `You save ${amount}`,
    notForSale: (availability) => `${availability}. This product cannot be ordered right now.`,
    delivery: [
      'Your cart keeps it for you, with or without an account.',
      'If the price changes before you pay, you see it first.',
    ],
    attributes: {},
  },
  zh: {
    quantity: '数量',
    badQuantity: '请填写 1 以上的整数。',
    details: '规格参数',
    related: '同类好物',
    save: (amount) => `比原价省 ${amount}`,
    notForSale: (availability) => `${availability}，该商品目前无法购买。`,
    delivery: ['不用注册，购物车也会替您留着。', '付款前如有价格变动，会先告诉您。'],
    attributes: {
      age: '适用年龄',
      author: '作者',
      battery: '续航',
      binding: '装帧',
      blade: '刃长',
      brightness: '亮度',
      capacity: '容量',
      channels: '声道',
      cocoa: '可可含量',
      color: '颜色',
      connection: '连接方式',
      diameter: '直径',
      display: '屏幕',
      filling: '填充',
      grade: '等级',
      handle: '手柄',
      harvest: '采摘',
      heat: '辣度',
      height: '高度',
      keys: '按键',
      layout: '配列',
      length: '长度',
      light: '光源',
      load: '承重',
      material: '材质',
      memory: '内存',
      movement: '机芯',
      network: '网络',
      nib: '笔尖',
      origin: '产地',
      output: '输出',
      packs: '包数',
      pages: '页数',
      pieces: '件数',
      players: '人数',
      ports: '接口',
      power: '功率',
      resolution: '分辨率',
      roast: '烘焙',
      ruling: '内页',
      runtime: '时长',
      servings: '份量',
      set: '套装',
      size: '尺寸',
      speed: '速度',
      speeds: '转速',
      steel: '钢材',
      storage: '存储',
      switches: '轴体',
      thickness: '厚度',
      tiers: '层数',
      time: '时长',
      tip: '笔尖',
      type: '类型',
      vintage: '年份',
      volume: '容积',
      waterproof: '防水',
      weight: '重量',
      width: '宽度',
    },
  },
}

/** The text of an attribute's name; without one, the name in the catalogue with a capital letter. */
export function attributeName(names: { readonly [name: string]: string | undefined }, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
}
