/** The configuration without secrets, the versions, and the scheduled jobs, for operators. */
import { Hono } from 'hono'
import { version } from '../../../package.json'
import { timeOf } from '../../contract/http/shapes.ts'
import { systemRoutes as routes } from '../../contract/http/system.ts'
import { shownConfig } from '../../contract/shown-config.ts'
import { ACCOUNT_SCHEMA } from '../../domain/account/account.ts'
import { CART_SCHEMA } from '../../domain/cart/cart.ts'
import { ORDER_SCHEMA } from '../../domain/order/order.ts'
import { STOCK_SCHEMA } from '../../domain/stock/stock.ts'
import { MIGRATIONS } from '../../objects/aggregate/schema.ts'
import type { AppEnv } from '../context.ts'

const schemas = {
  cart: CART_SCHEMA,
  account: ACCOUNT_SCHEMA,
  order: ORDER_SCHEMA,
  stock: STOCK_SCHEMA,
  tables: MIGRATIONS.length,
}

export const systemRoutes = new Hono<AppEnv>()
  .get(routes.config.path, (c) => {
    const variables = shownConfig(c.env).map(({ value, ...variable }) => {
      return { ...variable, value: typeof value === 'object' && value ? [...value] : (value as string | number | null) }
    })
    const bindings = Object.keys(c.env).filter((name) => typeof c.env[name] === 'object')
    return c.json({ versions: { pannier: version, schemas }, variables, bindings: bindings.sort() }, 200)
  })
  .get(routes.jobs.path, async (c) => {
    const runs = await c.get('ports').record.listJobRuns()
    const items = runs.map(({ startedAt, endedAt, ...run }) => {
      return { ...run, startedAt: timeOf(startedAt), endedAt: timeOf(endedAt) }
    })
    return c.json({ items }, 200)
  })
