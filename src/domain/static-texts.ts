/**
 * The long texts of the worker. The build writes them as a static file, which the worker reads (contract/static-texts.ts).
 * Invariant: the worker imports their types only, so that its bundle has none of them.
 */
import { INVOICE_TEXTS } from './invoices/texts.ts'
import { MAIL_TEXTS } from './mail/texts.ts'
import { METRIC_HELP } from './metrics/help.ts'
import { PAY_PAGE_TEXTS } from './pay-page-texts.ts'

export const STATIC_TEXTS = { mail: MAIL_TEXTS, invoices: INVOICE_TEXTS, metrics: METRIC_HELP, pay: PAY_PAGE_TEXTS }
