/**
 * One workerd under miniflare. For full speed, requests reach the worker straight from its socket, without miniflare's
 * front worker. Miniflare restarts a workerd that dies, on the same port.
 */
import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Miniflare, MiniflareOptions, WorkerOptions } from 'miniflare'

/** The name of the worker that requests reach; it has the objects. */
export const STABLE = 'pannier'

export interface RuntimeOptions {
  readonly worker: WorkerOptions & { readonly script: string }
  /** Workers without a socket, which the worker reaches through service bindings. */
  readonly others?: readonly WorkerOptions[]
  readonly dataDir: string
  /** 0: any free port. */
  readonly port: number
  /** Gets each line that workerd prints, including the worker's log. */
  readonly output: (line: string) => void
  /** Called after every start of a workerd, including restarts. */
  readonly onStart: (pid: number) => Promise<void>
}

export interface Runtime {
  readonly url: string
  readonly miniflare: Miniflare
  pid(): number
  database(binding: string): Promise<D1Database>
  /** Calls the worker's handler of the schedule, and waits for its end. */
  runSchedule(cron: string, at: Date): Promise<void>
  /** Starts again over the same state, with or without the consumers of queues; messages in queues are lost. */
  restart(hasConsumers: boolean): Promise<void>
  stop(): Promise<void>
}

export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { Log, LogLevel, Miniflare } = await import('miniflare')
  const children = watchChildren()
  let pid = 0
  const optionsFor = (port: number, { queueConsumers }: Pick<WorkerOptions, 'queueConsumers'>): MiniflareOptions => ({
    workers: [
      {
        ...options.worker,
        name: STABLE,
        modules: true,
        ...(queueConsumers && { queueConsumers }),
        unsafeDirectSockets: [{ host: '127.0.0.1', port }],
      },
      ...(options.others ?? []),
    ],
    host: '127.0.0.1',
    defaultPersistRoot: stateIn(options.dataDir),
    // Otherwise miniflare fetches a sample of Request.cf from the network.
    cf: false,
    telemetry: { enabled: false },
    logRequests: false,
    log: new Log(LogLevel.ERROR),
    handleRuntimeStdio(stdout: Readable, stderr: Readable) {
      // Called in the same turn in which workerd was spawned.
      pid = children.newest()?.pid ?? 0
      for (const stream of [stdout, stderr]) createInterface(stream).on('line', options.output)
      // Fails open: without the note only a workerd left by a kill -9 of this process could not be found.
      options.onStart(pid).catch((error: unknown) => options.output(`cannot note the runtime's process id: ${error}`))
    },
  })
  const miniflare = new Miniflare(optionsFor(options.port, options.worker))
  const stop = async () => {
    await miniflare.dispose()
    children.stop()
  }
  try {
    await miniflare.ready
    const url = (await miniflare.unsafeGetDirectURL()).origin
    // The cast: miniflare declares the Workers types again, with the same members.
    const database = async (binding: string) => (await miniflare.getD1Database(binding)) as unknown as D1Database
    const runSchedule = async (cron: string, scheduledTime: Date) => {
      const worker = (await miniflare.getWorker()) as unknown as Scheduled
      await worker.scheduled({ cron, scheduledTime })
    }
    const restart = async (hasConsumers: boolean) => {
      const consumers = hasConsumers ? options.worker : { queueConsumers: {} }
      await miniflare.setOptions(optionsFor(Number(new URL(url).port), consumers))
    }
    return { url, miniflare, pid: () => pid, database, runSchedule, restart, stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

/** Miniflare's worker has this method, which its types leave out. */
interface Scheduled {
  scheduled(options: { readonly cron: string; readonly scheduledTime: Date }): Promise<{ readonly outcome: string }>
}

/** The folder of objects and databases. */
export function stateIn(dataDir: string): string {
  return join(dataDir, 'state')
}

/** Miniflare does not expose its child process, so Node's channel for new child processes reports it. */
function watchChildren() {
  let newest: ChildProcess | null = null
  const onChild = (message: unknown) => {
    // The cast: documented for the channel `child_process`; the process id comes a moment later.
    newest = (message as { process: ChildProcess }).process
  }
  subscribe('child_process', onChild)
  return { newest: () => newest, stop: () => void unsubscribe('child_process', onChild) }
}
