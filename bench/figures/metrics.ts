/**
 * The cost of the metrics: what they add to a read of a cart, and a scrape of many series. Timed from outside, because
 * workerd's clock stands still inside.
 */
import { randomBytes } from 'node:crypto'
import { buildWorker } from '../../dev/build.ts'
import { bundleWorker } from '../../dev/bundle.ts'
import { newKeySet, printKeySet } from '../../dev/key-set.ts'
import { openRuntime } from '../../dev/runtime.ts'
import { Driver } from '../driver.ts'
import { atMost, type Figure, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'

const READS = 100_000
const MAX_US = 3
const SERIES = 5_000

export const metrics: Figure = ({ quick, say }) =>
  withFolder('tmpfs', async (dataDir) => {
    const { compatibilityDate, compatibilityFlags } = (await buildWorker(() => {})).bindings
    const worker = {
      ...{ compatibilityDate, compatibilityFlags },
      script: await bundleWorker('bench/metrics-worker.ts'),
      bindings: { AUTH_KEYS: printKeySet(newKeySet()), ACCOUNT_SECRET: randomBytes(32).toString('base64url') },
      durableObjects: { METRICS: { className: 'MetricsDurableObject', useSQLite: true } },
    }
    const runtime = await openRuntime({ worker, dataDir, port: 0, output: () => {}, onStart: async () => {} })
    const driver = new Driver(runtime.url)
    const timed = async (path: string) => {
      const startedAt = performance.now()
      const { body } = await driver.call({ method: 'GET', path })
      return { ms: performance.now() - startedAt, body }
    }
    const each = async (what: string) => {
      const empty = await timed(`/${what}?count=0`)
      return ((await timed(`/${what}?count=${READS}`)).ms - empty.ms) * (1_000 / READS)
    }
    try {
      await each('reads')
      await each('ids')
      const added: number[] = []
      for (let round = 0; round < (quick ? 5 : 15); round++) {
        const [reads, ids] = [await each('reads'), await each('ids')]
        added.push(reads - ids)
      }
      say(`${µs(Math.min(...added))} minimum, ${µs(Math.max(...added))} maximum of ${added.length} rounds`)
      await timed(`/fill?count=${SERIES}`)
      const scrapes: number[] = []
      let text = ''
      for (let round = 0; round < (quick ? 10 : 50); round++) {
        const { ms, body } = await timed('/scrape')
        scrapes.push(ms)
        text = body
      }
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
      const size = `${SERIES.toLocaleString('en')} series (${lines.toLocaleString('en')} lines)`
      return [
        atMost('CPU of metrics and traces on a read of a cart', median(added), MAX_US, µs),
        shown(`scrape of ${size}, p50 and p99`, `${ms(median(scrapes))}, ${ms(percentile(scrapes, 99))}`),
        shown('size of that answer', `${Math.round(text.length / 1024)} KiB`),
      ]
    } finally {
      driver.close()
      await runtime.stop()
    }
  })

function µs(value: number): string {
  return `${value.toFixed(2)} µs`
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}
