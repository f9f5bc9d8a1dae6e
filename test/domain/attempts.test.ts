// Limits of sign-ins and registrations: which tries are free, wait, are refused, and raise a notice.
import { describe, expect, it } from 'vitest'
import type { Failures } from '../../src/domain/account/lockout.ts'
import { failUnknown, type UnknownAnswer } from '../../src/domain/attempts.ts'
import { tag } from '../support/tags.ts'
import { Address, MINUTE, SECOND, START, times } from './attempts-address.ts'

describe('sign-ins that fail from one address', () => {
  it('twenty failures are free, and each further one waits 1, 2, 4 … 60 s after the one before', () => {
    const address = new Address()
    expect(times(30, () => address.patiently())).toEqual([...Array(20).fill(0), 1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    expect(address.told).toEqual([])
  })

  it('an attempt that comes too early gets the remaining wait, and does not make the pause longer', () => {
    const address = new Address()
    times(23, () => address.patiently())
    const told = times(4, () => {
      address.now += 1_500
      return address.try().retryAfterSeconds
    })
    expect(told).toEqual([7, 5, 4, 2])
    address.now += 2 * SECOND
    expect(address.try().allowed).toBe(true)
  })

  it('twenty of a thousand simultaneous failures are admitted, and notices come at 50, 100, 200 …', () => {
    const address = new Address()
    expect(times(1_000, () => address.try()).filter(({ allowed }) => allowed)).toHaveLength(20)
    expect(address.told).toEqual([50, 100, 200, 400, 800].map((count) => `address_failures ${count}`))
  })

  it('the fiftieth failed try locks the address until 15 minutes after the last judged try', () => {
    const address = new Address()
    times(20, () => address.try())
    address.now += 500
    expect(times(30, () => address.try().retryAfterSeconds)).toEqual([...Array(29).fill(1), 900])
    address.now = START + 15 * MINUTE - 1
    expect(address.try()).toMatchObject({ allowed: false, retryAfterSeconds: 1 })
    address.now = START + 15 * MINUTE
    expect(times(20, () => address.try().allowed)).toEqual(Array(20).fill(true))
  })

  it('a patient client has at most forty failures in 15 minutes, and starts afresh after them', () => {
    const address = new Address()
    let judged = 0
    while (address.now < START + 15 * MINUTE) {
      address.patiently()
      judged++
    }
    expect(judged).toBeLessThanOrEqual(40)
    expect(times(19, () => address.patiently())).toEqual(Array(19).fill(0))
  })

  it('the thresholds of failed sign-ins scale', () => {
    const address = new Address(3)
    expect(times(1_000, () => address.try()).filter(({ allowed }) => allowed)).toHaveLength(60)
    expect(address.told.slice(0, 2)).toEqual(['address_failures 150', 'address_failures 300'])
    const smallest = new Address(0.001)
    expect(smallest.try().allowed).toBe(true)
    expect(smallest.try().allowed).toBe(false)
  })
})

describe('one password over many accounts', () => {
  it('one password over twenty accounts locks the address for 15 minutes, with a notice', () => {
    const address = new Address()
    times(20, (account) => {
      expect(address.try(account).allowed).toBe(true)
      address.now += SECOND
    })
    expect(address.told).toEqual(['many_accounts 20'])
    address.now -= SECOND
    expect(address.try(20)).toMatchObject({ allowed: false, retryAfterSeconds: 900 })
    address.now += 15 * MINUTE - 1
    expect(address.try(20)).toMatchObject({ allowed: false, retryAfterSeconds: 1 })
    address.now += 1
    expect(address.try(20).allowed).toBe(true)
  })

  it('twenty accounts are distinguished from nineteen, with any tags', () => {
    for (let run = 0; run < 300; run++) {
      const address = new Address()
      times(19, (account) => address.try(20 * run + account))
      expect(address.told).toEqual([])
      address.try(20 * run)
      expect(address.told).toEqual([])
      const other = new Address()
      times(20, (account) => other.try(20 * run + account))
      expect(other.told).toEqual(['many_accounts 20'])
    }
  })

  it('the notice of many accounts never comes above the reach of its count, where the pauses hold', () => {
    const address = new Address(10)
    expect(times(1_000, (account) => address.try(account)).filter(({ allowed }) => allowed)).toHaveLength(200)
    expect(address.told).toEqual(['address_failures 500', 'address_failures 1000'])
  })

  it('the notice of many accounts comes again when the accounts have doubled, though none of them is judged', () => {
    const address = new Address()
    times(20, (account) => address.patiently(account))
    times(200, (account) => expect(address.try(20 + account).allowed).toBe(false))
    const many = [20, 40, 80].map((count) => `many_accounts ${count}`)
    expect(address.told.filter((told) => told.startsWith('many'))).toEqual(many)
  })

  it('a thousand correct sign-ins from one office within 15 minutes never wait and raise no notice', () => {
    const address = new Address()
    times(1_000, (account) => {
      expect(address.try(account).allowed).toBe(true)
      address.forgive()
      address.now += 800
    })
    times(19, () => expect(address.try().allowed).toBe(true))
    expect(address.told).toEqual([])
  })

  it('a hundred simultaneous sign-ins are all admitted once the first of them were correct', () => {
    const address = new Address()
    times(100, (account) => address.try(account))
    times(20, () => address.forgive())
    expect(times(20, (account) => address.try(account).allowed)).toEqual(Array(20).fill(true))
  })

  it('twenty failures over few accounts, and tries that only had to wait, raise no notice of many accounts', () => {
    const address = new Address()
    times(20, (index) => address.try(index % 5))
    times(20, (account) => expect(address.try(100 + account).retryAfterSeconds).toBe(1))
    expect(address.told).toEqual([])
    times(8, (index) => address.patiently(index % 5))
    expect(address.told.filter((told) => told.startsWith('many'))).toEqual([])
  })
})

describe('a correct sign-in', () => {
  it('a correct sign-in takes back its own count only: an account of the attacker’s clears nothing', () => {
    const address = new Address()
    times(19, () => address.try())
    times(50, () => {
      expect(address.try(1).allowed).toBe(true)
      address.forgive()
    })
    expect(address.try().allowed).toBe(true)
    expect(address.try(1)).toMatchObject({ allowed: false, retryAfterSeconds: 1 })
  })

  it('a correct sign-in that was never counted takes back nothing', () => {
    const address = new Address()
    times(5, () => address.forgive())
    expect(times(21, () => address.try().allowed)).toEqual([...Array(20).fill(true), false])
  })
})

describe('registrations from one address', () => {
  it('ten registrations an hour are free; the eleventh raises a notice and is refused until the hour is over', () => {
    const address = new Address()
    expect(times(10, () => address.register().allowed)).toEqual(Array(10).fill(true))
    expect(address.told).toEqual([])
    address.now += 30 * MINUTE
    expect(address.register()).toMatchObject({ allowed: false, retryAfterSeconds: 1_800 })
    times(100, () => address.register())
    expect(address.told).toEqual([11, 22, 44, 88].map((count) => `bulk_registration ${count}`))
    address.now += 30 * MINUTE
    expect(address.register().allowed).toBe(true)
  })

  it('the threshold of registrations scales, and does not count sign-ins', () => {
    const address = new Address(2)
    times(20, () => address.try())
    expect(times(21, () => address.register().allowed)).toEqual([...Array(20).fill(true), false])
  })
})

describe('an unknown e-mail address', () => {
  const guesses = () => {
    let known: Failures | undefined
    return (now: number, address = 0): UnknownAnswer => {
      const { state, answer } = failUnknown(known, tag(address), now)
      known = state ?? known
      return answer
    }
  }

  it('an unknown e-mail address is locked by its tenth failure for 15 minutes, also by simultaneous ones', () => {
    const fail = guesses()
    expect(times(9, () => fail(START))).toEqual(Array(9).fill({ status: 'wrong', detected: null }))
    expect(fail(START)).toEqual({ status: 'wrong', detected: { kind: 'account_locked', count: 10 } })
    expect(times(990, () => fail(START))).toEqual(Array(990).fill({ status: 'locked', seconds: 900 }))
    expect(fail(START + 15 * MINUTE - 1)).toEqual({ status: 'locked', seconds: 1 })
    expect(fail(START + 15 * MINUTE)).toEqual({ status: 'wrong', detected: null })
  })

  it('an unknown e-mail address is locked by failures from five addresses', () => {
    const fail = guesses()
    times(4, (address) => fail(START, address))
    expect(fail(START, 4)).toMatchObject({ detected: { kind: 'account_from_many_addresses' } })
    expect(fail(START, 5)).toMatchObject({ status: 'locked' })
  })
})
