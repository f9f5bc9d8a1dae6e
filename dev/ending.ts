/** Ends a launcher once, whatever asks for it: everything that was started is stopped, the newest first. */

export interface Ending {
  /** Stops it when the launcher ends; at once when it is already ending. */
  add(stop: () => Promise<void>): Promise<void>
  /** Prints the error in one line and ends with 1. */
  fail(error: unknown): Promise<void>
  end(code: number): Promise<void>
}

const patienceMs = 15_000
const parentCheckMs = 500

/** Ctrl-C and SIGTERM end the launcher with 0. npm may pass a signal on a second time: that changes nothing. */
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
  // Miniflare exits at a signal before anything else can be stopped; its hook for plain exits stays.
  const claimSignals = () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal).on(signal, onSignal)
    }
  }
  claimSignals()
  // A SIGTERM to npm alone ends npm and its shell, and is not passed on: then nobody holds this process any more.
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
