// Invariant: the canary binds what the stable deployment binds, but owns no object, consumes no queue, and has neither a
// schedule nor an address of its own.
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { experimental_readRawConfig, unstable_readConfig } from 'wrangler'
import { canaryConfiguration } from '../../../dev/canary/configuration.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const file = fileURLToPath(new URL('../../../wrangler.toml', import.meta.url))

it('the configuration of the canary shares everything and owns nothing', () => {
  const stable = unstable_readConfig({ config: file }, { hideWarnings: true })
  const { rawConfig } = experimental_readRawConfig({ config: file })
  const canary = canaryConfiguration(
    { ...rawConfig, services: [{ binding: 'CANARY', service: 'pannier-canary' }] },
    root,
  )
  expect(canary.name).toBe('pannier-canary')
  expect(canary.durable_objects?.bindings).toEqual(
    stable.durable_objects.bindings.map((its: object) => ({ ...its, script_name: 'pannier' })),
  )
  expect(canary.d1_databases).toEqual(rawConfig.d1_databases)
  expect(canary.ratelimits).toEqual(rawConfig.ratelimits)
  expect(canary.queues).toEqual({ producers: rawConfig.queues?.producers })
  expect(canary.vars).toEqual({ ...rawConfig.vars, DEPLOYMENT: 'canary' })
  expect(canary).toMatchObject({ workers_dev: false, triggers: { crons: [] }, services: [] })
  expect(canary).not.toHaveProperty('migrations')
  expect(canary).not.toHaveProperty('routes')
  expect(canary).not.toHaveProperty('build')
})
