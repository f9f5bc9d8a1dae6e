/** The simulated provider behind the port of real providers; one object per payment replaces its whole back end. */
import { SIMULATED_PAGE } from '../../contract/http/payment.ts'
import type { PaymentProvider } from '../../contract/payment.ts'
import type { SimulatedPaymentObject } from '../../contract/rpc/simulated-payment.ts'

export function simulatedProvider(payment: (paymentId: string) => SimulatedPaymentObject): PaymentProvider {
  return {
    async open(request) {
      await payment(request.paymentId).open(request)
      return { redirectUrl: `${SIMULATED_PAGE}/${request.paymentId}` }
    },
    async refund(request) {
      const reply = await payment(request.paymentId).refund(request)
      if (reply.status === 'refused') throw new Error(reply.detail)
      return reply.status
    },
    forgetReturn: (request) => payment(request.paymentId).forgetReturn(request),
    statement: (paymentId) => payment(paymentId).statement(),
  }
}
