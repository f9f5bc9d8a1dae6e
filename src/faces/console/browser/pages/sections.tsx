/** The pages of the console: their places in the rail, and the component of each path. */
import type { ComponentType } from 'preact'
import { AlertsPage } from './alerts.tsx'
import { AuditPage } from './audit.tsx'
import { BulkShipPage } from './bulk-ship.tsx'
import { CalculatorPage } from './calculator.tsx'
import { CanaryPage } from './canary.tsx'
import { CartPage } from './cart.tsx'
import { CategoriesPage, CategoryPage, NewCategoryPage } from './categories.tsx'
import { ConfigurationPage, JobsPage } from './configuration.tsx'
import { DeadLettersPage } from './dead-letters.tsx'
import { CartsPage, PeoplePage } from './find-person.tsx'
import { ImportPage } from './import.tsx'
import { OrderPage } from './order.tsx'
import { OrdersPage } from './orders.tsx'
import { PersonPage } from './person.tsx'
import { NewProductPage, ProductPage } from './product.tsx'
import { ProductsPage } from './products.tsx'
import { ReportPage, ReportsPage } from './reports.tsx'
import { NewRulePage, RulePage, RulesPage } from './rules.tsx'
import type { PageProps, Section } from './section.ts'
import { SecurityPage } from './security.tsx'
import { StockPage } from './stock.tsx'
import { StockItemPage } from './stock-item.tsx'
import { TiersPage } from './tiers.tsx'
import { TodayPage } from './today.tsx'
import { WebhookPage } from './webhook.tsx'
import { NewWebhookPage, WebhooksPage } from './webhooks.tsx'

interface Placed {
  readonly name: Section
  /** The path below the root to which the rail leads. */
  readonly at: string
  /** The first that matches the path is shown. */
  readonly routes: readonly (readonly [path: RegExp, page: ComponentType<PageProps>])[]
}

export const SECTIONS: readonly Placed[] = [
  { name: 'today', at: '/', routes: [[/^\/$/, TodayPage]] },
  {
    name: 'orders',
    at: '/orders',
    routes: [
      [/^\/orders$/, OrdersPage],
      [/^\/orders\/ship$/, BulkShipPage],
      [/^\/orders\/([^/]+)$/, OrderPage],
    ],
  },
  {
    name: 'carts',
    at: '/carts',
    routes: [
      [/^\/carts$/, CartsPage],
      [/^\/carts\/([^/]+)$/, CartPage],
    ],
  },
  {
    name: 'catalogue',
    at: '/catalogue/products',
    routes: [
      [/^\/catalogue\/products$/, ProductsPage],
      [/^\/catalogue\/products\/([^/]+)$/, ProductPage],
      [/^\/catalogue\/new-product$/, NewProductPage],
      [/^\/catalogue\/categories$/, CategoriesPage],
      [/^\/catalogue\/categories\/([^/]+)$/, CategoryPage],
      [/^\/catalogue\/new-category$/, NewCategoryPage],
      [/^\/catalogue\/import$/, ImportPage],
    ],
  },
  {
    name: 'stock',
    at: '/stock',
    routes: [
      [/^\/stock$/, StockPage],
      [/^\/stock\/([^/]+)$/, StockItemPage],
    ],
  },
  {
    name: 'prices',
    at: '/prices/promotions',
    routes: [
      [/^\/prices\/calculator$/, CalculatorPage],
      [/^\/prices\/new\/([^/]+)$/, NewRulePage],
      [/^\/prices\/([^/]+)$/, RulesPage],
      [/^\/prices\/([^/]+)\/([^/]+)$/, RulePage],
    ],
  },
  {
    name: 'people',
    at: '/people',
    routes: [
      [/^\/people$/, PeoplePage],
      [/^\/people\/([^/]+)$/, PersonPage],
    ],
  },
  {
    name: 'system',
    at: '/system/tiers',
    routes: [
      [/^\/system\/tiers$/, TiersPage],
      [/^\/system\/alerts$/, AlertsPage],
      [/^\/system\/canary$/, CanaryPage],
      [/^\/system\/dead-letters$/, DeadLettersPage],
      [/^\/system\/webhooks$/, WebhooksPage],
      [/^\/system\/webhooks\/([^/]+)$/, WebhookPage],
      [/^\/system\/new-webhook$/, NewWebhookPage],
      [/^\/system\/reports$/, ReportsPage],
      [/^\/system\/reports\/([^/]+)$/, ReportPage],
      [/^\/system\/security$/, SecurityPage],
      [/^\/system\/audit$/, AuditPage],
      [/^\/system\/jobs$/, JobsPage],
      [/^\/system\/configuration$/, ConfigurationPage],
    ],
  },
]
