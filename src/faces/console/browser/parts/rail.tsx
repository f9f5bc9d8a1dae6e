/** The rail: the pages, with the number of things that need attention on each, and who is signed in. */
import { operator, signOut } from '../core/api.ts'
import { useAttention } from '../core/attention.ts'
import { forgetAll } from '../core/live.ts'
import { texts } from '../core/reader.ts'
import { result } from '../core/results.ts'
import { href, place } from '../core/router.ts'
import type { Section } from '../pages/section.ts'
import { SECTIONS } from '../pages/sections.tsx'
import { FRAME } from '../texts/frame.ts'
import { useCurrentInView } from './head.tsx'
import { Languages } from './languages.tsx'

const MAX_SHOWN = 50

export function Rail() {
  const t = texts(FRAME)
  const { orders, returns, system } = useAttention()
  const counts: { readonly [name in Section]?: number } = { orders: orders + returns, system }
  const { path } = place.value
  const leave = () => {
    forgetAll()
    result.value = null
    void signOut()
  }
  return (
    <header class="rail">
      <p class="brand">Pannier</p>
      {/* The badges arrive after the page, and move what is beside them. */}
      <nav ref={useCurrentInView(`${path} ${orders} ${system}`)} aria-label={t.nav}>
        <ul>
          {SECTIONS.map(({ name, at }) => {
            const isHere = path.split('/')[1] === at.split('/')[1]
            const open = counts[name] ?? 0
            return (
              <li key={name}>
                <a href={href(at)} aria-current={isHere ? 'page' : undefined}>
                  {t[name]}
                  {open > 0 && (
                    <span class="badge">
                      <span aria-hidden="true">{open > MAX_SHOWN ? `${MAX_SHOWN}+` : open}</span>
                      <span class="unseen">{t.attention(open)}</span>
                    </span>
                  )}
                </a>
              </li>
            )
          })}
        </ul>
      </nav>
      <div class="who">
        <Email email={operator.value?.email ?? ''} />
        {operator.value && t.roles[operator.value.role]}
        <p>
          <button type="button" class="link" onClick={leave}>
            {t.signOut}
          </button>
          <Languages />
        </p>
      </div>
    </header>
  )
}

/** Breaks before the domain, where the address is too long for the rail. */
function Email({ email }: { email: string }) {
  const [name = '', domain = ''] = email.split('@')
  return (
    <b>
      {name}
      <wbr />@{domain}
    </b>
  )
}
