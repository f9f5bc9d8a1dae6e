/** Reads JSON lines as a stream: one record per line. The caller parses the records. */
import { type FileRecord, MAX_RECORD_LENGTH, type RecordReader, TOO_LONG } from './csv.ts'

export class JsonLinesReader implements RecordReader<FileRecord> {
  #rest = ''
  #line = 1
  #ended = false

  push(text: string): readonly FileRecord[] {
    if (this.#ended) return []
    const records: FileRecord[] = []
    let from = 0
    // The search starts behind `#rest`, because `#rest` does not contain a line end.
    const searchFrom = this.#rest.length
    const all = this.#rest + text
    for (let at = all.indexOf('\n', searchFrom); at !== -1; at = all.indexOf('\n', from)) {
      records.push(this.#record(all.slice(from, at + 1)))
      from = at + 1
    }
    this.#rest = all.slice(from)
    if (this.#rest.length > MAX_RECORD_LENGTH) {
      this.#ended = true
      records.push({ ...this.#record(this.#rest), fault: TOO_LONG })
    }
    return records
  }

  end(): readonly FileRecord[] {
    if (this.#ended || this.#rest === '') return []
    this.#ended = true
    return [this.#record(this.#rest)]
  }

  #record(text: string): FileRecord {
    return { line: this.#line++, text, blank: text.trim() === '', fault: null }
  }
}
