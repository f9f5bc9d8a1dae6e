/** The faults of a game day: how each breaks the deployment, and the remedy of its section in the runbook. */
import type { AlertId } from '../../src/domain/alerts/table.ts'
import type { Api } from '../catalog/api.ts'
import type { Pannier } from '../pannier.ts'
import type { Tiers } from '../tiers.ts'
import { expectStartable, expectStopped, startCanary } from './canary.ts'
import type { Commands } from './commands.ts'
import { attack, crowd } from './load.ts'

export interface Deployment {
  readonly pannier: Pannier
  readonly tiers: Tiers
  readonly admin: Api
  readonly commands: Commands
}

/** A part that a fault breaks or loads. */
type Part = 'sign-ins' | 'canary' | 'requests' | 'queue' | 'Redis' | 'record'

export interface Fault {
  readonly name: string
  readonly alert: AlertId
  /** It begins when the alerts of earlier faults of these parts have ended; other alerts end meanwhile. */
  readonly parts: readonly Part[]
  /** Minutes within which the notice must come after the fault, and after the remedy. */
  readonly firesWithin: number
  readonly endsWithin: number
  breakIt(deployment: Deployment): Promise<void>
  remedy(deployment: Deployment): Promise<void>
  /** Shows that what the runbook promises after the end of the alert is so; throws when it is not. */
  afterwards?(deployment: Deployment): Promise<void>
}

const SLOW_MS = 900

/**
 * In an order in which long ends overlap. The slow record is first, before a load could make it slow; the crowd is last,
 * because on one machine it makes everything slow.
 */
export const FAULTS: readonly Fault[] = [
  {
    name: 'slow record',
    alert: 'record-slow',
    parts: ['record'],
    firesWithin: 8,
    endsWithin: 13,
    breakIt: async ({ tiers }) => tiers.mysql.setIntercept(() => ({ delayMs: SLOW_MS })),
    remedy: async ({ tiers }) => tiers.mysql.setIntercept(null),
  },
  {
    name: 'attack',
    alert: 'attack',
    parts: ['sign-ins'],
    firesWithin: 4,
    // The notices of ten minutes, and ten minutes of quiet.
    endsWithin: 24,
    breakIt: ({ pannier }) => attack(pannier.url),
    // The attacker is blocked: nothing more comes.
    remedy: async () => {},
  },
  {
    name: 'poison message',
    alert: 'dead-letters',
    parts: ['queue'],
    firesWithin: 6,
    endsWithin: 6,
    async breakIt({ pannier }) {
      const queue = await pannier.miniflare.getQueueProducer('WRITES')
      await queue.send({ poison: true })
    },
    remedy: dropLetters,
  },
  {
    name: 'failing canary',
    alert: 'canary-budget',
    parts: ['canary'],
    firesWithin: 5,
    endsWithin: 13,
    breakIt: ({ commands }) => startCanary(commands),
    // The alert has stopped it; it stays stopped.
    remedy: ({ commands }) => expectStopped(commands),
    afterwards: ({ commands }) => expectStartable(commands),
  },
  {
    name: 'Redis gone',
    alert: 'redis-down',
    parts: ['Redis'],
    firesWithin: 5,
    endsWithin: 8,
    breakIt: async ({ tiers }) => tiers.redis.setIntercept(() => ({ drop: true })),
    remedy: async ({ tiers }) => tiers.redis.setIntercept(null),
  },
  {
    name: 'queue stopped',
    alert: 'queue-stopped',
    parts: ['queue'],
    firesWithin: 8,
    endsWithin: 8,
    breakIt: ({ pannier }) => pannier.deliverQueues(false),
    remedy: ({ pannier }) => pannier.deliverQueues(true),
  },
  {
    name: 'MySQL gone',
    alert: 'record-down',
    parts: ['record'],
    firesWithin: 5,
    endsWithin: 8,
    breakIt: async ({ tiers }) => tiers.mysql.setIntercept(() => ({ drop: true })),
    remedy: async ({ tiers }) => tiers.mysql.setIntercept(null),
  },
  {
    name: 'hot SKU',
    alert: 'overload',
    parts: ['requests', 'queue', 'Redis', 'record'],
    firesWithin: 6,
    endsWithin: 13,
    async breakIt({ pannier }) {
      stopCrowd = crowd(pannier.url)
    },
    // The sale is over.
    remedy: () => stopCrowd(),
  },
]

let stopCrowd = async () => {}

async function dropLetters({ admin }: Deployment): Promise<void> {
  const answer = await admin.call({ method: 'GET', path: '/v1/admin/ops/dead-letters?limit=100' })
  // The cast: the contract's list of dead letters.
  const { items } = (await answer.json()) as { items: { id: string }[] }
  for (const { id } of items) {
    await admin.call({ method: 'DELETE', path: `/v1/admin/ops/dead-letters/${encodeURIComponent(id)}` })
  }
}
