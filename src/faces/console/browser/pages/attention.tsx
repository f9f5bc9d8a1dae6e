/** The things that need attention, the most urgent first, each with the page on which it is handled. */
import { useAttention } from '../core/attention.ts'
import { useLive } from '../core/live.ts'
import { count, language, moment, texts } from '../core/reader.ts'
import { readiness } from '../core/readiness.ts'
import { href } from '../core/router.ts'
import { SYSTEM } from '../texts/system.ts'
import { TODAY } from '../texts/today.ts'

interface Item {
  readonly key: string
  readonly tone: 'bad' | 'now'
  readonly text: string
  readonly about?: string
  readonly to: string
}

export function Attention() {
  const t = texts(TODAY)
  const s = texts(SYSTEM)
  const open = useAttention()
  const { data } = useLive('readiness', readiness)
  const down = (['l2', 'record'] as const).filter((tier) => data?.tiers[tier].status === 'down')
  const items: readonly Item[] = [
    ...down.map(
      (tier): Item => ({
        key: tier,
        tone: 'bad',
        text: `${s.tierNames[tier]}: ${s.statuses.down}`,
        to: href('/system/tiers'),
      }),
    ),
    ...open.firing.map(
      ({ id, severity, title, since }): Item => ({
        key: id,
        tone: severity === 'page' ? 'bad' : 'now',
        text: title[language.value],
        about: since ? t.since(moment(since)) : '',
        to: href('/system/alerts'),
      }),
    ),
    ...some('letters', 'now', open.letters, t.deadLetters, href('/system/dead-letters')),
    ...some('orders', 'now', open.orders, t.ordersToShip, href('/orders', { status: 'paid' })),
  ]
  return (
    <section class="panel attention">
      <div class="panel-head">
        <h2>{t.attention}</h2>
        <span class="soft">{count(items.length)}</span>
      </div>
      {items.length === 0 ? (
        <p class="empty">{t.nothing}</p>
      ) : (
        <ul>
          {items.map(({ key, tone, text, about, to }) => (
            <li key={key}>
              <i class={tone} />
              <span>
                {text}
                {about && <small>{about}</small>}
              </span>
              <a class="link" href={to}>
                {t.look}
                <span class="unseen"> {text}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function some(
  key: string,
  tone: Item['tone'],
  open: number,
  text: (count: number) => string,
  to: string,
): readonly Item[] {
  return open > 0 ? [{ key, tone, text: text(open), to }] : []
}
