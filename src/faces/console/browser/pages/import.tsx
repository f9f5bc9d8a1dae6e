/** Import of a file with its progress and a report of its lines, and export of everything of a kind. */
import { useSignal } from '@preact/signals'
import { isAdmin } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { download, type Report, sendFile } from '../core/import-file.ts'
import { changed } from '../core/live.ts'
import { count, texts } from '../core/reader.ts'
import { Choice } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Table } from '../parts/table.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { FRAME } from '../texts/frame.ts'
import { CatalogueTabs } from './products.tsx'

const KINDS = Object.keys(CATALOGUE.en.kinds) as readonly (keyof typeof CATALOGUE.en.kinds)[]
/** The report of a large file may name very many lines. */
const MAX_SHOWN = 500

type Run = { readonly isDryRun: boolean; readonly share: number; readonly report: Report; readonly state: State }
type State = 'running' | 'done' | 'stopped'

export function ImportPage() {
  const t = texts(CATALOGUE)
  const kind = useSignal(KINDS[0] ?? 'products')
  const file = useSignal<File | null>(null)
  const run = useSignal<Run | null>(null)
  const error = useSignal<unknown>(null)
  const isStopping = useSignal(false)
  if (!isAdmin()) return <p class="empty">{texts(FRAME).adminsOnly}</p>
  const isRunning = run.value?.state === 'running'
  const start = async (isDryRun: boolean) => {
    if (!file.value || isRunning) return
    error.value = null
    isStopping.value = false
    run.value = { isDryRun, share: 0, report: { created: 0, updated: 0, unchanged: 0, rejected: [] }, state: 'running' }
    const onProgress = (share: number, report: Report) => {
      run.value = { isDryRun, share, report, state: 'running' }
      return !isStopping.value
    }
    try {
      const isWhole = await sendFile({ kind: kind.value, file: file.value, isDryRun, onProgress })
      end(isWhole ? 'done' : 'stopped')
    } catch (thrown) {
      error.value = thrown
      end('stopped')
    }
    if (!isDryRun) changed()
  }
  const end = (state: State) => {
    if (run.value) run.value = { ...run.value, state }
  }
  return (
    <>
      <Head title={texts(FRAME).catalogue} />
      <CatalogueTabs />
      <section class="panel">
        <div class="fields">
          <Choice
            label={t.kind}
            value={kind.value}
            options={KINDS.map((each) => [each, t.kinds[each]])}
            // The cast: the options are the kinds.
            onInput={(chosen) => (kind.value = chosen as typeof kind.value)}
          />
          <div class="field">
            <label for="import-file">{t.file}</label>
            <input
              id="import-file"
              type="file"
              accept=".csv,.ndjson,.jsonl,text/csv"
              aria-describedby="import-hint"
              onChange={(event) => {
                file.value = event.currentTarget.files?.[0] ?? null
                run.value = null
              }}
            />
            <p id="import-hint" class="hint">
              {t.fileHint}
            </p>
          </div>
        </div>
        <div class="acts">
          <button type="button" class="quiet" aria-disabled={!file.value || isRunning} onClick={() => start(true)}>
            {t.check}
          </button>
          <button type="button" class="button" aria-disabled={!file.value || isRunning} onClick={() => start(false)}>
            {t.run(t.kinds[kind.value])}
          </button>
          {isRunning && (
            <button type="button" class="quiet" onClick={() => (isStopping.value = true)}>
              {t.stop}
            </button>
          )}
        </div>
        {run.value && <RunShown run={run.value} />}
        {error.value !== null && (
          <p class="failed" role="alert">
            {failureText(error.value)}
          </p>
        )}
      </section>
      <section class="panel">
        <div class="panel-head">
          <h2>{t.export}</h2>
        </div>
        <button
          type="button"
          class="quiet"
          onClick={() =>
            download(kind.value).catch((thrown: unknown) => {
              error.value = thrown
            })
          }
        >
          {t.exportAll(t.kinds[kind.value])}
        </button>
      </section>
    </>
  )
}

function RunShown({ run: { isDryRun, share, report, state } }: { run: Run }) {
  const t = texts(CATALOGUE)
  const { created, updated, unchanged, rejected } = report
  const percent = Math.round(share * 100)
  const words = isDryRun ? t.wouldReport : t.report
  return (
    <div class="run">
      <progress value={percent} max={100} aria-label={t.progress(percent)} />
      <p role="status">
        {state === 'running' ? t.progress(percent) : words(created, updated, unchanged, rejected.length)}
      </p>
      {state === 'stopped' && <p class="warning">{t.stopped}</p>}
      {rejected.length > 0 && (
        <>
          <h2>{t.rejected}</h2>
          <Table
            caption={t.rejected}
            rows={rejected.slice(0, MAX_SHOWN)}
            keyOf={({ line, message }) => `${line} ${message}`}
            empty=""
            columns={[
              { title: t.line, isNumber: true, isHead: true, cell: ({ line }) => count(line) },
              { title: t.message, cell: ({ message }) => message },
            ]}
          />
          {rejected.length > MAX_SHOWN && <p>{t.more(rejected.length - MAX_SHOWN)}</p>}
        </>
      )}
    </div>
  )
}
