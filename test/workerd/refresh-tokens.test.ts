/** Refresh tokens over HTTP: their rotation, their end, and the tokens that are refused. */
import { describe, expect, it } from 'vitest'
import { pairSchema, signedInSchema } from '../../src/contract/answers/identity.ts'
import { stranger } from './support/client.ts'
import { login, refreshed, registered } from './support/person.ts'
import { DAY, later, MINUTE, SECOND } from './support/time.ts'

const claimsOf = (token: string) =>
  JSON.parse(atob(token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''))

describe('refresh tokens', () => {
  it('refresh tokens rotate and continue the sign-in', async () => {
    const person = await registered()
    const first = await refreshed(person.refreshToken)
    expect(first.refreshToken).not.toBe(person.refreshToken)
    expect(first.user.id).toBe(person.id)
    const second = await refreshed(first.refreshToken)
    expect(claimsOf(second.accessToken).sid).toBe(claimsOf(first.accessToken).sid)
  })

  it('fault 32: two simultaneous refreshes get the same successor, which stays valid', async () => {
    const { refreshToken } = await registered()
    const [a, b] = await Promise.all([refreshed(refreshToken), refreshed(refreshToken)])
    expect(a.refreshToken).toBe(b.refreshToken)
    await refreshed(a.refreshToken)
  })

  it('fault 32: a replay after its successor was used ends the family, the successor included', async () => {
    const { refreshToken, email } = await registered()
    const second = await refreshed(refreshToken)
    const third = await refreshed(second.refreshToken)
    const replay = await stranger.call('POST', '/v1/auth/refresh', { refreshToken })
    replay.refusal(401, 'refresh_reused')
    for (const token of [third.refreshToken, second.refreshToken, refreshToken]) {
      ;(await stranger.call('POST', '/v1/auth/refresh', { refreshToken: token })).refusal(401, 'unauthenticated')
    }
    expect((await login(email)).status).toBe(200)
  })

  it('a replay a minute later ends the family, though the successor was not used', async () => {
    const { refreshToken } = await registered()
    await refreshed(refreshToken)
    const replay = await later(MINUTE + SECOND, () => stranger.call('POST', '/v1/auth/refresh', { refreshToken }))
    replay.refusal(401, 'refresh_reused')
  })

  it('fault 37: refresh tokens work when the clock is off by ten minutes in either direction', async () => {
    const { refreshToken } = await registered()
    const ahead = await later(10 * MINUTE, () => refreshed(refreshToken))
    const back = await refreshed(ahead.refreshToken)
    await refreshed(back.refreshToken)
  })

  it('refresh tokens are valid for thirty days after their last use', async () => {
    const { refreshToken } = await registered()
    const next = await later(29 * DAY, () => refreshed(refreshToken))
    await later(58 * DAY, () => refreshed(next.refreshToken))
    const { refreshToken: unused } = await registered()
    const late = await later(31 * DAY, () => stranger.call('POST', '/v1/auth/refresh', { refreshToken: unused }))
    late.refusal(401, 'unauthenticated')
  })

  it('forged or changed refresh tokens reach no account', async () => {
    const { refreshToken, id } = await registered()
    const other = await registered()
    const parts = refreshToken.split('.')
    for (const forged of [
      refreshToken.replace(id, other.id),
      [...parts.slice(0, 3), '7', parts[4]].join('.'),
      [...parts.slice(0, 4), 'f'.repeat(64)].join('.'),
      refreshToken.slice(0, -1),
      `${refreshToken}0`,
    ]) {
      ;(await stranger.call('POST', '/v1/auth/refresh', { refreshToken: forged })).refusal(401, 'unauthenticated')
    }
    await refreshed(refreshToken)
  })

  it('a logout ends only its own family, and a second logout succeeds too', async () => {
    const person = await registered()
    const other = (await login(person.email)).as(signedInSchema)
    for (let times = 0; times < 2; times++) {
      const reply = await stranger.call('POST', '/v1/auth/logout', { refreshToken: person.refreshToken })
      expect([reply.status, reply.text]).toEqual([204, ''])
    }
    const ended = await stranger.call('POST', '/v1/auth/refresh', { refreshToken: person.refreshToken })
    ended.refusal(401, 'unauthenticated')
    await refreshed(other.refreshToken)
    expect((await stranger.call('POST', '/v1/auth/logout', { refreshToken: 'nonsense' })).status).toBe(204)
  })
})

it('a refresh answers only the pair of tokens', async () => {
  const { refreshToken } = await registered()
  const reply = await stranger.call('POST', '/v1/auth/refresh', { refreshToken })
  expect(Object.keys(reply.as(pairSchema)).sort()).toEqual(
    ['accessToken', 'expiresIn', 'refreshToken', 'tokenType', 'user'].sort(),
  )
})
