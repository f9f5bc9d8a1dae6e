/** The document's texts for the configuration and the scheduled jobs. */
import { configSchema, jobListSchema } from '../answers/system.ts'
import { systemRoutes } from '../http/system.ts'
import { documented, GUARDED } from './operation.ts'

export const systemDocs = documented('system', 'Operations', systemRoutes, {
  config: {
    summary: 'Get the versions and the configuration, without secrets',
    answers: { 200: { description: 'The configuration.', schema: configSchema } },
    refusals: GUARDED,
  },
  jobs: {
    summary: 'List the scheduled jobs with the time and the outcome of their last runs',
    answers: { 200: { description: 'All jobs that have run.', schema: jobListSchema } },
    refusals: GUARDED,
  },
})
