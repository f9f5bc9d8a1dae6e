/** The configuration and the jobs as operators see them. Invariant: no secret is ever shown. */
import { createScheduledController } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import { configSchema, jobListSchema } from '../../src/contract/answers/system.ts'
import { variableNames } from '../../src/contract/config.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { handleSchedule } from '../../src/worker/scheduled.ts'
import { isolate, operator } from './support/client.ts'
import { bindings } from './support/shop.ts'

describe('the configuration', () => {
  it('every variable is named, and only variables that are no secrets have a value', async () => {
    const SECRET = 'whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IDEy'
    const vars = {
      CATALOGUE_HOOK_SECRET: SECRET,
      ADMIN_EMAIL: 'owner@example.com',
      ADMIN_PASSWORD: 'a secret password',
    }
    const reply = await operator.through(isolate({ ...vars, LOW_STOCK_UNITS: '7' })).get('/v1/admin/ops/config')
    const { variables, versions, bindings: bound } = reply.as(configSchema)
    expect(variables.map(({ name }) => name)).toEqual(variableNames)
    const of = (name: string) => variables.find((variable) => variable.name === name)
    expect(of('LOW_STOCK_UNITS')).toEqual({ name: 'LOW_STOCK_UNITS', isSet: true, isHidden: false, value: 7 })
    expect(of('AUDIT_DAYS')).toEqual({ name: 'AUDIT_DAYS', isSet: false, isHidden: false, value: 730 })
    expect(of('LOCALES')).toMatchObject({ isSet: true, value: ['zh-CN', 'en'] })
    for (const name of ['AUTH_KEYS', 'ACCOUNT_SECRET', ...Object.keys(vars)]) {
      expect(of(name)).toEqual({ name, isSet: true, isHidden: true, value: null })
    }
    // No hidden value appears anywhere in the answer.
    const all: Readonly<Record<string, unknown>> = { ...bindings, ...vars }
    for (const { name, isHidden } of variables) {
      if (isHidden && typeof all[name] === 'string')
        expect(reply.text).not.toContain(JSON.stringify(all[name]).slice(1, -1))
    }
    expect(versions.pannier).toMatch(/^\d+\.\d+\.\d+$/)
    expect(bound).toEqual(expect.arrayContaining(['CARTS', 'RECORD', 'WRITES']))
  })
})

describe('the jobs', () => {
  it('the last run of each scheduled job is listed with its outcome', async () => {
    vi.spyOn(console, 'log').mockReturnValue()
    await handleSchedule(createScheduledController({}), { ...bindings })
    const jobs = async () => (await operator.get('/v1/admin/ops/jobs')).as(jobListSchema).items
    const daily = await jobs()
    expect(daily.map(({ name, outcome, reason }) => [name, outcome, reason])).toEqual(
      expect.arrayContaining([
        ['audit', 'done', null],
        ['sweep', 'done', null],
        ['tombstones', 'done', null],
      ]),
    )
    const env = { ...bindings }
    vi.spyOn(portsOf(env).record, 'dropAudit').mockRejectedValue(new Error('a fault'))
    await handleSchedule(createScheduledController({}), env)
    const audit = (await jobs()).find(({ name }) => name === 'audit')
    expect(audit).toMatchObject({ outcome: 'failed', reason: 'Error: a fault' })
    expect(Date.parse(audit?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(daily[0]?.startedAt ?? ''))
    vi.restoreAllMocks()
  })
})
