/**
 * The columns that a kind's table has beside its copy, computed from the copy's lists so that reports can search
 * and sum them. A new kind adds its function here and its table to both schemas.
 */
import { ME, PROFILE } from '../../domain/account/account.ts'
import { OWNER } from '../../domain/claim/claim.ts'
import type { Json, Kind, Lists } from '../../domain/copy.ts'

const COLUMNS = {
  cart: (lists: Lists) => {
    const lines = Object.values(lists.items ?? {})
    return { itemCount: lines.reduce<number>((sum, line) => sum + quantityOf(line), 0), lineCount: lines.length }
  },
  account(lists: Lists) {
    const profile = lists[PROFILE]?.[ME]
    const createdAt = fieldOf(profile, 'createdAt')
    return {
      email: textOf(profile, 'email'),
      name: textOf(profile, 'name'),
      role: textOf(profile, 'role'),
      createdAt: typeof createdAt === 'number' ? createdAt : null,
    }
  },
  claim: (lists: Lists) => ({ userId: textOf(lists[OWNER]?.[ME], 'userId') }),
} satisfies { [K in Kind]: (lists: Lists) => Readonly<Record<string, number | string | null>> }

export type ColumnsOf<K extends Kind> = ReturnType<(typeof COLUMNS)[K]>

export function columnsOf<K extends Kind>(kind: K, lists: Lists): ColumnsOf<K> {
  // The cast: TypeScript does not follow the kind through the lookup and the call.
  return COLUMNS[kind](lists) as ColumnsOf<K>
}

function quantityOf(line: Json): number {
  const quantity = fieldOf(line, 'quantity')
  return typeof quantity === 'number' ? quantity : 0
}

function textOf(row: Json | undefined, name: string): string | null {
  const text = fieldOf(row, name)
  return typeof text === 'string' ? text : null
}

function fieldOf(row: Json | undefined, name: string): Json | undefined {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined
  // An object that is no array, as the line above made sure; the compiler does not narrow read-only arrays.
  return (row as { readonly [name: string]: Json })[name]
}
