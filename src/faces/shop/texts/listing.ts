/** The texts of lists of products. */
import type { Translated } from '../languages.ts'
import type { Sort } from '../listing-url.ts'

interface Texts {
  readonly all: string
  readonly found: (query: string) => string
  readonly in: (category: string) => string
  readonly description: (name: string) => string
  readonly count: (count: number, isEstimated: boolean) => string
  readonly sort: string
  readonly sorts: { readonly [S in Sort]: string }
  /** The shop's own order, for lists without search words. */
  readonly featured: string
  readonly filter: string
  readonly categories: string
  readonly price: string
  readonly from: string
  readonly to: string
  readonly upTo: (price: string) => string
  readonly over: (price: string) => string
  readonly between: (low: string, high: string) => string
  readonly inStock: string
  readonly apply: string
  readonly remove: (name: string) => string
  readonly removeAll: string
  readonly more: string
  readonly start: string
  readonly noneTitle: string
  readonly noneText: string
  readonly noneSearch: (query: string) => string
  readonly noneSearchText: string
  readonly badCursor: string
  readonly badFilter: string
  readonly tryThese: string
}

export const LISTING_TEXTS: Translated<Texts> = {
  en: {
    all: 'All products',
    found: (query) => `Results for “${query}”`,
    in: (category) => `in ${category}`,
    description: (name) => `${name} at Pannier: prices, availability and delivery.`,
    count: (count, isEstimated) => `${isEstimated ? 'about ' : ''}${count === 1 ? '1 product' : `${count} products`}`,
    sort: 'Sort by',
    sorts: {
      relevance: 'Best match',
      newest: 'Newest',
      hot: 'Popular',
      price: 'Price, low first',
      '-price': 'Price, high first',
    },
    featured: 'Featured',
    filter: 'Filter',
    categories: 'Category',
    price: 'Price',
    from: 'From',
    to: 'To',
    upTo: (price) => `Under ${price}`,
    over: (price) => `${price} and over`,
    between: (low, high) => `${low} to ${high}`,
    inStock: 'In stock only',
    apply: 'Show',
    remove: (name) => `Remove the filter ${name}`,
    removeAll: 'Clear all',
    more: 'More products',
    start: 'Back to the start',
    noneTitle: 'Nothing matches these filters',
    noneText: 'Remove a filter, or look at what others like.',
    noneSearch: (query) => `Nothing found for “${query}”`,
    noneSearchText: 'Try other words or fewer filters, or look at what others like.',
    badCursor: 'This part of the list has moved on. Here is its beginning.',
    badFilter: 'A filter was not valid and has been left out.',
    tryThese: 'Perhaps one of these?',
  },
  zh: {
    all: '全部商品',
    found: (query) => `“${query}”的搜索结果`,
    in: (category) => `分类：${category}`,
    description: (name) => `Pannier 百宁的${name}：价格、库存与配送。`,
    count: (count, isEstimated) => `${isEstimated ? '约 ' : ''}${count} 件商品`,
    sort: '排序',
    sorts: { relevance: '综合', newest: '最新上架', hot: '热度优先', price: '价格从低到高', '-price': '价格从高到低' },
    featured: '推荐',
    filter: '筛选',
    categories: '分类',
    price: '价格',
    from: '最低',
    to: '最高',
    upTo: (price) => `${price} 以下`,
    over: (price) => `${price} 以上`,
    between: (low, high) => `${low} – ${high}`,
    inStock: '只看有货',
    apply: '查看',
    remove: (name) => `取消筛选：${name}`,
    removeAll: '清除全部',
    more: '更多商品',
    start: '回到开头',
    noneTitle: '没有符合条件的商品',
    noneText: '去掉一个筛选条件，或看看大家喜欢的。',
    noneSearch: (query) => `没有找到“${query}”`,
    noneSearchText: '换个词或减少筛选条件，也可以看看大家喜欢的。',
    badCursor: '列表已经更新，这里从头开始。',
    badFilter: '有一个筛选条件无效，已为您忽略。',
    tryThese: '也许您会喜欢',
  },
}
