/**
 * Lets the pages' forms use passkeys: asks the browser for one, writes its answer into the form, and sends the form.
 * Invariant: in a browser without passkeys, and at an address that has none, the forms stay hidden.
 */

/** The options are fetched when they are needed, because their challenge lives for minutes only. */
const OPTIONS = '/v1/auth/passkeys/options'

export function usePasskeys(page: Document): void {
  const knows = typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential
  // Browsers give passkeys to names only, so http://localhost has them and http://127.0.0.1 does not.
  if (!knows || /^[\d.]+$|:/.test(location.hostname)) {
    const section = page.querySelector<HTMLElement>('#passkeys')
    if (section && !section.querySelector('ul')) section.hidden = true
    return
  }
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void answerInto(form)
    })
  }
}

async function answerInto(form: HTMLFormElement): Promise<void> {
  const [failure, response] = [
    form.querySelector('p[role=alert]'),
    form.querySelector<HTMLInputElement>('[name=response]'),
  ]
  if (!(failure instanceof HTMLElement) || !response) return
  failure.hidden = true
  try {
    const credential = form.dataset.passkey === 'get' ? await found() : await created(form.dataset.options ?? '')
    if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey')
    response.value = JSON.stringify(credential.toJSON())
  } catch {
    // The shopper has cancelled, or the device has no passkey for this shop.
    failure.textContent = form.dataset.failed ?? ''
    failure.hidden = false
    return
  }
  form.submit()
}

async function found(): Promise<Credential | null> {
  const answer = await fetch(OPTIONS, { method: 'POST' })
  if (!answer.ok) throw new Error('no options')
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await answer.json()) })
}

function created(options: string): Promise<Credential | null> {
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options)),
  })
}
