/** The words of the messages about accounts. No text names another person. */

export interface Words {
  readonly subject: string
  readonly lines: readonly string[]
  readonly button: string
}

const en = {
  confirm_email: {
    subject: 'Confirm your e-mail address',
    lines: [
      'Please confirm that this address is yours. The link works once, within 24 hours.',
      'If you have not created an account with us, ignore this message.',
    ],
    button: 'Confirm the address',
  },
  reset_password: {
    subject: 'Choose a new password',
    lines: [
      'Somebody, probably you, asked for a new password for your account. The link works once, within 30 minutes.',
      'If it was not you, ignore this message: your password stays as it is.',
    ],
    button: 'Choose a password',
  },
  change_email: {
    subject: 'Confirm the change of your e-mail address',
    lines: [
      'Somebody, probably you, wants to change the e-mail address of an account. The change happens when the old and the new address have both confirmed it, within 24 hours.',
      'If it was not you, ignore this message, and change your password if you have an account with us.',
    ],
    button: 'Confirm the change',
  },
  email_changed: {
    subject: 'Your e-mail address was changed',
    lines: [
      'Your account now has another e-mail address. From now on, messages go there.',
      'If it was not you, reply to this message at once.',
    ],
    button: 'Open your account',
  },
  new_sign_in: {
    subject: 'New sign-in to your account',
    lines: [
      'Somebody signed in to your account from a network that you have not used before.',
      'If it was not you, change your password: this ends all other sign-ins.',
    ],
    button: 'Review your sign-ins',
  },
  password_changed: {
    subject: 'Your password was changed',
    lines: [
      'Your account has a new password. Its other sign-ins have ended.',
      'If it was not you, choose a new password at once, then check the passkeys of your account.',
    ],
    button: 'Choose a new password',
  },
  passkey_added: {
    subject: 'A passkey was added to your account',
    lines: [
      'Your account has a further passkey. It signs in without the password.',
      'If it was not you, remove the passkey at once and change your password.',
    ],
    button: 'Review your passkeys',
  },
  passkey_removed: {
    subject: 'A passkey was removed from your account',
    lines: [
      'This passkey can no longer sign in to your account.',
      'If it was not you, change your password: this ends all other sign-ins.',
    ],
    button: 'Review your passkeys',
  },
} satisfies Record<string, Words>

const zh: typeof en = {
  confirm_email: {
    subject: '请确认您的邮箱',
    lines: ['请确认这个邮箱属于您。链接在 24 小时内有效，只能使用一次。', '如果您没有在本店注册账户，请忽略这封邮件。'],
    button: '确认邮箱',
  },
  reset_password: {
    subject: '重设密码',
    lines: [
      '有人（很可能是您）请求为您的账户设置新密码。链接在 30 分钟内有效，只能使用一次。',
      '如果不是您本人操作，请忽略这封邮件，您的密码不会改变。',
    ],
    button: '设置新密码',
  },
  change_email: {
    subject: '请确认更换邮箱',
    lines: [
      '有人（很可能是您）想更换一个账户的邮箱。新旧两个邮箱都在 24 小时内确认后，更换才会生效。',
      '如果不是您本人操作，请忽略这封邮件；如果您在本店有账户，请修改密码。',
    ],
    button: '确认更换',
  },
  email_changed: {
    subject: '您的邮箱已更换',
    lines: ['您的账户已改用另一个邮箱，今后的邮件会发送到那里。', '如果不是您本人操作，请立即回复这封邮件。'],
    button: '查看账户',
  },
  new_sign_in: {
    subject: '您的账户有新的登录',
    lines: ['有人在您以前没有用过的网络上登录了您的账户。', '如果不是您本人，请修改密码，其他登录会全部失效。'],
    button: '查看登录记录',
  },
  password_changed: {
    subject: '您的密码已修改',
    lines: [
      '您的账户已改用新密码，其他登录已全部失效。',
      '如果不是您本人操作，请立即设置新密码，再检查账户中的通行密钥。',
    ],
    button: '设置新密码',
  },
  passkey_added: {
    subject: '您的账户添加了通行密钥',
    lines: [
      '您的账户多了一个通行密钥，用它登录不需要密码。',
      '如果不是您本人操作，请立即移除这个通行密钥，并修改密码。',
    ],
    button: '查看通行密钥',
  },
  passkey_removed: {
    subject: '您的账户移除了通行密钥',
    lines: ['这个通行密钥不能再登录您的账户。', '如果不是您本人操作，请修改密码，其他登录会全部失效。'],
    button: '查看通行密钥',
  },
}

export const ACCOUNT_TEXTS = { en, zh }
