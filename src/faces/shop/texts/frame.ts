/** The texts of the frame that all pages share. */
import type { Translated } from '../languages.ts'

const en = {
  shop: 'Pannier',
  skip: 'Skip to the content',
  search: 'Search',
  searchFor: 'Search tea, headphones, tents…',
  signIn: 'Sign in',
  account: 'Account',
  orders: 'Orders',
  languages: 'Language',
  cart: 'Cart',
  showCart: 'View cart',
  categories: 'Categories',
  breadcrumb: 'You are here',
  home: 'Home',
  all: 'All',
  about: 'A small shop of useful things, chosen with care.',
  contract: 'For developers',
}

const zh: typeof en = {
  shop: 'Pannier 百宁',
  skip: '跳到正文',
  search: '搜索',
  searchFor: '搜索 龙井、耳机、帐篷…',
  signIn: '登录',
  account: '我的账户',
  orders: '我的订单',
  languages: '语言',
  cart: '购物车',
  showCart: '去购物车',
  categories: '商品分类',
  breadcrumb: '当前位置',
  home: '首页',
  all: '全部',
  about: '一家小店，只挑好用的东西。',
  contract: '开发者文档',
}

export const FRAME_TEXTS: Translated<typeof en> = { zh, en }
