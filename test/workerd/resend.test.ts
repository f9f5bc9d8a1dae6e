/**
 * Calls of an operator to many objects: the resend after a restore of the record, and the sweep. Invariant: afterwards
 * the record has the state of every object, whether the backup had it or not.
 */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { namesPageSchema, resendSchema, sweepSchema } from '../../src/contract/answers/visits.ts'
import { objectsOf } from '../../src/objects/objects.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { beginSweep, continueSweep } from '../../src/worker/visits/sweep.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { deliver, drained, held, isDirty, objectOf, snapshotOf } from './support/objects.ts'
import { login, PASSWORD, registered } from './support/person.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { HOUR, later } from './support/time.ts'

beforeAll(() => stock(product('tea')))

const resend = (...names: string[]) => operator.call('POST', '/v1/admin/ops/resend', { names })
const alarmOf = (shopper: Shopper) => runInDurableObject(objectOf(shopper), (_, { storage }) => storage.getAlarm())

describe('a resend', () => {
  it('fault 56: a resend refills a record that lost a cart or has an older copy of it', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    expect(await isDirty(shopper)).toBe(false)
    for (const restore of [
      'DELETE FROM carts WHERE id = ?',
      'UPDATE carts SET version = 0, lists = NULL WHERE id = ?',
    ]) {
      await bindings.RECORD.prepare(restore).bind(shopper.id).run()
      const answer = await resend(`cart:${shopper.id}`)
      expect([answer.status, answer.as(resendSchema)]).toEqual([200, { sending: 1, empty: 0, failed: [], found: [] }])
      expect(await isDirty(shopper)).toBe(true)
      await deliver([await drained(shopper)])
      expect(await record.getCopy('cart', shopper.id)).toEqual(await snapshotOf(shopper))
      expect(await isDirty(shopper)).toBe(false)
    }
  })

  it('a resend reports an empty object, and stores nothing there', async () => {
    const shopper = await Shopper.guest()
    expect((await resend(`cart:${shopper.id}`, 'order:ord_none')).as(resendSchema)).toMatchObject({
      sending: 0,
      empty: 2,
    })
  })

  it('an account and its claim that lost their storage continue from the record, and the address stays taken', async () => {
    vi.spyOn(console, 'log').mockReturnValue()
    const { email, id: userId } = await registered()
    const account = objectsOf(bindings).account(userId)
    const copy = await account.snapshot()
    if (copy?.state !== 'live') throw new Error('the account has no copy')
    await record.putCopies('account', [copy])
    const [claim = ''] = Object.keys(copy.lists.claims ?? {})
    for (const stub of [bindings.ACCOUNTS.getByName(userId), bindings.CLAIMS.getByName(claim)]) {
      await runInDurableObject(stub, (_, { storage }) => Promise.all([storage.deleteAlarm(), storage.deleteAll()]))
      await evictDurableObject(stub)
    }
    expect((await login(email)).status).toBe(401)
    expect((await resend(`account:${userId}`)).as(resendSchema)).toMatchObject({ sending: 1, empty: 0, failed: [] })
    expect((await login(email)).status).toBe(200)
    const again = await stranger.call('POST', '/v1/auth/register', { email, password: PASSWORD })
    again.refusal(409, 'email_taken')
    vi.restoreAllMocks()
  })

  it('a resend is for admins only, and refuses names of unknown kinds', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.call('POST', '/v1/admin/ops/resend', { names: ['cart:x'] })).refusal(403, 'forbidden')
    for (const name of ['parcel:1', 'cart:', 'cart', '']) (await resend(name)).refusal(400, 'invalid_request')
  })

  it('the names of objects are listed page by page from the record and from the catalogue', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    const page = (await operator.get('/v1/admin/ops/aggregates?source=record&kind=cart')).as(namesPageSchema)
    expect(page.items).toContain(`cart:${shopper.id}`)
    const skus = (await operator.get('/v1/admin/ops/aggregates?source=catalogue')).as(namesPageSchema)
    expect(skus.items).toContain('stock:tea')
    expect((await operator.get('/v1/admin/ops/aggregates?source=l2')).as(namesPageSchema)).toEqual({
      items: [],
      nextCursor: null,
    })
  })
})

describe('the sweep', () => {
  /** A cart whose record row shows an open duty, and whose alarm the platform lost. */
  async function forgotten(): Promise<Shopper> {
    const [shopper, message] = await held()
    await deliver([message])
    await bindings.RECORD.prepare('UPDATE carts SET settling = 1 WHERE id = ?').bind(shopper.id).run()
    await runInDurableObject(objectOf(shopper), async (_, { storage }) => storage.deleteAlarm())
    return shopper
  }

  it('fault 57: the sweep calls an object that has owed something for long, which sets its alarm again', async () => {
    const shopper = await forgotten()
    const standing = async () => (await alarmOf(shopper)) !== null
    await runInDurableObject(objectOf(shopper), async (_, { storage }) => storage.deleteAlarm())
    let cursor: string | null = ''
    let called = 0
    while (cursor !== null) {
      const path: string = `/v1/admin/ops/sweep${cursor && `?cursor=${encodeURIComponent(cursor)}`}`
      const page = await later(2 * HOUR, () => operator.call('POST', path))
      const body = page.as(sweepSchema)
      called += body.called
      cursor = body.nextCursor
    }
    expect(called).toBeGreaterThan(0)
    expect(await standing()).toBe(true)
  })

  it('the sweep continues every minute until it is done, and rests until the next day', async () => {
    const ports = portsOf(bindings)
    const list = vi.spyOn(ports.record, 'listIds')
    const { signal } = new AbortController()
    await continueSweep(ports, signal)
    expect(list).not.toHaveBeenCalled()
    await beginSweep(ports)
    for (let minute = 0; minute < 20; minute++) await continueSweep(ports, signal)
    const asked = list.mock.calls.length
    expect(asked).toBeGreaterThanOrEqual(10)
    await continueSweep(ports, signal)
    expect(list.mock.calls).toHaveLength(asked)
    list.mockRestore()
  })

  it('the sweep refuses an invalid cursor', async () => {
    ;(await operator.call('POST', '/v1/admin/ops/sweep?cursor=x')).refusal(400, 'invalid_request')
  })
})
