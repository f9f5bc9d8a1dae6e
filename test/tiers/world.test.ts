// Histories of the simulated world over real servers: the script in Redis and the MySQL adapter execute everything that
// the models execute, and each answer is compared. Every promise of the world is checked too.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellHistory } from '../world/history.ts'
import { tellOrders } from '../world/orders/history.ts'
import { type MysqlUnderTest, startMysql } from './support/mysql-record.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { emptied, serversOf } from './support/world-servers.ts'

let mysql: MysqlUnderTest
let redis: RedisUnderTest
beforeAll(async () => {
  mysql = await startMysql()
  redis = await startRedis()
})
afterAll(async () => {
  await redis.close()
  await mysql.close()
})

const KINDS = [
  { what: 'carts', tell: tellHistory, histories: 20 },
  { what: 'orders', tell: tellOrders, histories: 5 },
]

for (const { what, tell, histories } of KINDS) {
  test(`histories of ${what} keep every promise over Redis and MySQL, which answer as the models do`, async () => {
    const broken: string[] = []
    for (let seed = 1; seed <= histories; seed++) {
      await emptied(mysql, redis)
      const told = await tell(seed, null, serversOf(mysql, redis))
      if (told.broken) broken.push(`seed ${seed}: ${told.broken}`)
    }
    expect(broken).toEqual([])
  }, 300_000)
}
