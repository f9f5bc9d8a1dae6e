/**
 * The events of edits of products and price rules. The audit's entry of an edit is written in the edit's transaction,
 * and it is the debt: its event has its id, so that the stream stores it once however often it is sent.
 */
import { encodeTime } from 'ulid'
import type { AuditEntry } from '../audit.ts'
import { fnv1a } from '../hash.ts'
import type { PublicEvent } from '../outbox.ts'
import { RULE_KINDS, type RuleKind } from '../pricing/rules.ts'
import type { Product } from '../product.ts'

export type EditEvent = 'product.updated' | 'price_rule.updated'

/** How something was edited. `outside`: another system wrote to the record. */
export const EDITS = ['create', 'edit', 'import', 'delete', 'outside'] as const

type Edited = Pick<AuditEntry, 'id' | 'at' | 'action' | 'subject' | 'changes'>

/** Null for an entry about something else. */
export function eventOfEdit({ id, at, action: change, subject, changes }: Edited): PublicEvent | null {
  const [kind = '', ...rest] = subject.split(':')
  const name = rest.join(':')
  const fields = Object.keys(changes)
  const event = { id: `evt_${id}`, version: 1, at } as const
  if (kind === 'product') return { ...event, type: 'product.updated', subject, data: { sku: name, change, fields } }
  // The cast: `includes` accepts only names of kinds.
  if (!RULE_KINDS.includes(kind as RuleKind)) return null
  return {
    ...event,
    type: 'price_rule.updated',
    subject: `price_rule:${kind}:${name}`,
    data: { kind, ruleId: name, change, fields },
  }
}

const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const MAX_TIME = 2 ** 48 - 1

/** The same for each reading of one version, so that a repeated reading adds no event. */
export function outsideEvent({ sku, version, updatedAt, status }: Product, now: number): PublicEvent {
  const isTime = updatedAt >= 0 && updatedAt <= MAX_TIME
  const time = isTime ? Math.floor(updatedAt) : 0
  const name = JSON.stringify([sku, version, updatedAt, status])
  const digits = Array.from({ length: 16 }, (_, digit) => BASE_32[fnv1a(`${digit} ${name}`) % 32])
  return {
    id: `evt_${encodeTime(time, 10)}${digits.join('')}`,
    type: 'product.updated',
    version: 1,
    subject: `product:${sku}`,
    at: isTime ? time : now,
    data: { sku, change: 'outside', fields: [] },
  }
}
