/** Secrets for tests only: nothing outside the tests accepts them. */
export const TEST_KEY = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'test-1',
  x: 'aePCZRXbFEhMgMg1A4y1mIzJvD8ntIcybRvNhKS-4qw',
  y: '9IIrwAO8dmAoOjm0uRH6JpCzKWY6WIeC1gPnduTH3Yg',
  d: 'xCHPhViCumplq-NrFY5aLVhJQ3Om-cptKeWo6y42ToQ',
} as const

/** 32 bytes: "payments of tests only, 01234567". */
export const TEST_PAYMENT_SECRET = 'whsec_cGF5bWVudHMgb2YgdGVzdHMgb25seSwgMDEyMzQ1Njc='

export const TEST_VARS = {
  AUTH_KEYS: JSON.stringify({ keys: [TEST_KEY] }),
  ACCOUNT_SECRET: 'account-secret-of-tests-only-0123456789',
  PAYMENT_PROVIDERS: 'simulated',
  SIMULATED_PAYMENT_SECRET: TEST_PAYMENT_SECRET,
  LOG_LEVEL: 'error',
  RATE_LIMIT_SCALE: '1000',
  // A test may send hundreds of requests at once on a busy machine.
  MAX_WAIT_MS: '0',
  WEBHOOK_LOOPBACK: 'allow',
  // Tests of the metrics set an interval; in the others nothing runs on after a request.
  METRICS_INTERVAL_MS: '0',
} as const

/** The admin of the workers that the journey ring starts. */
export const TEST_ADMIN = { ADMIN_EMAIL: 'keeper@pannier.example', ADMIN_PASSWORD: 'the keys of the shop' } as const
