/**
 * The contract of every record for price rules.
 * Invariant: a rule is written whole, with its audit entry and a new epoch, if no other edit came first; otherwise
 * nothing of it is written. A deleted rule keeps its version.
 */
import { describe, expect, test } from 'vitest'
import { RULE_KINDS, type RuleKind } from '../../../src/domain/pricing/rules.ts'
import type { StoredRule } from '../../../src/domain/pricing/stored.ts'
import type { RuleWrite } from '../../../src/tiers/record/price-rules.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { rule } from './rule-samples.ts'
import { auditSample, HARD_JSON } from './samples.ts'

let numbers = 0

function write<Kind extends RuleKind>(stored: StoredRule<Kind>): RuleWrite<Kind> {
  const audit = auditSample({
    id: `rule-audit-${String(++numbers).padStart(6, '0')}`,
    at: 1_000 + numbers,
    subject: `${stored.kind}:${stored.id}`,
    reason: HARD_JSON.toWellFormed(),
    changes: { description: { from: null, to: HARD_JSON } },
  })
  return { rule: stored, audit }
}

export function rulesContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const auditOf = async (subject: string) => (await record().listAudit({ subject, limit: 100 })).items
  const put = <Kind extends RuleKind>(...rules: readonly StoredRule<Kind>[]) => {
    const [first] = rules
    if (!first) throw new Error('nothing to write')
    return record().writeRules(first.kind as Kind, rules.map(write))
  }

  describe('rules of prices', () => {
    test.each(RULE_KINDS)('a %s is read as it was written and edited, each under a new epoch', async (kind) => {
      const before = await record().catalogueEpoch()
      const made = write(rule(kind, 'r-1', 1))
      expect(await record().writeRules(kind, [made])).toEqual(new Set(['r-1']))
      expect(await record().getRule(kind, 'r-1')).toEqual(made.rule)
      expect(await record().catalogueEpoch()).toBe(before + 1)
      const edited = write(rule(kind, 'r-1', 2, { isActive: false, description: {} }))
      expect(await record().writeRules(kind, [edited])).toEqual(new Set(['r-1']))
      expect(await record().getRule(kind, 'r-1')).toEqual(edited.rule)
      expect(await record().catalogueEpoch()).toBe(before + 2)
      expect(await auditOf(`${kind}:r-1`)).toEqual([edited.audit, made.audit])
      for (const other of RULE_KINDS) if (other !== kind) expect(await record().getRule(other, 'R-1')).toBeNull()
    })

    test('an edit from a version other than the record’s changes nothing', async () => {
      await put(rule('tax', 'r-2', 1))
      const [epoch, audit] = [await record().catalogueEpoch(), await auditOf('tax:r-2')]
      for (const version of [1, 3, 7]) expect(await put(rule('tax', 'r-2', version, { ratePpm: 1 }))).toEqual(new Set())
      expect(await record().getRule('tax', 'r-2')).toEqual(rule('tax', 'r-2', 1))
      expect(await record().catalogueEpoch()).toBe(epoch)
      expect(await auditOf('tax:r-2')).toEqual(audit)
    })

    test('a write of many edits writes only the allowed ones; ids differ by case', async () => {
      await put(rule('promotion', 'r-3', 1), rule('promotion', 'R-3', 1))
      const mixed = [rule('promotion', 'r-3', 2), rule('promotion', 'R-3', 5), rule('promotion', 'r-4', 1)]
      expect(await put(...mixed)).toEqual(new Set(['r-3', 'r-4']))
      const found = await record().getRules('promotion', ['r-3', 'R-3', 'r-4', 'none', `'; drop table price_rules; --`])
      expect([...found].map(([id, { version }]) => `${id} ${version}`).sort()).toEqual(['R-3 1', 'r-3 2', 'r-4 1'])
      expect(await auditOf('promotion:R-3')).toHaveLength(1)
      expect(await record().writeRules('promotion', [])).toEqual(new Set())
      expect(await record().getRules('promotion', [])).toEqual(new Map())
    })

    test('rules of different kinds may have the same id', async () => {
      await put(rule('promotion', 'r-5', 1))
      await put(rule('tax', 'r-5', 1))
      await put(rule('tax', 'r-5', 2))
      expect((await record().getRule('promotion', 'r-5'))?.version).toBe(1)
      expect(await auditOf('promotion:r-5')).toHaveLength(1)
    })

    test('one of ten simultaneous edits from one version is written', async () => {
      await put(rule('coupon', 'RACE', 1))
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          put(rule('coupon', 'RACE', 2, { priority: n })).catch(() => new Set<string>()),
        ),
      )
      const winners = results.flatMap(({ size }, n) => (size === 1 ? [n] : []))
      expect(winners.length).toBeLessThanOrEqual(1)
      const held = await record().getRule('coupon', 'RACE')
      if (winners.length > 0) expect(held?.priority).toBe(winners[0])
      expect(held?.version).toBe(winners.length + 1)
      expect(await auditOf('coupon:RACE')).toHaveLength(winners.length + 1)
    })

    test('a deleted rule keeps its version, is in no list and no price, and a new one with its id is newer', async () => {
      await put(rule('promotion', 'gone', 1))
      await put(rule('promotion', 'gone', 2, { isDeleted: true }))
      expect(await record().getRule('promotion', 'gone')).toMatchObject({ version: 2, isDeleted: true })
      expect((await record().listRules('promotion', { limit: 100 })).items.map(({ id }) => id)).not.toContain('gone')
      expect((await record().activeRules(['promotion'])).map(({ id }) => id)).not.toContain('gone')
      expect(await put(rule('promotion', 'gone', 1))).toEqual(new Set())
      expect(await put(rule('promotion', 'gone', 3))).toEqual(new Set(['gone']))
      expect((await record().activeRules(['promotion'])).map(({ id }) => id)).toContain('gone')
    })

    test('a read of several kinds returns only active rules', async () => {
      await put(rule('shipping_rate', 'on', 1), rule('shipping_rate', 'off', 1, { isActive: false }))
      await put(rule('coupon', 'ON', 1))
      const found = await record().activeRules(['shipping_rate', 'tax'])
      expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['shipping_rate', 'tax']))
      expect(found.find(({ id }) => id === 'on')).toEqual(rule('shipping_rate', 'on', 1))
      expect(found.map(({ id }) => id)).not.toContain('off')
    })

    test('lists are ordered by the bytes of the id, and neither repeat nor hide rules that are added meanwhile', async () => {
      const ids = ['l-1', 'l-10', 'L-2', 'l-2', 'l_1', 'l-3']
      await put(...ids.map((id) => rule('tax', id, 1)))
      const first = await record().listRules('tax', { limit: 3 })
      const found = [...first.items]
      await put(rule('tax', 'A-before', 1), rule('tax', 'zz-behind', 1))
      for (let after = first.next; after !== null; ) {
        const page = await record().listRules('tax', { limit: 3, after })
        expect(page.items.length).toBeLessThanOrEqual(3)
        found.push(...page.items)
        after = page.next
      }
      const order = found.map(({ id }) => id)
      expect(order).toEqual([...order].sort())
      expect(order.filter((id) => /^l[-_]/i.test(id))).toEqual([...ids].sort())
      expect(order).toContain('zz-behind')
      expect(order).not.toContain('A-before')
      const later = record().listRules('promotion', { limit: 3, after: first.next ?? '' })
      await expect(later).rejects.toMatchObject({ outcome: 'refused' })
      await expect(record().listRules('tax', { limit: 3, after: 'nonsense' })).rejects.toMatchObject({
        outcome: 'refused',
      })
    })

    test('a rule that an outside edit broke counts as missing, and nothing overwrites it', async () => {
      await put(rule('tax', 'broken', 1), rule('tax', 'whole', 1))
      for (const body of ['{"ratePpm":"much"}', '[]', '', '{"title":{}', 'null']) {
        await open().sql(`update price_rules set body = '${body}' where kind = 'tax' and id = 'broken'`)
        expect(await record().getRule('tax', 'broken')).toBeNull()
        const active = (await record().activeRules(['tax'])).map(({ id }) => id)
        expect([active.includes('broken'), active.includes('whole')]).toEqual([false, true])
        const listed = (await record().listRules('tax', { limit: 100 })).items.map(({ id }) => id)
        expect([listed.includes('broken'), listed.includes('whole')]).toEqual([false, true])
        expect(await put(rule('tax', 'broken', 1))).toEqual(new Set())
      }
    })
  })
}
