/** The last run of each scheduled job, over either database. */
import { asc } from 'drizzle-orm'
import type { Database } from './database.ts'

export interface JobRun {
  /** The name of the job. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  readonly outcome: 'done' | 'failed'
  /** Why the run failed, otherwise null. */
  readonly reason: string | null
}

export interface JobRecord {
  /** Replaces the last run of each job. */
  putJobRuns(runs: readonly JobRun[]): Promise<void>
  /** In order of name. */
  listJobRuns(): Promise<readonly JobRun[]>
}

export function jobRecord({ tables, ...database }: Database): JobRecord {
  const { jobRuns } = tables
  return {
    putJobRuns: (runs) => database.put(jobRuns, jobRuns.name, runs),
    listJobRuns: () => database.rows(jobRuns, { orderBy: [asc(jobRuns.name)] }),
  }
}
