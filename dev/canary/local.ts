/**
 * The canary deployment on this machine: a second worker of the same runtime, with its own code and the stable
 * deployment's objects. Invariant: it consumes no queue, as the one that `npm run deploy -- --canary` makes.
 */
import type { WorkerOptions } from 'miniflare'
import { STABLE } from '../runtime.ts'

/** The name of the worker, here and on the platform. */
export const CANARY = 'pannier-canary'

export interface CanaryOptions {
  /** Makes the canary's main module. It can import the stable deployment's code from `./stable.js`. */
  readonly main: string
  /** Variables in which it differs. */
  readonly vars?: Readonly<Record<string, string>>
}

/** @param stable the options of the stable deployment */
export function canaryWorker(script: string, stable: WorkerOptions, { main, vars }: CanaryOptions): WorkerOptions {
  const { queueConsumers: _, durableObjects = {}, bindings, ...shared } = stable
  const objects = Object.entries(durableObjects).map(([name, designator]) => {
    // The cast: dev/build.ts reads every class with its options.
    const its = designator as { readonly className: string; readonly useSQLite?: boolean }
    return [name, { ...its, scriptName: STABLE }] as const
  })
  return {
    ...shared,
    name: CANARY,
    modules: [
      { type: 'ESModule', path: 'main.js', contents: main },
      { type: 'ESModule', path: 'stable.js', contents: script },
    ],
    modulesRoot: '/',
    durableObjects: Object.fromEntries(objects),
    bindings: { ...bindings, DEPLOYMENT: 'canary', ...vars },
  }
}
