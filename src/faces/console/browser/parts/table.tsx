/** A real table with its caption, its selection and its pages. Rows are kept by key, so a refresh moves nothing. */
import type { ComponentChildren } from 'preact'
import { texts } from '../core/reader.ts'
import { href, place, select, selected } from '../core/router.ts'
import { FRAME } from '../texts/frame.ts'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  readonly isNumber?: boolean
  /** Whether narrow screens leave the column out. */
  readonly isExtra?: boolean
  /** Whether the cell names its row. */
  readonly isHead?: boolean
}

export interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** The words of an empty table. */
  readonly empty: string
  /** Names a row for its checkbox; without it, rows cannot be selected. */
  readonly nameOf?: (row: Row) => string
}

export function Table<Row>({ caption, columns, rows, keyOf, empty, nameOf }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section class="scrolls" aria-label={caption} tabIndex={0}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {nameOf && <SelectAll keys={rows.map(keyOf)} />}
            {columns.map(({ title, ...column }) => (
              <th key={title} scope="col" class={classOf(column)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={selected.value.has(keyOf(row)) ? 'chosen' : ''}>
              {nameOf && <Select id={keyOf(row)} name={nameOf(row)} />}
              {columns.map(({ title, cell, isHead, ...column }) =>
                isHead ? (
                  <th key={title} scope="row" class={classOf(column)}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} class={classOf(column)}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function classOf({ isNumber, isExtra }: { isNumber?: boolean; isExtra?: boolean }): string {
  return `${isNumber ? 'number' : ''}${isExtra ? ' extra' : ''}`
}

function Select({ id, name }: { id: string; name: string }) {
  const toggle = () => {
    const rows = new Set(selected.value)
    if (!rows.delete(id)) rows.add(id)
    select(rows)
  }
  return (
    <td class="check">
      <label>
        <input
          type="checkbox"
          id={`select-${id}`}
          aria-label={texts(FRAME).select(name)}
          checked={selected.value.has(id)}
          onChange={toggle}
        />
      </label>
    </td>
  )
}

function SelectAll({ keys }: { keys: readonly string[] }) {
  const isAll = keys.every((key) => selected.value.has(key))
  return (
    <td class="check">
      <label>
        <input
          type="checkbox"
          aria-label={texts(FRAME).selectAll}
          checked={isAll}
          onChange={() => select(new Set(isAll ? [] : keys))}
        />
      </label>
    </td>
  )
}

/** Links to the next page and to the first one; the browser's Back leads to the page before. */
export function Pages({ next }: { next: string | null }) {
  const t = texts(FRAME)
  const { path, query } = place.value
  const { cursor, ...filters } = Object.fromEntries(query)
  const hidden = Object.fromEntries(place.value.hidden)
  if (!cursor && next === null) return null
  return (
    <nav class="pages" aria-label={t.more}>
      {cursor && <a href={href(path, filters, hidden)}>{t.first}</a>}
      {next !== null && <a href={href(path, { ...filters, cursor: next }, hidden)}>{t.more}</a>}
    </nav>
  )
}
