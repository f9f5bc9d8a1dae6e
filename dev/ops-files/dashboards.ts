/** The dashboards as Grafana reads them. */
import { promqlOf } from '../../src/domain/alerts/promql.ts'
import type { Board, Panel, Query } from './board.ts'
import { cartPath } from './boards/cart-path.ts'
import { checkout } from './boards/checkout.ts'
import { overview } from './boards/overview.ts'
import { security } from './boards/security.ts'
import { tiers } from './boards/tiers.ts'

export const BOARDS: readonly Board[] = [overview, cartPath, tiers, checkout, security]

/** Grafana 12 and 13 write this version. */
const SCHEMA_VERSION = 42
const DATASOURCE = { type: 'prometheus', uid: `\${datasource}` }
const COLUMNS = 24
const NUMBER_SIZE = { w: 4, h: 4 } as const
const LINES_SIZE = { w: 8, h: 8 } as const

/** A window that the dashboard chooses by the interval of its screen. Longer ones are part of what the panel says. */
const SCREEN_WINDOW = '$__rate_interval'

export function exprOf({ of, by }: Query): string {
  const parts = of.op === 'ratio' ? [of.of, of.to] : [of]
  const isFixed = parts.some((part) => part.op === 'increase')
  return promqlOf(of, {
    matchers: ['deployment=~"$deployment"'],
    ...(by ? { by } : {}),
    ...(isFixed ? {} : { window: SCREEN_WINDOW }),
  })
}

export function dashboardOf({ uid, title, rows }: Board) {
  return {
    uid,
    title,
    tags: ['pannier'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    time: { from: 'now-1h', to: 'now' },
    refresh: '30s',
    annotations: { list: [alertAnnotation] },
    links: [
      { type: 'dashboards', title: 'Pannier', tags: ['pannier'], asDropdown: false, includeVars: true, keepTime: true },
    ],
    templating: { list: [datasourceVariable, deploymentVariable] },
    panels: placed(rows),
  }
}

const alertAnnotation = {
  name: 'Alerts',
  datasource: DATASOURCE,
  enable: true,
  iconColor: 'red',
  expr: 'ALERTS{alertname=~"Pannier.*", alertstate="firing"}',
  titleFormat: '{{alertname}}',
  step: '60s',
}

const datasourceVariable = { name: 'datasource', label: 'Source', type: 'datasource', query: 'prometheus', current: {} }

const deploymentVariable = {
  name: 'deployment',
  label: 'Deployment',
  type: 'query',
  datasource: DATASOURCE,
  query: { query: 'label_values(pannier_requests_total, deployment)', refId: 'deployment' },
  includeAll: true,
  multi: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
  refresh: 2,
}

/** Panels from left to right, and each row below the one before. */
function placed(rows: Board['rows']) {
  let [id, y] = [1, 0]
  return rows.flatMap(({ title, panels }) => {
    const row = {
      id: id++,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y: y++, w: COLUMNS, h: 1 },
      panels: [],
    }
    let [x, height] = [0, 0]
    const placedPanels = panels.map((panel) => {
      const { w, h } = panel.isNumber ? NUMBER_SIZE : LINES_SIZE
      if (x + w > COLUMNS) [x, y, height] = [0, y + height, 0]
      const at = { x, y, w, h }
      ;[x, height] = [x + w, Math.max(height, h)]
      return panelOf(panel, id++, at)
    })
    y += height
    return [row, ...placedPanels]
  })
}

function panelOf(panel: Panel, id: number, gridPos: object) {
  const { title, unit, queries, threshold, note, isNumber } = panel
  const steps = [
    { color: 'green', value: null },
    ...(threshold === undefined ? [] : [{ color: 'red', value: threshold }]),
  ]
  const lines = {
    drawStyle: 'line',
    fillOpacity: 10,
    showPoints: 'never',
    spanNulls: false,
    thresholdsStyle: { mode: threshold === undefined ? 'off' : 'dashed' },
  }
  return {
    id,
    type: isNumber ? 'stat' : 'timeseries',
    title,
    ...(note ? { description: note } : {}),
    datasource: DATASOURCE,
    gridPos,
    fieldConfig: {
      defaults: { unit, min: 0, thresholds: { mode: 'absolute', steps }, ...(isNumber ? {} : { custom: lines }) },
      overrides: [],
    },
    options: isNumber
      ? { colorMode: 'value', graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } }
      : {
          legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
    targets: queries.map((query, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATASOURCE,
      editorMode: 'code',
      expr: exprOf(query),
      legendFormat: query.legend === '' ? '__auto' : query.legend,
      range: true,
    })),
  }
}
