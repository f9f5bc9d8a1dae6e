/** Reports an issue from a transform that cannot read its input. */
import * as z from 'zod/mini'

/** Reports the value, or the part of it at `path`. The result is never read. */
export function refused(context: z.core.ParsePayload, message: string, path: PropertyKey[] = []): never {
  context.issues.push({ code: 'custom', message, path, input: context.value })
  return z.NEVER
}
