/** The parts of the system's page. */
import { texts } from '../core/reader.ts'
import { Tabs } from '../parts/head.tsx'
import { SYSTEM } from '../texts/system.ts'

const PARTS = [
  ...['tiers', 'alerts', 'dead-letters', 'webhooks', 'reports', 'canary'],
  ...['security', 'audit', 'jobs', 'configuration'],
] as const

export function SystemTabs() {
  const t = texts(SYSTEM)
  return <Tabs tabs={PARTS.map((part) => [`/system/${part}`, t.tabs[part]] as const)} />
}
