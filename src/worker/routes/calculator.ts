/** The price calculator, for operators. */
import { Hono } from 'hono'
import { calculatorRoutes as routes } from '../../contract/http/calculator.ts'
import type { AppEnv } from '../context.ts'
import { locales } from '../http/locales.ts'
import { needsAddressFormats } from '../http/needs-address-formats.ts'
import { jsonOf } from '../http/validate.ts'
import { calculate } from '../prices/calculator.ts'

export const calculatorRoutes = new Hono<AppEnv>().post(
  routes.calculate.path,
  needsAddressFormats,
  jsonOf(routes.calculate.body),
  async (c) => c.json(await calculate(c.get('ports'), c.req.valid('json'), locales(c)), 200),
)
