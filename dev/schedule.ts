/**
 * Runs the worker's schedule on this machine, as the platform does at the times of `crons` in wrangler.toml. Without it
 * nothing would evaluate alerts, read the catalogue's changes, sweep or check the ledger.
 */
export interface Schedule {
  /** Waits for a run that has begun. */
  stop(): Promise<void>
}

const MINUTE_MS = 60_000

/** @param run runs the worker's handler; a run that fails is reported and does not stop the next ones */
export function startSchedule(
  crons: readonly string[],
  run: (cron: string, at: Date) => Promise<unknown>,
  report: (line: string) => void,
): Schedule {
  let timer: NodeJS.Timeout
  let running = Promise.resolve()
  const next = () => {
    const at = new Date((Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS)
    timer = setTimeout(() => {
      running = runAll(at)
      next()
    }, at.getTime() - Date.now())
    timer.unref()
  }
  const runAll = async (at: Date) => {
    for (const cron of crons.filter((its) => isDue(its, at))) {
      await run(cron, at).catch((error: unknown) => report(`the schedule "${cron}" failed: ${error}`))
    }
  }
  next()
  return {
    async stop() {
      clearTimeout(timer)
      await running
    },
  }
}

/**
 * Whether the expression names this minute. Minute and hour are numbers or `*`; days, months and weekdays are `*`.
 * @example isDue('17 3 * * *', new Date('2026-11-29T03:17:00Z')) // => true
 */
export function isDue(cron: string, at: Date): boolean {
  const [minute, hour, ...days] = cron.split(' ')
  if (days.some((field) => field !== '*')) throw new Error(`"${cron}" names days, which this schedule does not read`)
  const names = (field: string | undefined, now: number) => field === '*' || Number(field) === now
  return names(minute, at.getUTCMinutes()) && names(hour, at.getUTCHours())
}
