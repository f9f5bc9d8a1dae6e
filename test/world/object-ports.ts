/** The ports of a simulated object: every call goes through the scheduler, which decides when it ends, and how. */
import type { WriteMessage } from '../../src/contract/message.ts'
import type { AggregatePorts } from '../../src/objects/aggregate/ports.ts'
import type { Life } from './remote.ts'
import type { World } from './world.ts'

export function objectPorts(world: World, id: string, life: Life): AggregatePorts {
  const { scheduler, weather, remote } = world
  return {
    now: () => scheduler.wall(),
    random: () => scheduler.random(),
    send: (message) => {
      world.sends.push({ id, at: scheduler.time })
      const down = world.down.has('queue') ? 1 : 0
      const faults = { fails: down || weather.sendFails, unanswered: weather.sendUnanswered, late: 0 }
      const text = JSON.stringify(message satisfies WriteMessage)
      return remote.call(life, `${id} sends`, faults, () => world.queue.enqueue(text))
    },
    copyFromL2: (name) => remote.call(life, `${name} from L2`, world.l2Faults(), () => world.l2.getCopy('cart', name)),
    copyFromRecord: (name) =>
      remote.call(life, `${name} from the record`, world.recordFaults(), () => world.record.getCopy('cart', name)),
    deadline: (promise, ms) =>
      new Promise((resolve, reject) => {
        const timer = scheduler.in(ms, `a deadline of ${id}`, () => {
          if (life.alive) reject(new Error(`no end within ${ms} ms`))
        })
        promise.then(resolve, reject).finally(() => {
          timer.cancelled = true
        })
      }),
    log: (level, event, fields) => {
      scheduler.trace?.(`    ${id} logs ${level} ${event} ${JSON.stringify(fields ?? {})}`)
      if (fields?.alert) world.alerts.push(`${id} ${event}`)
    },
  }
}
