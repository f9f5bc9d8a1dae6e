/** A database for one test file, with the newest schema, behind a gateway that can be made to fail. */
import { randomBytes } from 'node:crypto'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { type PlanetscaleGateway, startPlanetscaleGateway } from '../../../dev/gateways/planetscale.ts'
import { migrateMysql } from '../../../dev/migrate-mysql.ts'

export interface MysqlUnderTest {
  readonly gateway: PlanetscaleGateway
  /** Bypasses the gateway. */
  sql(statement: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

/** @param transactionLimitMs the server ends a transaction after this time; twenty seconds as hosted */
export async function startMysql(transactionLimitMs?: number): Promise<MysqlUnderTest> {
  const given = new URL(process.env.PANNIER_TEST_MYSQL_URL ?? '')
  const own = new URL(given)
  const name = `${given.pathname.slice(1)}_${randomBytes(4).toString('hex')}`
  own.pathname = `/${name}`
  const connection = await createConnection({ uri: given.href, dateStrings: true })
  await connection.query(`create database ${name}`)
  await connection.query(`use ${name}`)
  await migrateMysql(own.href, () => {})
  const gateway = await startPlanetscaleGateway({
    mysqlUrl: own.href,
    ...(transactionLimitMs !== undefined && { transactionLimitMs }),
  })
  return {
    gateway,
    async sql(statement) {
      const [rows] = await connection.query<RowDataPacket[]>(statement)
      return rows
    },
    async close() {
      await gateway.close()
      await connection.query(`drop database ${name}`)
      await connection.end()
    },
  }
}
