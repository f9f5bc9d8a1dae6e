/** A page with one list: its head, its tabs and filters, and the table with its pages. */
import type { ComponentChildren } from 'preact'
import type { Live } from '../core/live.ts'
import { Head } from './head.tsx'
import { Shown } from './states.tsx'
import { Pages, Table, type TableProps } from './table.tsx'

interface List<Row> {
  readonly items: readonly Row[]
  /** Absent for a list that is always whole. */
  readonly nextCursor?: string | null
}

interface Props<Row> extends Omit<TableProps<Row>, 'rows'> {
  readonly title: string
  readonly live: Live<List<Row>>
  readonly acts?: ComponentChildren
  /** Tabs and filters, between the head and the list. */
  readonly children?: ComponentChildren
  /** Stands above the table once the list is there. */
  readonly above?: ComponentChildren
}

export function ListPage<Row>({ title, live, acts, children, above, ...table }: Props<Row>) {
  return (
    <>
      <Head title={title} live={live} acts={acts} />
      {children}
      <div class="panel">
        <Shown live={live}>
          {({ items, nextCursor = null }) => (
            <>
              {above}
              <Table {...table} rows={items} />
              <Pages next={nextCursor} />
            </>
          )}
        </Shown>
      </div>
    </>
  )
}
