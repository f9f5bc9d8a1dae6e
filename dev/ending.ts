/** Ends a launcher exactly once, for any cause, and stops everything that it started, newest first. */

export interface Ending {
  /** Registers a stop function for the end of the launcher; calls it at once when the launcher is already ending. */
  add(stop: () => Promise<void>): Promise<void>
  /** Prints the error in one line and ends with 1. */
  fail(error: unknown): Promise<void>
  end(code: number): Promise<void>
}

const patienceMs = 15_000
const parentCheckMs = 500

/** Ctrl-C and SIGTERM end the launcher with 0. npm may forward a signal a second time; the repeat has no effect. */
export function endOnSignals(): Ending {
  const stops: (() => Promise<void>)[] = []
  let ending: Promise<void> | null = null

  async function stopAll(code: number): Promise<void> {
    setTimeout(() => process.exit(1), patienceMs).unref()
    for (const stop of stops.splice(0).reverse()) await stop().catch(report)
    process.exit(code)
  }
  const end = (code: number) => {
    ending ??= stopAll(code)
    return ending
  }
  const onSignal = () => void end(0)
  // Miniflare exits at a signal before the launcher can stop anything; its hook for plain exits stays.
  const claimSignals = () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal).on(signal, onSignal)
    }
  }
  claimSignals()
  // A SIGTERM to npm ends npm and its shell and is not forwarded, so the launcher watches its parent.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && onSignal(), parentCheckMs).unref()
  }
  return {
    async add(stop) {
      claimSignals()
      if (ending === null) stops.push(stop)
      else await stop()
    },
    fail(error) {
      if (ending === null) report(error)
      return end(1)
    },
    end,
  }
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error))
}
