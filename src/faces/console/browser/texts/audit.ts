/** The words of the audit's actions. */
import type { AuditAction } from '../../../../domain/audit.ts'
import type { Translated } from '../../../shop/languages.ts'

interface Texts {
  readonly actions: { readonly [Action in AuditAction]: string }
  readonly fields: (count: number) => string
}

const en: Texts = {
  actions: {
    ...{ create: 'created', edit: 'edited', delete: 'deleted', import: 'imported', upload: 'uploaded' },
    ...{ ship: 'shipped', deliver: 'delivered', cancel: 'cancelled', refund: 'refunded', note: 'added a note' },
    ...{ mark_paid: 'reported the money', mark_refunded: 'reported the refund' },
    ...{ approve: 'approved a return', refuse: 'refused a return', receive: 'received a return' },
    ...{ count: 'counted', adjust: 'adjusted' },
    ...{ set_role: 'set the role', lock: 'locked', unlock: 'unlocked', export: 'exported', erase: 'erased' },
    ...{ drain: 'wrote to the record', adopt: 'adopted a copy', drop: 'dropped', run: 'ran' },
  },
  fields: (count) => (count === 1 ? '1 field' : `${count} fields`),
}

const zh: Texts = {
  actions: {
    ...{ create: '新建', edit: '修改', delete: '删除', import: '导入', upload: '上传' },
    ...{ ship: '发货', deliver: '送达', cancel: '取消', refund: '退款', note: '添加备注' },
    ...{ mark_paid: '确认收款', mark_refunded: '确认退款' },
    ...{ approve: '批准退货', refuse: '拒绝退货', receive: '收到退货' },
    ...{ count: '盘点', adjust: '调整' },
    ...{ set_role: '设置角色', lock: '锁定', unlock: '解锁', export: '导出', erase: '清除' },
    ...{ drain: '写入记录库', adopt: '采用副本', drop: '丢弃', run: '运行' },
  },
  fields: (count) => `${count} 个字段`,
}

export const AUDIT: Translated<Texts> = { en, zh }
