/** Words and style sheet of the simulated provider's page, in a static file (static-texts.ts). */

const style = `
  :root { color-scheme: light dark; --ground: light-dark(#f4f6f5, #121614); --card: light-dark(#fff, #1c221f);
    --line: light-dark(#d5dcd8, #37413c); --muted: light-dark(#56615b, #a7b3ac); --accent: light-dark(#0a7a5c, #4cc9a4);
    --on-accent: light-dark(#fff, #06261c); --note: light-dark(#fff4d6, #3a2f10); --bad: light-dark(#b3261e, #ffb4ab) }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; min-height: 100svh; display: grid; place-items: center; padding: 1rem;
    background: var(--ground); font: 16px/1.5 system-ui, sans-serif }
  main { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem;
    width: min(26rem, 100%); overflow-wrap: anywhere }
  h1 { font-size: 1.1rem; margin: 0 } p, dl { margin: 0 }
  .notice { background: var(--note); border-radius: .5rem; padding: .6rem .8rem; margin-block: 1rem; font-size: .9rem }
  .amount { font-size: 2rem; font-weight: 700; line-height: 1.2 }
  .state { margin-block: .25rem 1rem; color: var(--muted) }
  .captured { color: var(--accent); font-weight: 600 } .declined { color: var(--bad) }
  dl div { display: flex; justify-content: space-between; gap: 1rem; margin-block-end: 1.25rem; font-size: .9rem }
  dt { color: var(--muted) } dd { margin: 0; font-variant-numeric: tabular-nums }
  button, .button, .quiet { display: block; width: 100%; min-height: 3rem; padding: .6rem 1rem; margin-block-start: .6rem; font: inherit;
    font-weight: 600; text-align: center; text-decoration: none; border-radius: .5rem; border: 1px solid var(--line);
    background: none; color: inherit; cursor: pointer }
  .button { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
  details { margin-block-start: 1.25rem; border-block-start: 1px solid var(--line); padding-block-start: .75rem; font-size: .9rem }
  summary { cursor: pointer; color: var(--muted) }
  label { display: flex; justify-content: space-between; align-items: center; gap: 1rem; min-height: 2.75rem }
  input { font: inherit; flex: none } [type=number] { width: 6rem; padding: .3rem .4rem; border: 1px solid var(--line); border-radius: .4rem }
  [type=checkbox] { width: 1.25rem; height: 1.25rem }
  nav { margin-block-start: 1.25rem; font-size: .9rem; display: flex; gap: 1rem }
  a { color: var(--accent) }`

export const PAY_PAGE_TEXTS = {
  style,
  words: {
    'zh-CN': {
      title: '模拟支付',
      note: '这是模拟支付，用于试用和测试：不会扣款，也不需要银行卡。',
      order: '订单号',
      open: '待付款',
      declined: '付款未成功。订单仍可支付，您可以再试一次。',
      captured: '付款成功。',
      approve: '同意付款',
      decline: '拒绝付款',
      back: '返回商店',
      nothing: '没有这笔支付',
      nothingNote: '链接可能不完整。请回到商店，从订单重新支付。',
      more: '通知的送达方式（测试用）',
      delay: '延迟发送（秒）',
      deliveries: '同一通知发送次数',
      reorder: '随后再发一条更早的失败通知',
    },
    en: {
      title: 'Simulated payment',
      note: 'This is a simulation for trying out and testing: no money moves, and no card is needed.',
      order: 'Order',
      open: 'Waiting for payment',
      declined: 'The payment did not go through. The order can still be paid: you can try again.',
      captured: 'The payment went through.',
      approve: 'Approve payment',
      decline: 'Decline payment',
      back: 'Back to the shop',
      nothing: 'This payment does not exist',
      nothingNote: 'The link may be incomplete. Go back to the shop and pay from your order.',
      more: 'Notices to the shop (for tests)',
      delay: 'Delay in seconds',
      deliveries: 'Number of identical notices',
      reorder: 'Send an older notice of failure afterwards',
    },
  },
}

export type PayWords = (typeof PAY_PAGE_TEXTS)['words']['en']
