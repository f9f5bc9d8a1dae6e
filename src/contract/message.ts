/**
 * The messages of the queue WRITES, with a schema version of their own. An announcement has only the position, and the
 * consumer asks the object for the copy; a message that is sent again carries a copy of up to 96 KB.
 */
import * as z from 'zod/mini'
import { type Copy, type Json, KINDS } from '../domain/copy.ts'

export const MESSAGE_SCHEMA = 1

/** Characters of JSON. The queue accepts 128 KB, which only text of mostly multi-byte characters could exceed. */
export const MAX_SNAPSHOT_BYTES = 96 * 1024

const json: z.ZodMiniType<Json> = z.json()
const count = z.int().check(z.nonnegative())

const head = {
  kind: z.enum(KINDS),
  id: z.string().check(z.minLength(1), z.maxLength(128)),
  schema: count,
  epoch: count,
  version: count,
  updatedAt: count,
}

const copySchema: z.ZodMiniType<Copy> = z.discriminatedUnion('state', [
  z.object({
    ...head,
    state: z.literal('live'),
    seal: z.nullable(z.string()),
    lists: z.record(z.string(), z.record(z.string(), json)),
  }),
  z.object({ ...head, state: z.enum(['expired', 'erased']) }),
])

export const writeMessageSchema = z.object({
  schema: z.literal(MESSAGE_SCHEMA),
  kind: head.kind,
  id: head.id,
  epoch: count,
  version: count,
  /** The request that made the newest change, for the logs; null if the object made it by itself. */
  requestId: z.nullable(z.string()),
  /** Null in an announcement, and if the copy is too large for a message. */
  copy: z.nullable(copySchema),
})

export type WriteMessage = z.infer<typeof writeMessageSchema>
