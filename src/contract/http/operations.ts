/** The queries of operators. */
import * as z from 'zod/mini'
import { LIST_QUERY } from './shapes.ts'

export const listDeadLettersQuery = z.strictObject(LIST_QUERY)
