/** How Prometheus and Grafana find Pannier, the rules and the dashboards. */
import type { Data } from './yaml.ts'

export const RULES = 'pannier.rules.yml'

/** An example: the host is replaced by the reader. Metrics change every 10 s, when isolates send what they counted. */
export const prometheusConfig: Data = {
  global: { scrape_interval: '15s', evaluation_interval: '1m' },
  rule_files: [RULES],
  scrape_configs: [
    {
      job_name: 'pannier',
      metrics_path: '/metrics',
      scheme: 'https',
      authorization: { type: 'Bearer', credentials_file: '/etc/prometheus/pannier-metrics-token' },
      static_configs: [{ targets: ['shop.example'] }],
    },
  ],
}

export const grafanaSources: Data = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Pannier',
      uid: 'pannier',
      type: 'prometheus',
      access: 'proxy',
      url: '$PANNIER_PROMETHEUS_URL',
      isDefault: true,
      jsonData: { timeInterval: '15s', httpMethod: 'POST' },
    },
  ],
}

export const grafanaBoards: Data = {
  apiVersion: 1,
  providers: [
    {
      name: 'Pannier',
      folder: 'Pannier',
      type: 'file',
      allowUiUpdates: false,
      options: { path: '/etc/grafana/dashboards/pannier' },
    },
  ],
}
