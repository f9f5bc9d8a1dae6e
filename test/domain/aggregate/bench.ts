/** One cart over SQLite in memory. The test controls its clock and reads the messages that it sends. */

import type { WriteMessage } from '../../../src/contract/message.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import type { CartRefusal } from '../../../src/domain/cart/decision.ts'
import type { CartEvent } from '../../../src/domain/cart/events.ts'
import type { AnyCartCommand } from '../../../src/domain/cart/sequence.ts'
import type { Copy } from '../../../src/domain/copy.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Aggregate } from '../../../src/objects/aggregate/aggregate.ts'
import type { Definition } from '../../../src/objects/aggregate/definition.ts'
import { MIGRATIONS, type Migration } from '../../../src/objects/aggregate/schema.ts'
import type { Storage } from '../../../src/objects/aggregate/storage.ts'
import type { Step } from '../../../src/objects/aggregate/write.ts'
import { type CartLookups, cartDefinition } from '../../../src/objects/cart/cart-definition.ts'
import { Disk, storageOf } from '../../world/object-storage.ts'

export type CartDefinition = Definition<AnyCartCommand, CartLookups, CartEvent, CartRefusal>

/** A cart that never hands its lines over to another. */
export const CART = cartDefinition({ push: async () => null, resume: async () => {}, remind: async () => {} })

export const START_MS = Date.UTC(2026, 10, 22)

export function storageOn(disk: Disk): Storage {
  return storageOf(disk, {
    isAlive: () => true,
    alarmSet: () => {},
    beforeStatement: () => {},
    afterCommit: () => {},
    aborted: () => {},
  })
}

export interface Bench {
  readonly cart: Aggregate<AnyCartCommand, CartLookups, CartEvent, CartRefusal>
  readonly disk: Disk
  readonly sent: WriteMessage[]
  now: number
  /** The copy that the record returns. */
  held: Copy | null
  /** Runs commands as one write. */
  write(commands: readonly AnyCartCommand[], options?: Partial<WriteOptions>): ReturnType<Bench['cart']['write']>
}

interface WriteOptions {
  readonly key: { readonly key: string; readonly hash: string } | null
  readonly atomic: boolean
  readonly stepKeys: readonly (string | null)[]
}

export async function openCart({
  disk = new Disk(),
  id = 'gst_ann',
  definition = CART,
  migrations = MIGRATIONS,
  now = START_MS,
}: {
  readonly disk?: Disk
  readonly id?: string
  readonly definition?: CartDefinition
  readonly migrations?: readonly Migration[]
  readonly now?: number
} = {}): Promise<Bench> {
  const sent: WriteMessage[] = []
  const cart = new Aggregate(
    id,
    definition,
    storageOn(disk),
    {
      now: () => bench.now,
      random: () => 0.5,
      send: async (message) => void sent.push(message),
      metrics: new Registry(),
      copyFromL2: async () => null,
      copyFromRecord: async () => bench.held,
      deadline: (promise) => promise,
      log: () => {},
    },
    migrations,
  )
  const bench: Bench = {
    cart,
    disk,
    sent,
    now,
    held: null,
    write(commands, { key = null, atomic = true, stepKeys = [] } = {}) {
      const steps = commands.map((command, index): Step<AnyCartCommand> => {
        const name = stepKeys[index]
        return { command, key: name ? { key: name, hash: JSON.stringify(command) } : null }
      })
      const facts = { products: new Map(commands.map((command) => [skuIn(command), PRODUCT])) }
      return cart.write({ requestId: 'request', key, ifMatch: null, name: 'test', steps, atomic, facts })
    },
  }
  await cart.wake()
  return bench
}

const PRODUCT = { title: 'A thing', price: 100, image: '/pictures/thing.svg', labels: ['new'] }

function skuIn(command: AnyCartCommand): string {
  const named = command.type === 'sequenced' ? command.command : command
  return 'sku' in named ? named.sku : ''
}

export function add(sku: string, quantity = 1): CartCommand {
  return { type: 'add', sku, quantity }
}

/** Rewrites a disk as the first version would have written it: all writes in the same slots, and fewer columns. */
export function asFirstVersion(disk: Disk): void {
  disk.run('UPDATE ops SET slot = version % 256')
  disk.run('ALTER TABLE meta DROP COLUMN name')
  disk.run('ALTER TABLE dues DROP COLUMN failing_since')
  disk.run('ALTER TABLE dues DROP COLUMN alerted')
  disk.run('UPDATE meta SET shape = 1')
}
