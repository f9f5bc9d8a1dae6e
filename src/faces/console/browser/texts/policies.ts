/** The texts of the traffic policies. */
import type { Translated } from '../../../shop/languages.ts'

const en = {
  policies: 'Traffic policies',
  class: 'Class',
  classes: {
    browsing: 'Browsing',
    cart: 'Carts',
    checkout: 'Checkout',
    orders: 'Orders and payments',
    accounts: 'Accounts',
    sign_in: 'Sign-in',
    operators: 'Operators',
  },
  mode: 'Mode',
  modes: {
    normal: 'normal',
    open: 'goes on without the tier',
    partial: 'refuses what needs the tier',
    stale: 'answers from old copies',
    shed: 'sheds load',
    refuse: 'refuses all',
  },
  because: 'Because',
  causes: { l2_down: 'Redis is down', record_down: 'the record is down', overload: 'overload', switch: 'switch' },
  switched: (until: string) => `switched until ${until}`,
  hint: 'Modes are those of the isolate that answered. A switch takes effect everywhere within ten seconds.',
  change: 'Switch',
  changeTitle: (name: string) => `Switch ${name}`,
  keep: 'Keep the mode',
  about: {
    normal: 'Ends the switch. Tiers that are down and overload still limit the class.',
    stale: 'Answers from copies that may be old. Carts are then read only: writes get 503.',
    refuse: 'Every request of the class gets 503 with the time to try again.',
  },
  ends: 'Ends after',
  endings: { '15': '15 minutes', '60': '1 hour', '240': '4 hours', '1440': '24 hours' },
  reason: 'Reason',
  done: (name: string, mode: string) => `${name}: ${mode}`,
}

const zh: typeof en = {
  policies: '流量策略',
  class: '类别',
  classes: {
    browsing: '浏览',
    cart: '购物车',
    checkout: '结账',
    orders: '订单与支付',
    accounts: '账户',
    sign_in: '登录',
    operators: '运营',
  },
  mode: '模式',
  modes: {
    normal: '正常',
    open: '绕过该存储层继续',
    partial: '拒绝依赖该存储层的请求',
    stale: '以旧副本作答',
    shed: '减载',
    refuse: '全部拒绝',
  },
  because: '原因',
  causes: { l2_down: 'Redis 中断', record_down: '记录库中断', overload: '过载', switch: '开关' },
  switched: (until) => `开关有效至 ${until}`,
  hint: '模式属于作答的实例。开关十秒内在各处生效。',
  change: '切换',
  changeTitle: (name) => `切换${name}`,
  keep: '保持模式',
  about: {
    normal: '结束开关。存储层中断和过载仍会限制该类别。',
    stale: '以可能过时的副本作答。购物车此时只读：写入返回 503。',
    refuse: '该类别的每个请求都返回 503 和重试时间。',
  },
  ends: '结束于',
  endings: { '15': '15 分钟后', '60': '1 小时后', '240': '4 小时后', '1440': '24 小时后' },
  reason: '原因',
  done: (name, mode) => `${name}：${mode}`,
}

export const POLICY_TEXTS: Translated<typeof en> = { en, zh }
