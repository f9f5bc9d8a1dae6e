/** The Worker opens live connections and ends them through this interface. */

/** Facts about the sender of a handshake, verified by the Worker and sent to the object as JSON in one header. */
export interface Admitted {
  /** The id of the shopper. */
  readonly owner: string
  /** The id that the client has chosen for itself, or null. */
  readonly client: string | null
  /** The position that the client has, as `formatPosition` writes it, or null. */
  readonly since: string | null
  /** The client's locales, best first. */
  readonly locales: readonly string[]
  /** The sign-in of the token; null for a guest and a server key. */
  readonly session: string | null
  /** When the connection must end, in milliseconds since 1970. */
  readonly expiresAt: number
}

/** The Worker sets this header on a request without any header of the client. */
export const ADMITTED = 'x-admitted'

/** Sign-ins that have ended: one family, all but one, or all because the shopper's data is erased. */
export type EndedSignIns = { readonly only: string } | { readonly except: string | null } | 'erased'

export interface LiveObject {
  /** The handshake: answers 101 with the socket, or another status without one. */
  fetch(request: Request): Promise<Response>
  /** Closes the connections of these sign-ins. */
  closeSockets(ended: EndedSignIns): Promise<void>
}

export interface LiveCartObject extends LiveObject {
  /**
   * Notes that an order of the shopper may have connections, which end with the shopper's sign-ins.
   * @param until when these connections end at the latest, in milliseconds since 1970
   */
  noteLiveOrder(orderId: string, until: number): Promise<void>
}
