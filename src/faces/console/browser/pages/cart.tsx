/** One cart with its copies side by side, each difference marked, its operations, and the two ways to bring them together. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, because, call, isAdmin } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { done, failed } from '../core/results.ts'
import { href, place } from '../core/router.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Pages, Table } from '../parts/table.tsx'
import { FIELDS } from '../texts/fields.ts'
import { PEOPLE } from '../texts/people.ts'
import type { PageProps } from './section.ts'

type Cart = AnswerOf<'GET /v1/admin/carts/{userId}'>

const COPIES = ['object', 'redis', 'record'] as const

export function CartPage({ args: [userId = ''] }: PageProps) {
  const t = texts(PEOPLE)
  const isAsking = useSignal(false)
  const live = useLive(`cart ${userId}`, (signal) =>
    call('GET /v1/admin/carts/{userId}', { path: { userId } }, { signal }),
  )
  const drain = async () => {
    try {
      const { status } = await call('POST /v1/admin/carts/{userId}/drain', { path: { userId } })
      done(status === 'draining' ? t.draining : t.clean)
    } catch (error) {
      failed(failureText(error))
    }
  }
  return (
    <>
      <p class="crumb">
        <a href={href('/carts')}>{t.carts}</a>
      </p>
      <Head
        title={t.cartOf}
        beside={<span class="code">{userId}</span>}
        live={live}
        acts={
          <>
            {isAdmin() && (
              <>
                <button type="button" class="quiet" onClick={drain}>
                  {t.drain}
                </button>
                <button type="button" class="quiet" onClick={() => (isAsking.value = true)}>
                  {t.adopt}
                </button>
              </>
            )}
            <a class="quiet" href={href('/system/audit', { subject: `cart:${userId}` })}>
              {texts(FIELDS).audit}
            </a>
          </>
        }
      />
      <Shown live={live}>
        {(cart) => (
          <>
            <Copies cart={cart} />
            <Rows cart={cart} />
            <Operations userId={userId} />
          </>
        )}
      </Shown>
      {isAsking.value && <AdoptDialog userId={userId} onClose={() => (isAsking.value = false)} />}
    </>
  )
}

function Copies({ cart: { copies, agree, isDirty, confirmed } }: { cart: Cart }) {
  const t = texts(PEOPLE)
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.copies}</h2>
        <span class={`chip ${agree ? 'good' : isDirty ? 'now' : 'bad'}`}>
          {agree ? t.agree : isDirty ? t.waits : t.differ}
        </span>
      </div>
      <Table
        caption={t.copies}
        rows={COPIES}
        keyOf={(copy) => copy}
        empty=""
        columns={[
          { title: t.row, isHead: true, cell: (copy) => t.copy[copy] },
          { title: t.state, cell: (copy) => <span class="chip">{t.states[copies[copy].state]}</span> },
          {
            title: t.position,
            cell: (copy) => (
              <span class="code">
                {copies[copy].position ?? '–'}
                {copy === 'object' && confirmed && <small class="soft block">{`${t.confirmed}: ${confirmed}`}</small>}
              </span>
            ),
          },
          { title: t.schema, isExtra: true, isNumber: true, cell: (copy) => copies[copy].schema ?? '–' },
          { title: t.seal, isExtra: true, cell: (copy) => copies[copy].seal ?? '–' },
          {
            title: t.updatedAt,
            isExtra: true,
            cell: (copy) => {
              const { updatedAt } = copies[copy]
              return updatedAt ? fullMoment(updatedAt) : '–'
            },
          },
        ]}
      />
    </section>
  )
}

function Rows({ cart: { rows, copies } }: { cart: Cart }) {
  const t = texts(PEOPLE)
  const held = COPIES.filter((copy) => copies[copy].state === 'live')
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.rows}</h2>
      </div>
      <Table
        caption={t.rows}
        rows={rows}
        keyOf={({ list, key }) => `${list} ${key}`}
        empty={t.noRows}
        columns={[
          {
            title: t.row,
            isHead: true,
            cell: ({ list, key, differs }) => (
              <span class="code">
                {list} {key} {differs && <b class="chip bad">{t.differs}</b>}
              </span>
            ),
          },
          ...held.map((copy) => ({
            title: t.copy[copy],
            cell: (row: Cart['rows'][number]) => (
              <pre class={row.differs ? 'json differs' : 'json'}>{row[copy] === null ? '–' : jsonText(row[copy])}</pre>
            ),
          })),
        ]}
      />
    </section>
  )
}

function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replaceAll(/^[{}]\n?|\n[{}]$/g, '')
    .replaceAll(/^ /gm, '')
}

function Operations({ userId }: { userId: string }) {
  const t = texts(PEOPLE)
  const cursor = place.value.query.get('cursor') ?? ''
  const live = useLive(`operations ${userId} ${cursor}`, (signal) =>
    call(
      'GET /v1/admin/carts/{userId}/operations',
      { path: { userId }, query: { ...(cursor && { cursor }) } },
      { signal },
    ),
  )
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.operations}</h2>
      </div>
      <Shown live={live}>
        {({ items, nextCursor }) => (
          <>
            <Table
              caption={t.operations}
              rows={items}
              keyOf={({ position }) => position}
              empty={t.noOperations}
              columns={[
                {
                  title: t.position,
                  isHead: true,
                  cell: ({ position, at }) => (
                    <>
                      <span class="code">{position}</span>
                      <small class="brief">{fullMoment(at)}</small>
                    </>
                  ),
                },
                {
                  title: t.kind,
                  cell: ({ kind, isKeyed }) => (
                    <>
                      {kind} {isKeyed && <small class="soft">{t.keyed}</small>}
                    </>
                  ),
                },
                { title: t.at, isExtra: true, cell: ({ at }) => fullMoment(at) },
              ]}
            />
            <Pages next={nextCursor} />
          </>
        )}
      </Shown>
    </section>
  )
}

function AdoptDialog({ userId, onClose }: { userId: string; onClose: () => void }) {
  const t = texts(PEOPLE)
  const reason = useSignal('')
  const act = async () => {
    await call('POST /v1/admin/ops/carts/{userId}/adopt', { path: { userId }, header: because(reason.value) })
    done(t.adopted)
  }
  return (
    <Dialog
      title={t.adoptTitle(userId)}
      act={t.adopt}
      keep={t.keepAccount}
      isDangerous
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <p>{t.adoptText}</p>
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
