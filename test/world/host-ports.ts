/** The functions of the world that a host needs. */
import type { Kind } from '../../src/domain/copy.ts'
import type { AnyHost } from './host.ts'
import type { ObjectPorts } from './objects.ts'
import type { Life } from './remote.ts'
import type { Scheduler } from './scheduler.ts'
import type { Weather } from './weather.ts'

export interface HostPorts {
  readonly scheduler: Scheduler
  readonly weather: Weather
  /** Counts calls that have not arrived yet. */
  readonly remote: { pending: number }
  /** Names of objects that cannot be reached. */
  readonly away: ReadonlySet<string>
  portsOf(kind: Kind, id: string, life: Life): ObjectPorts
  /** Called after each commit. */
  observe(host: AnyHost): void
}
