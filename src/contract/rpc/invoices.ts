/**
 * The interface of the object that numbers documents, and of its copy, which is another object of the same class. A
 * throw means that the outcome is unknown; every call may be repeated.
 */
import type { DocumentKind, InvoiceDocument, Sale } from '../../domain/invoices/document.ts'
import type { OrderDocument } from '../../domain/order/documents.ts'

/** By the key of the document: the id of the order or of the refund. */
export type IssuedDocuments = { readonly [key: string]: OrderDocument }

/** A document as the object stores it. Positions are 1, 2, 3, … in the order of numbering. */
export interface StoredDocument {
  readonly position: number
  readonly key: string
  readonly orderId: string
  readonly kind: DocumentKind
  readonly year: number
  readonly seq: number
  readonly issuedAt: number
  /** JSON. */
  readonly content: string
  /** JSON; null once the term for keeping it is over. */
  readonly buyer: string | null
}

export interface DocumentPage {
  readonly items: readonly (InvoiceDocument & { readonly position: number })[]
  readonly next: number | null
}

export interface DocumentQuery {
  /** Positions after this one. */
  readonly after: number
  readonly limit: number
  /** Issued from this time on, before `to`, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

export interface DocumentCheck {
  /** When the first document was issued; null if there is none. */
  readonly since: number | null
  /** Documents up to this position were compared with the number before theirs. */
  readonly upTo: number
  readonly newest: number
  /** Numbers that no document has, although a later one of their series has been given. */
  readonly missing: readonly string[]
}

export interface InvoicesObject {
  /** Numbers what the sale still lacks. Answers the numbers of its invoice and of all its credit notes. */
  issue(sale: Sale): Promise<IssuedDocuments>
  /** @param key the id of the order or of the refund */
  find(key: string): Promise<InvoiceDocument | null>
  list(query: DocumentQuery): Promise<DocumentPage>
  /** Looks for numbers that were left out, among some hundreds of documents after a position. */
  check(after: number): Promise<DocumentCheck>
  /** The copy: stores documents that follow its newest one. Answers the position of its newest document then. */
  append(documents: readonly StoredDocument[]): Promise<number>
  /** The copy: documents after a position, in their order. */
  stored(after: number, limit: number): Promise<readonly StoredDocument[]>
}
