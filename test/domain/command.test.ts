// The frame of commands: wrong arguments show the usage, and a failure is one line with an exit code.
import { afterEach, expect, it } from 'vitest'
import { argumentsOf, runCommand } from '../../dev/command.ts'

const options = { url: { type: 'string', default: 'here' } } as const
const given = (...parts: string[]) => {
  process.argv = ['node', 'command.ts', ...parts]
  return argumentsOf('usage: it', options, 1)
}
const { argv } = process

afterEach(() => {
  process.argv = argv
  process.exitCode = undefined
})

it('arguments are read with their defaults; unknown or too many ones are named above the usage', () => {
  expect(given('file')).toEqual({ values: { url: 'here' }, positionals: ['file'] })
  expect(() => given('--nonsense')).toThrow(/^Unknown option '--nonsense'\nusage: it$/)
  expect(() => given('--url')).toThrow(/^Option '--url <value>' argument missing\nusage: it$/)
  expect(() => given('one', 'two')).toThrow(/^Unexpected argument 'two'\nusage: it$/)
})

it('a command ends with its code, and one that throws with the words for it and the code of a failure', async () => {
  const thrown: unknown[] = []
  const wordsFor = (error: unknown) => `seen by a test: ${thrown.push(error)}`
  await runCommand(async () => 3)
  expect(process.exitCode).toBe(3)
  await runCommand(async () => 'done')
  expect(process.exitCode).toBe(0)
  const failure = new Error('the disk is full')
  await runCommand(() => Promise.reject(failure), 2, wordsFor)
  expect([process.exitCode, thrown]).toEqual([2, [failure]])
})
