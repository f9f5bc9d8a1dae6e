import { drizzle } from 'drizzle-orm/d1'
import { heatRecord } from '../../src/tiers/record/d1/heat.ts'
import { startD1 } from './support/d1-record.ts'
import { heatRecordContract } from './support/heat-record-contract.ts'

heatRecordContract('D1', async () => {
  const { database, sql, close } = await startD1()
  return { heat: heatRecord(drizzle(database)), sql, close }
})
