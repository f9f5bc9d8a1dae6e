/** The lists of price rules, one for each kind, and the page of each rule. */
import { exchangeAt, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { moment, money, textIn, texts } from '../core/reader.ts'
import { href, place } from '../core/router.ts'
import { EntityPage, NewEntityPage } from '../parts/entity-page.tsx'
import { Tabs } from '../parts/head.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { effectText } from '../parts/shown-value.ts'
import type { Column } from '../parts/table.tsx'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import { PRICES } from '../texts/prices.ts'
import { type RuleSegment, ruleEntity } from './entities.ts'
import type { PageProps } from './section.ts'

const SEGMENTS = ['promotions', 'coupons', 'shipping-rates', 'taxes'] as const

/** The fields of all kinds that the lists show. */
interface Rule {
  readonly id?: string
  readonly code?: string
  readonly isActive: boolean
  readonly title?: { readonly [locale: string]: string }
  readonly description: { readonly [locale: string]: string }
  readonly effect?: Parameters<typeof effectText>[0]
  readonly startsAt?: string | null
  readonly endsAt?: string | null
  readonly countries?: readonly string[]
  readonly country?: string
  readonly region?: string | null
  readonly amount?: Parameters<typeof money>[0]
  readonly ratePercent?: number
  readonly inclusive?: boolean
}

interface RuleList {
  readonly items: readonly Rule[]
  readonly nextCursor: string | null
  readonly warnings?: readonly {
    readonly code: keyof typeof PRICES.en.warnings
    readonly served?: readonly string[]
    readonly rates?: readonly string[]
  }[]
}

export function RulesPage({ args: [segment] }: PageProps) {
  const t = texts(PRICES)
  const kind = segmentOf(segment)
  const { noun } = ruleEntity(kind)
  const { query } = place.value
  const live = useLive(`rules ${kind} ${query}`, async (signal) => {
    const sent = { limit: 50, cursor: query.get('cursor') ?? undefined }
    // The cast: the four lists have the fields of their kinds.
    return (await exchangeAt('GET', `/v1/admin/${kind}`, { query: sent, signal })).body as RuleList
  })
  return (
    <ListPage
      title={texts(FRAME).prices}
      live={live}
      acts={
        isAdmin() && (
          <a class="quiet" href={href(`/prices/new/${kind}`)}>
            {texts(FIELDS).create(noun)}
          </a>
        )
      }
      above={live.data?.warnings?.map(({ code, served = [], rates = [] }) => (
        <p key={code} class="warning">
          {t.warnings[code]} {[...served, ...rates].join(', ')}
        </p>
      ))}
      caption={t[kind]}
      columns={columnsOf(kind)}
      keyOf={idOf}
      empty={t.none}
    >
      <PriceTabs />
    </ListPage>
  )
}

export function PriceTabs() {
  const t = texts(PRICES)
  return <Tabs tabs={TABS.map((segment) => [`/prices/${segment}`, t[segment]] as const)} />
}

const TABS = [...SEGMENTS, 'calculator'] as const

function segmentOf(segment: string | undefined): RuleSegment {
  return SEGMENTS.find((each) => each === segment) ?? 'promotions'
}

function idOf({ id, code }: Rule): string {
  return id ?? code ?? ''
}

function columnsOf(segment: RuleSegment): readonly Column<Rule>[] {
  const t = texts(PRICES)
  return [
    {
      title: t.id,
      isHead: true,
      cell: (rule) => (
        <>
          <a class="code" id={`rule-${idOf(rule)}`} href={href(`/prices/${segment}/${encodeURIComponent(idOf(rule))}`)}>
            {idOf(rule)}
          </a>
          <small class="soft block">{textIn(rule.title ?? rule.description)}</small>
        </>
      ),
    },
    { title: t.what, cell: whatOf },
    ...(segment === 'promotions' || segment === 'coupons'
      ? []
      : [
          {
            title: t.where,
            isExtra: true,
            cell: ({ countries, country, region }: Rule) =>
              (countries ?? [[country, region].filter(Boolean).join('-')]).join(', ') || t.anywhere,
          },
        ]),
    { title: t.state, cell: (rule) => <State rule={rule} /> },
  ]
}

function whatOf({ effect, amount, ratePercent, inclusive }: Rule): string {
  const t = texts(PRICES)
  if (effect) return effectText(effect)
  return amount ? money(amount) : `${ratePercent} % ${inclusive ? t.contained : t.onTop}`
}

function State({ rule: { isActive, startsAt, endsAt } }: { rule: Rule }) {
  const t = texts(PRICES)
  const now = new Date().toISOString()
  if (!isActive) return <span class="chip past">{t.inactive}</span>
  if (startsAt && startsAt > now) return <span class="chip">{t.from(moment(startsAt))}</span>
  if (endsAt && endsAt < now) return <span class="chip past">{t.over}</span>
  return <span class="chip good">{endsAt ? t.until(moment(endsAt)) : t.active}</span>
}

export function RulePage({ args: [segment, id = ''] }: PageProps) {
  const kind = segmentOf(segment)
  return <EntityPage entity={ruleEntity(kind)} id={id} list={texts(PRICES)[kind]} />
}

export function NewRulePage({ args: [segment] }: PageProps) {
  const kind = segmentOf(segment)
  return <NewEntityPage entity={ruleEntity(kind)} list={texts(PRICES)[kind]} />
}
