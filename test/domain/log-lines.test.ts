// Log lines that are written together. Invariants: they stay in order, only a kill loses any, and warnings are
// written at once.
import { expect, test } from 'vitest'
import { jsonLog } from '../../src/contract/log.ts'
import { LogLines } from '../../src/worker/http/log-lines.ts'

const WAIT_MS = 200

function open() {
  const written: string[] = []
  const timers: (() => void)[] = []
  const deferred: Promise<unknown>[] = []
  const clock = { now: 1_000 }
  const lines = new LogLines(WAIT_MS, {
    write: (text) => void written.push(text),
    defer: (work) => void deferred.push(work),
    pause: () => new Promise((resolve) => timers.push(resolve)),
    now: () => clock.now,
  })
  const ring = async () => {
    for (const timer of timers.splice(0)) timer()
    await Promise.all(deferred)
  }
  const events = () => written.map((text) => text.split('\n').map((line) => JSON.parse(line).event as string))
  return { log: jsonLog('info', lines.write), clock, ring, events, timers }
}

test('lines of one moment are written together, once', async () => {
  const { log, ring, events, timers } = open()
  log('info', 'a')
  log('info', 'b')
  expect(timers).toHaveLength(1)
  expect(events()).toEqual([])
  await ring()
  expect(events()).toEqual([['a', 'b']])
})

test('a warning or an error writes the lines before it too, in order', async () => {
  const { log, ring, events } = open()
  log('info', 'a')
  log('warn', 'b')
  log('info', 'c')
  log('error', 'd')
  expect(events()).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  await ring()
  expect(events()).toHaveLength(2)
})

test('at most 32 lines wait', () => {
  const { log, events } = open()
  for (let line = 0; line < 70; line++) log('info', String(line))
  expect(events().map((lines) => lines.length)).toEqual([32, 32])
  expect(events().flat()).toEqual(Array.from({ length: 64 }, (_, line) => String(line)))
})

test.each([
  ['that had to write them was cancelled', WAIT_MS + 1],
  ['began before the clock went back', -1],
])('the next line writes the waiting lines although the request %s', (_, passed) => {
  const { log, clock, events } = open()
  log('info', 'a')
  clock.now += passed
  log('info', 'b')
  expect(events()).toEqual([['a', 'b']])
})
