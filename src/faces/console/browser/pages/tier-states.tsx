/** The tiers in a few words: whether they are up, and how they answer. */
import { useLive } from '../core/live.ts'
import type { Digest } from '../core/minutes.ts'
import { count, duration, share, texts } from '../core/reader.ts'
import { readiness } from '../core/readiness.ts'
import { SYSTEM } from '../texts/system.ts'
import { TODAY } from '../texts/today.ts'

export function TierStates({ digest }: { digest: Digest | null }) {
  const t = texts(TODAY)
  const s = texts(SYSTEM)
  const { data } = useLive('readiness', readiness)
  const now = digest?.now
  const states = (['l2', 'record'] as const).map((tier) => {
    const state = data?.tiers[tier].status
    const isOpen = state !== 'off' && now?.breakers[tier] === 'open'
    const about = tier === 'l2' ? now?.redis.hitRatio : now?.recordPingMs
    const figure = about == null ? null : tier === 'l2' ? share(about) : duration(about)
    return {
      name: s.tierNames[tier],
      text: [state ? (isOpen ? s.breakers.open : s.statuses[state]) : '…', state === 'off' ? null : figure],
      tone: isOpen || state === 'down' ? 'bad' : '',
    }
  })
  const letters = now?.deadLetters ?? 0
  return (
    <dl class="states">
      {states.map(({ name, text, tone }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={tone}>{text.filter(Boolean).join(' · ')}</dd>
        </div>
      ))}
      <div>
        <dt>{s.deadLetters}</dt>
        <dd class={letters > 0 ? 'now' : ''}>{count(letters)}</dd>
      </div>
      <div>
        <dt>{t.stuck}</dt>
        <dd class={now?.stuckDuties ? 'now' : ''}>{count(now?.stuckDuties ?? 0)}</dd>
      </div>
      <div>
        <dt>{t.sockets}</dt>
        <dd>{count(now?.openSockets ?? 0)}</dd>
      </div>
    </dl>
  )
}
