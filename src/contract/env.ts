/** The bindings of wrangler.toml, as the worker and its objects receive them, beside variables and secrets. */
import type { AuditMessage } from './audit-message.ts'
import type { HeatMessage } from './heat-message.ts'
import type { WriteMessage } from './message.ts'

/** A data point of Workers Analytics Engine; it has one index. */
export interface AnalyticsPoint {
  readonly indexes: string[]
  readonly blobs: string[]
  readonly doubles: number[]
}

interface EmailBindingAddress {
  readonly name: string
  readonly email: string
}

/** The part of Cloudflare's binding `send_email` that is used; it rejects with an error that has a `code`. */
export interface EmailBinding {
  send(message: {
    readonly from: string | EmailBindingAddress
    readonly to: string
    readonly subject: string
    readonly html: string
    readonly text: string
    readonly headers: Record<string, string>
  }): Promise<unknown>
}

export interface Env {
  readonly CARTS: DurableObjectNamespace
  readonly ACCOUNTS: DurableObjectNamespace
  readonly CLAIMS: DurableObjectNamespace
  readonly ORDERS: DurableObjectNamespace
  readonly STOCK: DurableObjectNamespace
  /** Objects of the simulated provider. Pannier treats it as an outside party, though the same deployment runs it. */
  readonly PAYMENTS: DurableObjectNamespace
  readonly ATTEMPTS: DurableObjectNamespace
  readonly SECURITY_EVENTS: DurableObjectNamespace
  readonly METRICS: DurableObjectNamespace
  /** Workers Analytics Engine; without it, metrics go only to their objects. */
  readonly ANALYTICS?: { writeDataPoint(point: AnalyticsPoint): void }
  readonly ALERTS: DurableObjectNamespace
  /** The shards of the public stream of events. */
  readonly EVENT_STREAM: DurableObjectNamespace
  readonly MAILS: DurableObjectNamespace
  /** Cloudflare's e-mail sending, for MAIL_PROVIDER=cloudflare. */
  readonly EMAIL?: EmailBinding
  /** The mailbox of `npm start`; a deployment has none. */
  readonly MAILBOX?: Fetcher
  /** One object for each endpoint that receives events. */
  readonly WEBHOOKS: DurableObjectNamespace
  /** The object that numbers invoices and credit notes, and its copy. */
  readonly INVOICES: DurableObjectNamespace
  /** The canary deployment; without it, this deployment answers every request. */
  readonly CANARY?: Fetcher
  /** Static files of the build. */
  readonly ASSETS: Fetcher
  readonly RECORD: D1Database
  /** Uploaded images; without it, uploads are refused. */
  readonly MEDIA?: R2Bucket
  readonly WRITES: Queue<WriteMessage>
  readonly EVENTS: Queue<HeatMessage | AuditMessage>
  readonly LIMIT_ADDRESS?: RateLimit
  readonly LIMIT_READ?: RateLimit
  readonly LIMIT_WRITE?: RateLimit
  readonly LIMIT_SEARCH?: RateLimit
  readonly LIMIT_LOGIN?: RateLimit
  readonly LIMIT_CHECKOUT?: RateLimit
  /** Variables and secrets; only config.ts reads them. */
  readonly [variable: string]: unknown
}
