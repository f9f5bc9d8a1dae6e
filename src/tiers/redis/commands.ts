/** The commands of @upstash/redis that the worker uses; the bundle leaves out all others (dev/left-out.ts). */
import type { Redis as EveryCommand } from '@upstash/redis/cloudflare'

export const COMMANDS = ['eval', 'exec', 'hgetall', 'mget', 'ping', 'scan'] as const
export const PIPELINE_COMMANDS = ['eval'] as const

/** Has only these commands, so that the compiler refuses one that the bundle would lack. */
export type Redis = Pick<EveryCommand, (typeof COMMANDS)[number]> & {
  pipeline(): Pick<Pipeline, (typeof PIPELINE_COMMANDS)[number] | 'exec'>
}

type Pipeline = ReturnType<EveryCommand['pipeline']>
