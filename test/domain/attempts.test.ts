// How sign-ins and registrations are limited: what is free, what waits, what is shut out and told of.
import { describe, expect, it } from 'vitest'
import type { Failures } from '../../src/domain/account/lockout.ts'
import { failUnknown, type UnknownAnswer } from '../../src/domain/attempts.ts'
import { tag } from '../support/tags.ts'
import { Address, MINUTE, SECOND, START, times } from './attempts-address.ts'

describe('sign-ins that fail from one address', () => {
  it('are free twenty times, and then wait 1, 2, 4 … 60 s each for the one before', () => {
    const address = new Address()
    expect(times(30, () => address.patiently())).toEqual([...Array(20).fill(0), 1, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    expect(address.told).toEqual([])
  })

  it('that come too early are told what is left, and make the pause no longer', () => {
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

  it('are let through twenty times of a thousand at once, and are told of at 50, 100, 200 …', () => {
    const address = new Address()
    expect(times(1_000, () => address.try()).filter(({ allowed }) => allowed)).toHaveLength(20)
    expect(address.told).toEqual([50, 100, 200, 400, 800].map((count) => `address_failures ${count}`))
  })

  it('are shut out by the fiftieth try, until 15 minutes after the last that was judged', () => {
    const address = new Address()
    times(20, () => address.try())
    address.now += 500
    expect(times(30, () => address.try().retryAfterSeconds)).toEqual([...Array(29).fill(1), 900])
    address.now = START + 15 * MINUTE - 1
    expect(address.try()).toMatchObject({ allowed: false, retryAfterSeconds: 1 })
    address.now = START + 15 * MINUTE
    expect(times(20, () => address.try().allowed)).toEqual(Array(20).fill(true))
  })

  it('are forty at most in 15 minutes, however patient, and as new after them', () => {
    const address = new Address()
    let judged = 0
    while (address.now < START + 15 * MINUTE) {
      address.patiently()
      judged++
    }
    expect(judged).toBeLessThanOrEqual(40)
    expect(times(19, () => address.patiently())).toEqual(Array(19).fill(0))
  })

  it('have thresholds that scale', () => {
    const address = new Address(3)
    expect(times(1_000, () => address.try()).filter(({ allowed }) => allowed)).toHaveLength(60)
    expect(address.told.slice(0, 2)).toEqual(['address_failures 150', 'address_failures 300'])
    const smallest = new Address(0.001)
    expect(smallest.try().allowed).toBe(true)
    expect(smallest.try().allowed).toBe(false)
  })
})

describe('one password over many accounts', () => {
  it('is shut out after the twentieth account for 15 minutes, and told of', () => {
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

  it('is told apart from nineteen, whatever their tags', () => {
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

  it('is never told of above the reach of its count, where the pauses hold', () => {
    const address = new Address(10)
    expect(times(1_000, (account) => address.try(account)).filter(({ allowed }) => allowed)).toHaveLength(200)
    expect(address.told).toEqual(['address_failures 500', 'address_failures 1000'])
  })

  it('is told of again when the accounts have doubled, though none of them is judged', () => {
    const address = new Address()
    times(20, (account) => address.patiently(account))
    times(200, (account) => expect(address.try(20 + account).allowed).toBe(false))
    const many = [20, 40, 80].map((count) => `many_accounts ${count}`)
    expect(address.told.filter((told) => told.startsWith('many'))).toEqual(many)
  })

  it('is not what an office does: a thousand who sign in rightly within 15 minutes never wait', () => {
    const address = new Address()
    times(1_000, (account) => {
      expect(address.try(account).allowed).toBe(true)
      address.forgive()
      address.now += 800
    })
    times(19, () => expect(address.try().allowed).toBe(true))
    expect(address.told).toEqual([])
  })

  it('is not what a hundred do at one moment: all are let in once the first of them were right', () => {
    const address = new Address()
    times(100, (account) => address.try(account))
    times(20, () => address.forgive())
    expect(times(20, (account) => address.try(account).allowed)).toEqual(Array(20).fill(true))
  })

  it('is not twenty failures over few accounts, nor those that were only made to wait', () => {
    const address = new Address()
    times(20, (index) => address.try(index % 5))
    times(20, (account) => expect(address.try(100 + account).retryAfterSeconds).toBe(1))
    expect(address.told).toEqual([])
    times(8, (index) => address.patiently(index % 5))
    expect(address.told.filter((told) => told.startsWith('many'))).toEqual([])
  })
})

describe('a right sign-in', () => {
  it('takes back its own count and no other: an account of the attacker’s clears nothing', () => {
    const address = new Address()
    times(19, () => address.try())
    times(50, () => {
      expect(address.try(1).allowed).toBe(true)
      address.forgive()
    })
    expect(address.try().allowed).toBe(true)
    expect(address.try(1)).toMatchObject({ allowed: false, retryAfterSeconds: 1 })
  })

  it('that nothing counted takes back nothing', () => {
    const address = new Address()
    times(5, () => address.forgive())
    expect(times(21, () => address.try().allowed)).toEqual([...Array(20).fill(true), false])
  })
})

describe('registrations from one address', () => {
  it('are ten an hour; the eleventh is told of and refused until the hour is over', () => {
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

  it('have a threshold that scales, and are not sign-ins', () => {
    const address = new Address(2)
    times(20, () => address.try())
    expect(times(21, () => address.register().allowed)).toEqual([...Array(20).fill(true), false])
  })
})

describe('an e-mail address that nobody has', () => {
  const guesses = () => {
    let known: Failures | undefined
    return (now: number, address = 0): UnknownAnswer => {
      const { state, answer } = failUnknown(known, tag(address), now)
      known = state ?? known
      return answer
    }
  }

  it('is locked by the tenth failure for 15 minutes, and further ones of the same moment do not open it', () => {
    const fail = guesses()
    expect(times(9, () => fail(START))).toEqual(Array(9).fill({ status: 'wrong', detected: null }))
    expect(fail(START)).toEqual({ status: 'wrong', detected: { kind: 'account_locked', count: 10 } })
    expect(times(990, () => fail(START))).toEqual(Array(990).fill({ status: 'locked', seconds: 900 }))
    expect(fail(START + 15 * MINUTE - 1)).toEqual({ status: 'locked', seconds: 1 })
    expect(fail(START + 15 * MINUTE)).toEqual({ status: 'wrong', detected: null })
  })

  it('is locked by failures from five addresses', () => {
    const fail = guesses()
    times(4, (address) => fail(START, address))
    expect(fail(START, 4)).toMatchObject({ detected: { kind: 'account_from_many_addresses' } })
    expect(fail(START, 5)).toMatchObject({ status: 'locked' })
  })
})
