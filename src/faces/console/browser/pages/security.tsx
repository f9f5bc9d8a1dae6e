/** Security events, newest first. */
import { call } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, fullMoment, texts } from '../core/reader.ts'
import { href, place } from '../core/router.ts'
import { ListPage } from '../parts/list-page.tsx'
import { FRAME } from '../texts/frame.ts'
import { SYSTEM } from '../texts/system.ts'
import { SystemTabs } from './system-tabs.tsx'

export function SecurityPage() {
  const t = texts(SYSTEM)
  const cursor = place.value.query.get('cursor') ?? ''
  const live = useLive(`security ${cursor}`, (signal) =>
    call('GET /v1/admin/ops/security-events', { query: { limit: 50, ...(cursor && { cursor }) } }, { signal }),
  )
  return (
    <ListPage
      title={texts(FRAME).system}
      live={live}
      caption={t.security}
      keyOf={({ id }) => id}
      empty={t.noEvents}
      columns={[
        { title: t.kind, isHead: true, cell: ({ kind }) => t.events[kind] },
        {
          title: t.subject,
          isExtra: true,
          cell: ({ subject }) =>
            subject.startsWith('usr_') ? (
              <a class="code" href={href(`/people/${subject}`)}>
                {subject}
              </a>
            ) : (
              <span class="code">{subject}</span>
            ),
        },
        { title: t.from, cell: ({ addressPrefix }) => <span class="code">{addressPrefix}</span> },
        { title: t.count, isNumber: true, cell: (event) => count(event.count) },
        { title: t.at, cell: ({ at }) => fullMoment(at) },
      ]}
    >
      <SystemTabs />
    </ListPage>
  )
}
