/** The data of the events of accounts. */
import * as z from 'zod/mini'
import { ACCOUNT_ROLES } from '../../domain/account/account.ts'

const data = z
  .object({ userId: z.string(), role: z.enum(ACCOUNT_ROLES) })
  .register(z.globalRegistry, { id: 'AccountEventData' })

export const ACCOUNT_EVENT_DATA = {
  'account.created': { summary: 'A person registered.', data },
  'account.erased': {
    summary: 'An account was erased. Delete what other systems hold of this person.',
    data,
  },
} as const
