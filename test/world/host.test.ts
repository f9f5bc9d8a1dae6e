// The simulated platform keeps its promises to the objects, because a history would otherwise blame the wrong code.
import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

test('an alarm whose transaction failed runs again once, and never beside itself', async () => {
  let repeated = 0
  for (let write = 0; write < 40; write++) {
    const scene = new Scene()
    const { scheduler, weather } = scene.world
    for (let skipped = 0; skipped < write; skipped++) scheduler.random()
    weather.messageLost = 1
    await scene.add('tea')
    const lines: string[] = []
    scheduler.trace = (line) => lines.push(line)
    weather.sqlFails = 1
    await scene.pass(60_000)
    const of = (text: string) => lines.filter((line) => line.includes(text))
    const rings = of('alarm of gst_ann')
    // Each line begins with its time.
    expect(rings).toEqual([...new Set(rings)])
    if (of('gst_ann dies because a transaction failed').length > 0) repeated++
  }
  expect(repeated).toBeGreaterThan(5)
})
