/** Reads the positions of the copies in both tiers. */
import { type Kind, L2_SPREAD } from '../../domain/copy.ts'
import type { Copies, InL2 } from '../../domain/reconciliation/judge.ts'
import type { ReconciliationPorts } from './ports.ts'

export type InTiers = Omit<Copies, 'object'>

/** The number of calls of {@link copiesOf}. */
export const CALLS_PER_READ = 2

export async function copiesOf(
  ports: Pick<ReconciliationPorts, 'record' | 'l2'>,
  kind: Kind,
  ids: readonly string[],
): Promise<(id: string) => InTiers> {
  const inRecord = new Map((await ports.record.heldOf(kind, ids)).map(({ id, ...held }) => [id, held]))
  const l2 = await inL2(ports, kind, ids)
  const places = new Map(ids.map((id, place) => [id, l2[place] ?? null]))
  return (id) => ({ l2: places.get(id) ?? null, record: inRecord.get(id) ?? null })
}

/** The copies of these ids in L2, in order. */
export async function inL2(
  { l2 }: Pick<ReconciliationPorts, 'l2'>,
  kind: Kind,
  ids: readonly string[],
): Promise<readonly InL2[]> {
  if (!l2 || !L2_SPREAD[kind]) return ids.map(() => 'off')
  return ids.length === 0 ? [] : l2.heldOf(kind, ids)
}

export function nameOf(kind: Kind, id: string): string {
  return `${kind}:${id}`
}

export function splitName(name: string): readonly [kind: Kind, id: string] {
  const colon = name.indexOf(':')
  // The cast: `nameOf` made the name.
  return [name.slice(0, colon) as Kind, name.slice(colon + 1)]
}
