/** Starts the platform's floor (floor-worker.ts) like the shipped worker. */
import { buildWorker } from '../dev/build.ts'
import { bundleWorker } from '../dev/bundle.ts'
import { openRuntime } from '../dev/runtime.ts'
import { Driver } from './driver.ts'

export interface Floor {
  readonly url: string
  readonly driver: Driver
  pid(): number
  stop(): Promise<void>
}

export async function openFloor(dataDir: string): Promise<Floor> {
  const { compatibilityDate, compatibilityFlags } = (await buildWorker(() => {})).bindings
  const runtime = await openRuntime({
    worker: {
      compatibilityDate,
      compatibilityFlags,
      durableObjects: { FLOOR: { className: 'FloorObject', useSQLite: true } },
      script: await bundleWorker('bench/floor-worker.ts'),
    },
    dataDir,
    port: 0,
    output: () => {},
    onStart: async () => {},
  })
  const driver = new Driver(runtime.url)
  return {
    url: runtime.url,
    driver,
    pid: runtime.pid,
    async stop() {
      driver.close()
      await runtime.stop()
    },
  }
}
