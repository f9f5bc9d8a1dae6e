// The written dashboards against a strict schema, because no Grafana is installed in tests. Invariant: a dashboard has
// exactly the fields that Grafana 12 reads, its panels ask the chosen source only, and a legend names labels that exist.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { metricOf, PREFIX } from '../../../src/domain/metrics/catalogue.ts'

const folder = join(import.meta.dirname, '../../../ops/grafana/dashboards')

const source = z.strictObject({ type: z.literal('prometheus'), uid: z.literal(`\${datasource}`) })
const place = (width: number) => z.int().check(z.minimum(0), z.maximum(width))
const gridPos = z.strictObject({ x: place(23), y: place(200), w: place(24), h: place(20) })
const text = z.string().check(z.minLength(1))
const id = z.int().check(z.positive())

/** The units that the panels use, by their names in Grafana's list of units. */
const unit = z.enum(['reqps', 'ops', 'short', 's', 'percentunit', 'bytes'])
const thresholds = z.strictObject({
  mode: z.literal('absolute'),
  steps: z.tuple(
    [z.strictObject({ color: z.literal('green'), value: z.null() })],
    z.strictObject({ color: z.literal('red'), value: z.number() }),
  ),
})
const target = z.strictObject({
  refId: z.string().check(z.regex(/^[A-Z]$/)),
  datasource: source,
  editorMode: z.literal('code'),
  expr: text,
  legendFormat: text,
  range: z.literal(true),
})
const targets = z.array(target).check(z.minLength(1))
const shared = { id, title: text, description: z.optional(text), datasource: source, gridPos, targets }
const row = z.strictObject({
  id,
  type: z.literal('row'),
  title: text,
  collapsed: z.literal(false),
  gridPos,
  panels: z.tuple([]),
})
const lines = z.strictObject({
  ...shared,
  type: z.literal('timeseries'),
  fieldConfig: z.strictObject({
    defaults: z.strictObject({
      unit,
      min: z.number(),
      thresholds,
      custom: z.strictObject({
        drawStyle: z.enum(['line', 'bars', 'points']),
        fillOpacity: place(100),
        showPoints: z.enum(['auto', 'never', 'always']),
        spanNulls: z.boolean(),
        thresholdsStyle: z.strictObject({ mode: z.enum(['off', 'dashed']) }),
      }),
    }),
    overrides: z.tuple([]),
  }),
  options: z.strictObject({
    legend: z.strictObject({
      displayMode: z.enum(['list', 'table', 'hidden']),
      placement: z.enum(['bottom', 'right']),
      showLegend: z.boolean(),
    }),
    tooltip: z.strictObject({ mode: z.enum(['single', 'multi', 'none']), sort: z.enum(['none', 'asc', 'desc']) }),
  }),
})
const number = z.strictObject({
  ...shared,
  type: z.literal('stat'),
  fieldConfig: z.strictObject({
    defaults: z.strictObject({ unit, min: z.number(), thresholds }),
    overrides: z.tuple([]),
  }),
  options: z.strictObject({
    colorMode: z.enum(['value', 'background', 'none']),
    graphMode: z.enum(['area', 'none']),
    reduceOptions: z.strictObject({
      calcs: z.tuple([z.literal('lastNotNull')]),
      fields: z.string(),
      values: z.boolean(),
    }),
  }),
})
const dashboardSchema = z.strictObject({
  uid: z.string().check(z.regex(/^[a-z-]{1,40}$/)),
  title: text,
  tags: z.array(text),
  schemaVersion: z.literal(42),
  version: z.literal(1),
  editable: z.boolean(),
  graphTooltip: z.literal([0, 1, 2]),
  timezone: z.enum(['browser', 'utc']),
  time: z.strictObject({ from: z.string().check(z.regex(/^now-\d+[mhd]$/)), to: z.literal('now') }),
  refresh: z.string().check(z.regex(/^\d+[sm]$/)),
  annotations: z.strictObject({
    list: z.array(
      z.strictObject({
        name: text,
        datasource: source,
        enable: z.boolean(),
        iconColor: text,
        expr: text,
        titleFormat: text,
        step: text,
      }),
    ),
  }),
  links: z.array(
    z.strictObject({
      type: z.literal('dashboards'),
      title: text,
      tags: z.array(text),
      asDropdown: z.boolean(),
      includeVars: z.boolean(),
      keepTime: z.boolean(),
    }),
  ),
  templating: z.strictObject({
    list: z.tuple([
      z.strictObject({
        name: z.literal('datasource'),
        label: text,
        type: z.literal('datasource'),
        query: z.literal('prometheus'),
        current: z.strictObject({}),
      }),
      z.strictObject({
        name: z.literal('deployment'),
        label: text,
        type: z.literal('query'),
        datasource: source,
        query: z.strictObject({ query: text, refId: text }),
        includeAll: z.boolean(),
        multi: z.boolean(),
        allValue: z.literal('.*'),
        current: z.strictObject({ text: z.literal('All'), value: z.literal('$__all') }),
        refresh: z.literal([1, 2]),
      }),
    ]),
  }),
  panels: z.array(z.discriminatedUnion('type', [row, lines, number])).check(z.minLength(2)),
})

/** The metric behind the name of a series; a histogram has three kinds of series. */
function metricBehind(series: string) {
  const name = series.slice(PREFIX.length)
  return metricOf(name) ?? metricOf(name.replace(/_(bucket|count|sum)$/, ''))
}

test('every board has a file, and no two files have the same uid', () => {
  const uids = readdirSync(folder).map((file) => dashboardIn(file).uid)
  expect(uids.map((uid) => `${uid}.json`)).toEqual(readdirSync(folder))
})

const dashboardIn = (file: string) => dashboardSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))

describe.each(readdirSync(folder))('%s', (file) => {
  const dashboard = () => dashboardIn(file)
  const queries = () => dashboard().panels.flatMap((panel) => (panel.type === 'row' ? [] : panel.targets))

  test('the file has exactly the fields of the schema', () => {
    expect(() => dashboard()).not.toThrow()
  })

  test('every series belongs to a metric, and every matched or grouped label to one of the metrics', () => {
    for (const { expr } of queries()) {
      const series = expr.match(/pannier_\w+/g) ?? []
      expect(series.length, expr).toBeGreaterThan(0)
      const metrics = series.map((name) => metricBehind(name) ?? expect.fail(`${name} is not in the catalogue`))
      const known = new Set([...metrics.flatMap(({ labels }) => Object.keys(labels)), 'le', 'deployment'])
      const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(', '))
      const matched = [...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, name = '']) => name)
      expect(
        [...grouped, ...matched].filter((name) => !known.has(name)),
        expr,
      ).toEqual([])
    }
  })

  test('a legend names only labels by which its expression groups, and queries of a panel have ids of their own', () => {
    for (const panel of dashboard().panels) {
      if (panel.type === 'row') continue
      expect(new Set(panel.targets.map(({ refId }) => refId)).size).toBe(panel.targets.length)
      for (const { expr, legendFormat } of panel.targets) {
        const groups = new Set([...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(', ')))
        const named = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, name = '']) => name)
        expect(
          named.filter((name) => !groups.has(name)),
          `${panel.title}: ${expr}`,
        ).toEqual([])
      }
    }
  })
})

test('the provisioned source has the type that the dashboards choose from', () => {
  const provisioned = readFileSync(join(folder, '../provisioning/datasources/pannier.yml'), 'utf8')
  expect(provisioned).toMatch(/^ {4}type: "prometheus"$/m)
})
