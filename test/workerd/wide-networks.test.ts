/**
 * The limits of one IPv6 /48 as a whole, because one subscriber may hold all its 65,536 /64s. Invariant: a /48 gets
 * four times the limit of one address, from any of its /64s, and no other network pays for it.
 */
import { describe, expect, it } from 'vitest'
import { Objects } from '../../src/objects/objects.ts'
import { siteKey } from '../../src/worker/guard/address.ts'
import { counterName, type Origin, SignInWatch } from '../../src/worker/identity/sign-in-watch.ts'
import { ObjectDown } from '../../src/worker/object-call.ts'
import { tag } from '../support/tags.ts'
import { unscaled } from './support/attempts.ts'
import { bindings } from './support/shop.ts'

const watch = new SignInWatch(new Objects(bindings, {}), () => {})

/** A /48 with /64s of its own, counted by the thresholds of production. */
async function network(n: number): Promise<(address: number) => Promise<Origin>> {
  const site = tag(n * 1_000)
  await unscaled(counterName('sites', site))
  return async (address) => {
    const from = { tag: tag(n * 1_000 + 1 + address), prefix: `2001:db8:${n}::/48`, site }
    await unscaled(counterName('addresses', from.tag))
    return from
  }
}

const isAllowed = (call: Promise<unknown>) =>
  call.then(
    () => true,
    () => false,
  )

/** The number of allowed tries, each from a /64 of its own. */
async function allowedOf(
  tries: number,
  from: (address: number) => Promise<Origin>,
  call: (by: Origin) => Promise<void>,
) {
  let allowed = 0
  for (let n = 0; n < tries; n++) if (await isAllowed(call(await from(n)))) allowed++
  return allowed
}

describe('the limits of one /48', () => {
  it('a /48 has at most eighty failed sign-ins, and a refused try does not count against its address', async () => {
    const from = await network(1)
    expect(await allowedOf(80, from, (by) => watch.tryLogin(by, tag(7)))).toBe(80)
    // Pauses of 1, 2 and 4 s follow, which may end while a busy machine sends the rest.
    expect(await allowedOf(20, from, (by) => watch.tryLogin(by, tag(7)))).toBeLessThan(4)
    const last = await from(99)
    const attempts = await unscaled(counterName('addresses', last.tag))
    for (let n = 0; n < 20; n++) expect((await attempts.tryLogin(last.tag, tag(7))).allowed).toBe(true)
    expect(await allowedOf(1, await network(2), (by) => watch.tryLogin(by, tag(7)))).toBe(1)
  })

  it('correct sign-ins of a /48 do not count', async () => {
    const right = async (by: Origin) => {
      await watch.tryLogin(by, tag(7))
      await watch.forgive(by)
    }
    expect(await allowedOf(100, await network(3), right)).toBe(100)
  })

  it('sign-ins at eighty accounts lock the /48, with a notice', async () => {
    const from = await network(4)
    let account = 0
    await allowedOf(81, from, (by) => watch.tryLogin(by, tag(account++)))
    const { items } = await watch.events(100, null)
    const notice = { kind: 'many_accounts', subject: '-', addressPrefix: '2001:db8:4::/48', count: 80 }
    expect(items).toContainEqual(expect.objectContaining(notice))
  })

  it('a /48 has forty registrations an hour', async () => {
    expect(await allowedOf(50, await network(5), (by) => watch.tryRegistration(by))).toBe(40)
  })

  it('sign-ins of a /48 are refused while its counter cannot answer', async () => {
    const from = await network(6)
    const down = async () => {
      throw new Error('overloaded')
    }
    const broken = new Proxy(bindings.ATTEMPTS, {
      get: (target, name) =>
        name !== 'getByName'
          ? Reflect.get(target, name)
          : (of: string) => (of.startsWith('sites') ? { tryLogin: down } : target.getByName(of)),
    })
    const blind = new SignInWatch(new Objects({ ...bindings, ATTEMPTS: broken }, {}), () => {})
    await expect(blind.tryLogin(await from(1), tag(7))).rejects.toBeInstanceOf(ObjectDown)
  })
})

it('the /48 of an IPv6 address is its first 48 bits, and an IPv4 address has none', () => {
  expect([siteKey('2001:db8:77:1::1'), siteKey('2001:db8:77:2::1')]).toEqual(Array(2).fill('2001:db8:77::/48'))
  expect(siteKey('198.51.100.7')).toBeNull()
})
