/** How long workerd takes to price 200 lines by 50 rules. Timed from outside, because its clock stands still inside. */
import { buildWorker } from '../../dev/build.ts'
import { bundleWorker } from '../../dev/bundle.ts'
import { openRuntime } from '../../dev/runtime.ts'
import { Driver } from '../driver.ts'
import { atMost, type Figure, median } from '../figure.ts'
import { withFolder } from '../folders.ts'

const TIMES = 200
const LIMIT_MS = 1

export const pricing: Figure = (bench) =>
  withFolder('tmpfs', async (dataDir) => {
    const { compatibilityDate, compatibilityFlags } = (await buildWorker(() => {})).bindings
    const script = await bundleWorker('bench/pricing-worker.ts')
    const worker = { compatibilityDate, compatibilityFlags, script }
    const runtime = await openRuntime({ worker, dataDir, port: 0, output: () => {}, onStart: async () => {} })
    const driver = new Driver(runtime.url)
    const timed = async (times: number) => {
      const startedAt = performance.now()
      await driver.call({ method: 'GET', path: `/?times=${times}` })
      return performance.now() - startedAt
    }
    try {
      await timed(TIMES)
      const rounds: number[] = []
      for (let round = 0; round < (bench.quick ? 5 : 15); round++) {
        const empty = await timed(0)
        rounds.push(((await timed(TIMES)) - empty) / TIMES)
      }
      bench.say(
        `${Math.min(...rounds).toFixed(3)} ms minimum, ${Math.max(...rounds).toFixed(3)} ms maximum of ${rounds.length}`,
      )
      return [atMost('200 lines by 50 rules', median(rounds), LIMIT_MS, (ms) => `${ms.toFixed(2)} ms`)]
    } finally {
      driver.close()
      await runtime.stop()
    }
  })
