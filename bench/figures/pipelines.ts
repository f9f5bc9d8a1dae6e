/** Times calls with 1, 10 and 20 copies to L2 (one pipeline) and to the record (one guarded statement and one read). */
import type { LiveCopy } from '../../src/domain/copy.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { createRedisL2 } from '../../src/tiers/redis/redis.ts'
import { type Figure, type Line, median, shown } from '../figure.ts'
import { startTiers } from '../tiers.ts'

const SIZES = [1, 10, 20] as const

export const pipelines: Figure = async (bench) => {
  const tiers = await startTiers()
  try {
    const l2 = createRedisL2({ ...tiers.vars.redis, deadlineMs: 5_000, pipelineDeadlineMs: 5_000 })
    const record = createMysqlRecord({ url: tiers.vars.DATABASE_URL })
    return [
      ...(await measure('L2', (copies) => l2.putCopies(copies), bench.quick ? 40 : 200)),
      ...(await measure('record', (copies) => record.putCopies('cart', copies), bench.quick ? 40 : 200)),
    ]
  } finally {
    await tiers.stop()
  }
}

async function measure(
  tier: string,
  put: (copies: readonly LiveCopy[]) => Promise<unknown>,
  rounds: number,
): Promise<Line[]> {
  const times = new Map(SIZES.map((size) => [size, [] as number[]]))
  for (let round = 1; round <= rounds; round++) {
    for (const size of SIZES) {
      const copies = Array.from({ length: size }, (_, index) => copyOf(`gst_${size}_${index}`, round))
      const startedAt = performance.now()
      await put(copies)
      // The first rounds open connections and warm up.
      if (round > rounds / 10) times.get(size)?.push(performance.now() - startedAt)
    }
  }
  return SIZES.map((size) => {
    const ms = median(times.get(size) ?? [])
    return shown(`${tier}: ${size} per call`, `${ms.toFixed(2)} ms, ${(ms / size).toFixed(2)} ms each`)
  })
}

/** A cart of three lines. */
function copyOf(id: string, version: number): LiveCopy {
  const line = (rank: number) => ({
    ...{
      quantity: version,
      selected: true,
      attributes: {},
      title: 'Product',
      price: 1000,
      image: null,
      labels: ['new'],
    },
    ...{ addedAt: 1, updatedAt: version, rank },
  })
  const items = { 'sku-0': line(0), 'sku-1': line(1), 'sku-2': line(2) }
  const lists = { items, removed: {} }
  return { kind: 'cart', id, epoch: 1, version, schema: 1, updatedAt: Date.now(), state: 'live', seal: null, lists }
}
