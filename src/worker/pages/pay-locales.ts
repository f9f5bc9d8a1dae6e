/** The languages of the simulated provider's page. */
export const PAY_LOCALES = ['zh-CN', 'en'] as const
export type PayLocale = (typeof PAY_LOCALES)[number]
