/** The data of the events of the catalogue and its prices. */
import * as z from 'zod/mini'
import { EDITS } from '../../domain/catalogue/edit-events.ts'
import { RULE_KINDS } from '../../domain/pricing/rules.ts'

const EDIT = {
  change: z.enum(EDITS).check(z.meta({ description: '`outside`: another system wrote to the record.' })),
  fields: z.array(z.string()).check(z.meta({ description: 'The changed fields; empty for `outside`.' })),
}

export const CATALOGUE_EVENT_DATA = {
  'product.updated': {
    summary: 'A product was created, edited, imported or deleted.',
    data: z.object({ sku: z.string(), ...EDIT }).register(z.globalRegistry, { id: 'ProductEventData' }),
  },
  'price_rule.updated': {
    summary: 'A price rule was created, edited, imported or deleted.',
    data: z
      .object({ kind: z.enum(RULE_KINDS), ruleId: z.string(), ...EDIT })
      .register(z.globalRegistry, { id: 'PriceRuleEventData' }),
  },
} as const
