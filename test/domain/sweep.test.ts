// The pages of a sweep. Invariant: pages that follow each other call every object of every list once, wherever a page
// ends, and no page calls more objects than the smallest plan allows.
import { expect, test } from 'vitest'
import { KINDS, type Kind } from '../../src/domain/copy.ts'
import type { IdQuery } from '../../src/tiers/record/aggregate-ids.ts'
import { SWEEP_START, type SweepPlace, sweepPage } from '../../src/worker/visits/sweep.ts'

/** The first one takes exactly one page, as do the first 40 of the others. */
const COUNTS: readonly number[] = [40, 41, 80, 81, 3]
const MAX_CALLS = 40

/** Every kind has another number of objects; those that ended are different ones from those that owe something. */
const idsOf = (kind: Kind, of: string) =>
  Array.from({ length: COUNTS[KINDS.indexOf(kind)] ?? 0 }, (_, n) => `${of}-${String(n).padStart(3, '0')}`)

async function listIds(kind: Kind, { of }: IdQuery, limit: number, afterId: string): Promise<readonly string[]> {
  return idsOf(kind, of)
    .filter((id) => id > afterId)
    .slice(0, limit)
}

const nameAll = (...lists: readonly string[]) =>
  KINDS.flatMap((kind) => lists.flatMap((of) => idsOf(kind, of).map((id) => `${kind}:${id}`)))

test('a sweep calls every object that owes something or ended, page by page, and those behind one that fails', async () => {
  const tended: string[] = []
  const failed: string[] = []
  const objects = {
    aggregate: (kind: Kind, id: string) => ({
      async tend() {
        tended.push(`${kind}:${id}`)
        if (id === 'owing-007') throw new Error('no answer')
      },
    }),
  }
  // The cast: a sweep calls nothing else of an object.
  const ports = { record: { listIds }, objects, log: () => {} } as Parameters<typeof sweepPage>[0]
  for (let place: SweepPlace | null = SWEEP_START; place !== null; ) {
    const page: Awaited<ReturnType<typeof sweepPage>> = await sweepPage(ports, place, Date.now())
    expect(page.called).toBeLessThanOrEqual(MAX_CALLS)
    failed.push(...page.failed)
    place = page.next
  }
  expect(tended.toSorted()).toEqual(nameAll('owing', 'ended').toSorted())
  expect(failed.toSorted()).toEqual(
    nameAll('owing')
      .filter((name) => name.endsWith(':owing-007'))
      .toSorted(),
  )
})
