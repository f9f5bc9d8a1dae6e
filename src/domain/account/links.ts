/**
 * The links that an account has sent to its e-mail address. Invariants: a link works once and until it expires; only the
 * newest link of a purpose works; the rows have ids and no token, because a token is derived from its id.
 */
import type { Change, RowsView } from '../rows.ts'

export const LINKS = 'links'

export type LinkPurpose = 'confirm' | 'reset' | 'change_old' | 'change_new'

export type LinkRow = { readonly purpose: LinkPurpose; readonly at: number; readonly expiresAt: number }

const HOUR_MS = 3600_000
export const LIFETIMES_MS: { readonly [Purpose in LinkPurpose]: number } = {
  confirm: 24 * HOUR_MS,
  reset: HOUR_MS / 2,
  change_old: 24 * HOUR_MS,
  change_new: 24 * HOUR_MS,
}

/** Undefined for a link that was used, replaced or has expired. */
export function linkOf(rows: RowsView, id: string, now: number): LinkRow | undefined {
  // The cast: only the commands of the account write these rows.
  const link = rows.get(LINKS, id) as LinkRow | undefined
  return link && link.expiresAt > now ? link : undefined
}

/** When the newest link of this purpose was made; null without one. */
export function newestOf(rows: RowsView, purpose: LinkPurpose): number | null {
  const times = links(rows).flatMap(([, link]) => (link.purpose === purpose ? [link.at] : []))
  return times.length > 0 ? Math.max(...times) : null
}

/** A new link; earlier links of its purpose and expired ones end. */
export function newLink(rows: RowsView, id: string, purpose: LinkPurpose, now: number): Change[] {
  const value: LinkRow = { purpose, at: now, expiresAt: now + LIFETIMES_MS[purpose] }
  const ended = endedLinks(rows, (link) => link.purpose === purpose || link.expiresAt <= now)
  return [...ended, { list: LINKS, key: id, value }]
}

export function endedLinks(rows: RowsView, isOver: (link: LinkRow) => boolean): Change[] {
  return links(rows).flatMap(([key, link]) => (isOver(link) ? [{ list: LINKS, key, value: null }] : []))
}

function links(rows: RowsView): (readonly [id: string, link: LinkRow])[] {
  return [...(rows.entries(LINKS) as Iterable<readonly [string, LinkRow]>)]
}
