/** The texts of the home page. The hero names a category; `general` replaces it if the catalogue lacks the category. */
import type { Translated } from '../languages.ts'

export interface HeroTexts {
  readonly title: string
  readonly text: string
  readonly action: string
}

interface Texts {
  readonly title: string
  readonly description: string
  readonly hero: HeroTexts
  readonly general: HeroTexts
  readonly hot: string
  readonly allHot: string
  readonly fresh: string
  readonly allOf: (count: number) => string
  readonly offers: string
  readonly byCategory: string
  readonly everything: string
  readonly count: (count: number) => string
  readonly missing: string
  readonly again: string
}

export const HOME_TEXTS: Translated<Texts> = {
  en: {
    title: 'Pannier: useful things, chosen with care',
    description:
      'Tea, kitchenware, audio, books and things for outdoors: a small shop of useful things, chosen with care.',
    hero: {
      title: 'The first tea of spring is here',
      text: 'Longjing picked by hand before Qingming, fired and sealed within three days.',
      action: 'See the teas',
    },
    general: {
      title: 'Useful things, chosen with care',
      text: 'Take your time. Your cart keeps everything.',
      action: 'Look around',
    },
    hot: 'Popular right now',
    allHot: 'All by popularity',
    fresh: 'New arrivals',
    allOf: (count) => `All ${count} products`,
    offers: 'On offer',
    byCategory: 'Browse by category',
    everything: 'All',
    count: (count) => (count === 1 ? '1 product' : `${count} products`),
    missing: 'This part of the page cannot be shown right now.',
    again: 'Try again',
  },
  zh: {
    title: 'Pannier 百宁：只挑好用的东西',
    description: '茶叶、厨具、影音、图书与户外用品。一家小店，只挑好用的东西。',
    hero: {
      title: '今年的第一杯春茶，到了',
      text: '明前龙井，手工采摘，三天之内炒制封罐。',
      action: '去看茶叶',
    },
    general: { title: '慢慢挑，都是好用的东西', text: '不着急，放进购物车的都替您留着。', action: '逛一逛' },
    hot: '此刻大家在买',
    allHot: '按热度看全部',
    fresh: '新到的好物',
    allOf: (count) => `全部 ${count} 件`,
    offers: '正在优惠',
    byCategory: '按分类逛',
    everything: '全部',
    count: (count) => `${count} 件`,
    missing: '这部分暂时无法显示。',
    again: '再试一次',
  },
}
