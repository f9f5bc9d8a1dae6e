/** For a transform that cannot read what it was given. */
import * as z from 'zod/mini'

/** Reports the value, or the part of it that `path` leads to. The result stands for no value: nothing reads it. */
export function refused(context: z.core.ParsePayload, message: string, path: PropertyKey[] = []): never {
  context.issues.push({ code: 'custom', message, path, input: context.value })
  return z.NEVER
}
