/**
 * Calls with a deadline: a call settles in time, or it is aborted and abandoned.
 */
export class DeadlineError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`)
    this.name = 'DeadlineError'
  }
}

/**
 * Runs `call` for at most `ms` milliseconds. At the deadline its signal aborts and DeadlineError is thrown, whether or
 * not the call heeds the signal; a later answer is dropped.
 */
export async function withDeadline<Value>(ms: number, call: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | null = null
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Reject before aborting, so that the caller sees the deadline and not the abort that it causes.
      reject(new DeadlineError(ms))
      controller.abort()
    }, ms)
  })
  try {
    return await Promise.race([call(controller.signal), deadline])
  } finally {
    if (timer !== null) clearTimeout(timer)
  }
}
