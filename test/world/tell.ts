/** Runs one history of a given kind; its seed decides everything. */

import { Broken } from './broken.ts'
import type { Servers } from './servers.ts'
import { calm } from './weather.ts'
import { World } from './world.ts'

export interface Told {
  readonly seed: number
  /** The broken promise, or null. */
  readonly broken: string | null
  readonly steps: number
}

export type Trace = ((line: string) => void) | null

export async function tell(
  seed: number,
  trace: Trace,
  live: (world: World) => Promise<void>,
  servers: Servers | null = null,
): Promise<Told> {
  const world = new World(seed, calm(), servers)
  world.scheduler.trace = trace
  try {
    await live(world)
    world.check()
    return { seed, broken: null, steps: world.scheduler.steps }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    return { seed, broken: error.message, steps: world.scheduler.steps }
  } finally {
    world.close()
  }
}
