/** The texts of products in lists and on their own pages. */
import type { ProductBody } from '../../../contract/answers/catalogue.ts'
import type { Translated } from '../languages.ts'

interface Texts {
  readonly add: string
  /** Added to `add` for screen readers, which may read the button without its tile. */
  readonly addWhich: (title: string) => string
  /** Leads to the page of a product with options. */
  readonly choose: string
  readonly price: string
  /** Between the lowest and the highest price, for screen readers. */
  readonly to: string
  readonly before: string
  readonly availability: { readonly [A in ProductBody['availability']]: string }
  /** By the labels of products; a label without a text is not shown. */
  readonly labels: { readonly [label: string]: string | undefined }
}

export const TILE_TEXTS: Translated<Texts> = {
  en: {
    add: 'Add to cart',
    addWhich: (title) => `: ${title}`,
    choose: 'Choose options',
    price: 'Price ',
    to: ' to ',
    before: 'before ',
    availability: {
      in_stock: 'In stock',
      low_stock: 'Only a few left',
      out_of_stock: 'Sold out',
      discontinued: 'No longer sold',
    },
    labels: { 'summer-sale': 'Summer sale', new: 'New', bestseller: 'Bestseller', limited: 'Limited' },
  },
  zh: {
    add: '加入购物车',
    addWhich: (title) => `：${title}`,
    choose: '选择规格',
    price: '售价 ',
    to: '至',
    before: '原价 ',
    availability: { in_stock: '现货', low_stock: '所剩不多', out_of_stock: '暂时售罄', discontinued: '已下架' },
    labels: { 'summer-sale': '夏日特惠', new: '新品', bestseller: '热卖', limited: '限量' },
  },
}
