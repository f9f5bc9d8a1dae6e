import type { RecordStore } from '../../src/tiers/record/record.ts'
import type { L2Beside } from './l2-model.ts'
import type { World } from './world.ts'

/** Real servers behind the tiers, for one world. */
export type Servers = (world: Pick<World, 'scheduler' | 'fail'>) => {
  /** The record, which answers only if both adapters agree. */
  record(local: RecordStore): RecordStore
  readonly l2: L2Beside
  /** A statement of another system on the record's database. */
  sql(statement: string): void
}
