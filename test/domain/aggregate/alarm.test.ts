// The alarm of an object on platforms that ring late, ring early, or have dropped it.
import { expect, test } from 'vitest'
import { Alarm } from '../../../src/objects/aggregate/alarm.ts'
import { Disk } from '../../world/object-storage.ts'
import { storageOn } from './bench.ts'

const MINUTE_MS = 60_000
const NOW = Date.UTC(2026, 10, 24)

function armed(earliest: number) {
  const disk = new Disk()
  const alarm = new Alarm(storageOn(disk))
  alarm.armIfSooner(NOW, earliest)
  return { disk, alarm }
}

test('fault 64: the alarm rings on a platform that is minutes late, although its object is called every minute', () => {
  const LATE_MS = 10 * MINUTE_MS
  const { disk, alarm } = armed(NOW + 1_000)
  let rings = 0
  for (let now = NOW; now < NOW + 3 * 60 * MINUTE_MS; now += MINUTE_MS) {
    if ((disk.alarm ?? 0) + LATE_MS <= now) rings++
    else alarm.armIfSooner(now, NOW + 1_000)
  }
  expect(rings).toBeGreaterThan(0)
})

test('fault 64: the alarm of a late platform rings although its object loses its memory between calls', async () => {
  const LATE_MS = 10 * MINUTE_MS
  const { disk } = armed(NOW + 1_000)
  let rings = 0
  for (let now = NOW; now < NOW + 3 * 60 * MINUTE_MS; now += MINUTE_MS) {
    if ((disk.alarm ?? 0) + LATE_MS <= now) rings++
    else await new Alarm(storageOn(disk)).wake(now, NOW + 1_000)
  }
  expect(rings).toBeGreaterThan(0)
})

test('the alarm is set again within two hours of each loss, however long its work has been due', async () => {
  const { disk, alarm } = armed(NOW)
  const later = NOW + 10 * 24 * 60 * MINUTE_MS
  alarm.armIfSooner(later, NOW)
  const lost = disk.alarm
  for (let now = later; now < later + 120 * MINUTE_MS; now += MINUTE_MS) alarm.armIfSooner(now, NOW)
  expect(disk.alarm).toBeGreaterThan(lost ?? 0)
})

test('the alarm is set again when the platform has dropped it', () => {
  const { disk, alarm } = armed(NOW + 1_000)
  alarm.armIfSooner(NOW + 2 * MINUTE_MS, NOW + 1_000)
  expect(disk.alarm).toBe(NOW + 2 * MINUTE_MS + 1)
})

test('the alarm makes growing pauses on a platform that rings before its time', () => {
  const { disk, alarm } = armed(NOW + 1_000)
  const pauses: number[] = []
  for (let ring = 0; ring < 12; ring++) {
    alarm.taken(NOW)
    alarm.armIfSooner(NOW, NOW + 1_000)
    pauses.push((disk.alarm ?? 0) - NOW)
  }
  expect(pauses.at(-1)).toBeGreaterThan(50_000)
})

test('the alarm makes no pause after punctual rings that have nothing to do', () => {
  const { disk, alarm } = armed(NOW + 10_000)
  let now = NOW
  for (let ring = 0; ring < 100; ring++) {
    now += 10_000
    alarm.taken(now)
    alarm.armIfSooner(now, now + 10_000)
  }
  expect(disk.alarm).toBe(now + 10_000)
})

test('the alarm pauses for about as long as the clock of the platform is ahead, and no longer', () => {
  const { disk, alarm } = armed(NOW + 10_000)
  let now = NOW
  for (let ring = 0; ring < 100; ring++) {
    now = (disk.alarm ?? 0) - 3
    alarm.taken(now)
    alarm.armIfSooner(now, now + 10_000)
  }
  alarm.taken((disk.alarm ?? 0) - 3)
  alarm.armIfSooner(now, now + 1)
  expect((disk.alarm ?? 0) - now).toBeLessThanOrEqual(50)
})
