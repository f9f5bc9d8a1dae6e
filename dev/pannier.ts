/**
 * Starts the built worker in the Workers runtime on this machine, as it is deployed and at full speed, for `npm start`,
 * journeys, fault tests and the bench. It answers only after its record is migrated, and only on 127.0.0.1.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Miniflare as Runtime } from 'miniflare'
import { readConfig } from '../src/contract/config.ts'
import { createD1Record } from '../src/tiers/record/d1/record.ts'
import { preparedFile, refuseUnfinished } from './backup/put-back.ts'
import { type Built, buildWorker, hashOf } from './build.ts'
import { CANARY, type CanaryOptions, canaryWorker } from './canary/local.ts'
import { fillWithDemo } from './demo.ts'
import { dropEmptyObjects } from './empty-objects.ts'
import { takeLease } from './lease.ts'
import { mailboxIn } from './mailbox/serve.ts'
import { migrateD1 } from './migrate-d1.ts'
import { assertPortFree } from './port.ts'
import { copyRecord } from './prepared-record.ts'
import { openRuntime, stateIn } from './runtime.ts'
import { startSchedule } from './schedule.ts'
import { localSecrets } from './secrets.ts'

export interface PannierOptions {
  /** Folder that keeps objects, D1 and generated secrets. Absent: a temporary folder that `stop` deletes. */
  readonly dataDir?: string
  /** 0 or absent: any free port. */
  readonly port?: number
  /** Variables of src/contract/config.ts; they override wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>
  /** Whether the worker has the pages; absent: unless FACES=off. */
  readonly faces?: boolean
  /** Fills an empty D1 record with the demo catalogue. */
  readonly demo?: boolean
  /** Whether the worker's schedule runs at its times; absent: it does not, so that tests run jobs when they want to. */
  readonly schedule?: boolean
  /** A second deployment beside the stable one, behind the binding CANARY; absent: there is none. */
  readonly canary?: CanaryOptions
  /** Progress, a line at a time. */
  readonly log?: (line: string) => void
  /** Gets the worker's log, a line at a time; absent: the log is dropped. */
  readonly output?: (line: string) => void
}

export interface Pannier {
  /**
   * `http://127.0.0.1:<port>` without a slash at the end; it stays the same after the runtime was killed and restarted.
   */
  readonly url: string
  /** All variables that the worker has, including secrets. */
  readonly vars: Readonly<Record<string, string>>
  readonly miniflare: Runtime
  /** Process id of the running workerd. When it is killed, another one starts on the same port and state. */
  workerdPid(): number
  /** The record on D1, for checks that bypass the worker. Call it again after the runtime was killed. */
  database(): Promise<D1Database>
  /** Stops the delivery of queues, as a paused queue does, or resumes it. The worker starts again over its state. */
  deliverQueues(hasConsumers: boolean): Promise<void>
  /** Ends workerd by SIGKILL, as a crash would: everything answered is on disk. Safe to call more than once. */
  stop(): Promise<void>
}

/** Throws ConfigError before anything starts, and otherwise a one-line error with the obstacle. */
export async function startPannier(options: PannierOptions = {}): Promise<Pannier> {
  const { port = 0, log = () => {}, output = () => {} } = options
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'pannier-')))
  const dropData = async () => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const given = { ...options.vars, ...localSecrets(dataDir, options.vars ?? {}) }
    readConfig(given)
    const lease = await takeLease(dataDir, log)
    try {
      refuseUnfinished(dataDir)
      await assertPortFree(port)
      dropEmptyObjects(dataDir)
      const built = await buildWorker(log, options.faces)
      const vars = { ...built.vars, ...given }
      const { RATE_LIMIT_SCALE: scale, CURRENCY } = readConfig(vars)
      await prepareRecord(built, dataDir, options.demo ? CURRENCY : null, log)
      log('starting the runtime')
      const worker = { ...built.bindings, ratelimits: scaled(built.bindings.ratelimits, scale), bindings: vars }
      const { canary } = options
      const MAILBOX = options.vars?.MAIL_PROVIDER === 'dev' ? mailboxIn(dataDir) : null
      const serviceBindings = {
        ...built.bindings.serviceBindings,
        ...(canary && { CANARY }),
        ...(MAILBOX && { MAILBOX }),
      }
      const runtime = await openRuntime({
        worker: { ...worker, serviceBindings, script: built.script },
        others: canary ? [canaryWorker(built.script, worker, canary)] : [],
        dataDir,
        port,
        output,
        onStart: (pid) => lease.noteRuntime(pid),
      })
      const schedule = options.schedule ? startSchedule(built.crons, runtime.runSchedule, output) : null
      let stopping: Promise<void> | null = null
      const stop = async () => {
        await schedule?.stop()
        await runtime.stop()
        await lease.release()
        await dropData()
      }
      return {
        url: runtime.url,
        vars,
        miniflare: runtime.miniflare,
        workerdPid: runtime.pid,
        database: () => runtime.database('RECORD'),
        deliverQueues: runtime.restart,
        stop() {
          stopping ??= stop()
          return stopping
        },
      }
    } catch (error) {
      await lease.release()
      throw error
    }
  } catch (error) {
    await dropData()
    throw error
  }
}

/**
 * Prepares the record in a runtime without the worker, so that no request meets an incomplete record.
 * @param demo the currency of the demo catalogue, or null to load none
 */
async function prepareRecord(
  built: Built,
  dataDir: string,
  demo: string | null,
  log: (line: string) => void,
): Promise<void> {
  const marker = preparedFile(dataDir)
  const wanted = `${await hashOf(['drizzle/d1/migrations', ...(demo ? ['demo'] : [])])}\n`
  if ((await readFile(marker, 'utf8').catch(() => null)) === wanted) return
  const prepare = (folder: string) => {
    log('preparing the record')
    return fillRecord(built, folder, demo, log)
  }
  await (existsSync(stateIn(dataDir)) ? prepare(dataDir) : copyRecord(dataDir, demo, prepare))
  await writeFile(marker, wanted)
}

async function fillRecord(
  built: Built,
  dataDir: string,
  demo: string | null,
  log: (line: string) => void,
): Promise<void> {
  const { compatibilityDate, d1Databases } = built.bindings
  const runtime = await openRuntime({
    worker: { compatibilityDate, d1Databases, script: 'export default {}' },
    dataDir,
    port: 0,
    output: log,
    onStart: async () => {},
  })
  try {
    const database = await runtime.database('RECORD')
    await migrateD1(database, log)
    if (demo) await fillWithDemo(createD1Record({ database }), log, demo)
  } finally {
    await runtime.stop()
  }
}

/** Scales the platform's limiters, which do not read the scale; the isolate's own buckets scale themselves. */
function scaled(limits: Built['bindings']['ratelimits'], scale: number): Built['bindings']['ratelimits'] {
  const entries = Object.entries(limits).map(([name, limit]) => {
    const simple = { ...limit.simple, limit: Math.max(1, Math.round(limit.simple.limit * scale)) }
    return [name, { ...limit, simple }] as const
  })
  return Object.fromEntries(entries)
}
