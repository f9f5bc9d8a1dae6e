// The simulated platform keeps its promises to the objects, because a history would otherwise blame the wrong code.
import { expect, test } from 'vitest'
import { IMMORTAL } from './remote.ts'
import { Scene } from './scene.ts'

const USER = 'usr_bob'

/** A guest's cart whose duty to hand its lines over fails, because the user's cart cannot be reached. */
async function failing(): Promise<Scene> {
  const scene = new Scene()
  const { world, host } = scene
  await scene.add('tea')
  world.witness.bindings.ask(scene.id, USER, 'sum')
  world.scheduler.in(0, 'a login', () => {
    const merge = { userId: USER, strategy: 'sum', requestId: 'a' } as const
    host.call(IMMORTAL, 'a login', (cart) => cart.merge(merge)).catch(() => {})
  })
  while (scene.truth.seal === null) await world.step(Number.POSITIVE_INFINITY)
  world.away.add(USER)
  return scene
}

test('an alarm that ends with a failed transaction runs again once, and never beside itself', async () => {
  let ended = 0
  for (let seed = 0; seed < 40; seed++) {
    const scene = await failing()
    const { scheduler, weather } = scene.world
    for (let skipped = 0; skipped < seed; skipped++) scheduler.random()
    weather.sqlFails = 0.5
    let died = 0
    let again = 0
    scheduler.trace = (line) => {
      if (line.includes(`${scene.id} dies because a transaction failed`)) died++
      if (line.includes(`${scene.id} gets its alarm again`)) again++
    }
    await scene.pass(60_000)
    expect(again).toBeLessThanOrEqual(died)
    ended += died
  }
  expect(ended).toBeGreaterThan(10)
})
