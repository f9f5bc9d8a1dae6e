/** One account: who it is, its sign-ins, and what an admin can do with it, each act with its reason. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, call, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { day, fullMoment, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { FIELDS } from '../texts/fields.ts'
import { PEOPLE } from '../texts/people.ts'
import { EraseDialog, ExportDialog, LockDialog, RoleDialog } from './person-acts.tsx'
import type { PageProps } from './section.ts'

type Account = AnswerOf<'GET /v1/admin/accounts/{userId}'>

const ACTS = ['changeRole', 'lock', 'unlock', 'export', 'erase'] as const
type Act = (typeof ACTS)[number]

export function PersonPage({ args: [userId = ''] }: PageProps) {
  const t = texts(PEOPLE)
  const asked = useSignal<Act | null>(null)
  const live = useLive(`account ${userId}`, (signal) =>
    call('GET /v1/admin/accounts/{userId}', { path: { userId } }, { signal }),
  )
  const close = () => {
    asked.value = null
  }
  const isLocked = live.data?.lockedAt != null
  const acts = ACTS.filter((act) => act !== (isLocked ? 'lock' : 'unlock'))
  return (
    <>
      <p class="crumb">
        <a href={href('/people')}>{t.people}</a>
      </p>
      <Head
        title={live.data?.email ?? t.account}
        live={live}
        acts={
          isAdmin() &&
          live.data &&
          acts.map((act) => (
            <button key={act} type="button" class="quiet" onClick={() => (asked.value = act)}>
              {t[act]}
            </button>
          ))
        }
      />
      <Shown live={live}>
        {(account) => (
          <>
            <div class="split">
              <SignIns userId={userId} />
              <Facts account={account} />
            </div>
            {asked.value === 'changeRole' && <RoleDialog account={account} onClose={close} />}
            {asked.value === 'lock' && <LockDialog account={account} isLock onClose={close} />}
            {asked.value === 'unlock' && <LockDialog account={account} onClose={close} />}
            {asked.value === 'export' && <ExportDialog account={account} onClose={close} />}
            {asked.value === 'erase' && <EraseDialog account={account} onClose={close} />}
          </>
        )}
      </Shown>
    </>
  )
}

function Facts({ account: { id, name, role, createdAt, lockedAt } }: { account: Account }) {
  const t = texts(PEOPLE)
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.account}</h2>
        <span class={`chip ${lockedAt ? 'bad' : 'good'}`}>{lockedAt ? t.locked : t.open}</span>
      </div>
      <dl class="facts">
        <dt>{t.name}</dt>
        <dd>{name ?? '–'}</dd>
        <dt>{t.role}</dt>
        <dd>{t.roles[role]}</dd>
        <dt>{t.since}</dt>
        <dd>{day(createdAt)}</dd>
        <dt>{t.id}</dt>
        <dd class="code">{id}</dd>
        {lockedAt && (
          <>
            <dt>{t.locked}</dt>
            <dd>{fullMoment(lockedAt)}</dd>
          </>
        )}
      </dl>
      <p class="acts">
        <a class="link" href={href('/orders', { userId: id })}>
          {t.orders}
        </a>
        <a class="link" href={href(`/carts/${id}`)}>
          {t.cart}
        </a>
        <a class="link" href={href('/system/audit', { subject: `account:${id}` })}>
          {texts(FIELDS).audit}
        </a>
      </p>
    </section>
  )
}

function SignIns({ userId }: { userId: string }) {
  const t = texts(PEOPLE)
  const live = useLive(`sign-ins ${userId}`, (signal) =>
    call('GET /v1/admin/accounts/{userId}/sign-ins', { path: { userId } }, { signal }),
  )
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.signIns}</h2>
      </div>
      <Shown live={live}>
        {({ items }) => (
          <Table
            caption={t.signIns}
            rows={items}
            keyOf={({ id }) => id}
            empty={t.noSignIns}
            columns={[
              {
                title: t.device,
                isHead: true,
                cell: ({ device }) => (device ? t.devices[device] : t.unknownDevice),
              },
              { title: t.started, isExtra: true, cell: ({ createdAt }) => fullMoment(createdAt) },
              { title: t.lastUsed, cell: ({ lastUsedAt }) => fullMoment(lastUsedAt) },
            ]}
          />
        )}
      </Shown>
    </section>
  )
}
