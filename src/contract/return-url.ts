/** The page to which a shopper returns after a payment, with the outcome in its query. */

/** The returnUrl with the payment's id and status added; its other parameters stay. Null when it is not a web page. */
export function returnedTo(url: string, paymentId: string, status: string): string | null {
  const back = webPage(url)
  back?.searchParams.set('paymentId', paymentId)
  back?.searchParams.set('status', status)
  return back?.href ?? null
}

export function webPage(url: string): URL | null {
  const parsed = URL.parse(url)
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed : null
}
