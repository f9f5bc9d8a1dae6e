/**
 * Objects that the icon set does not have, drawn like its own: rounded bodies, soft gradients, a light from the upper
 * left, no outlines. Each is on a square of 32 units.
 */

/** A gradient of two colours from the upper left to the lower right. */
function shade(id: string, from: string, to: string): string {
  return `<linearGradient id="${id}" x1=".15" y1="0" x2=".8" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`
}

/** A ball of light. */
function glow(id: string, from: string, to: string): string {
  return `<radialGradient id="${id}" cx=".35" cy=".3" r=".8"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></radialGradient>`
}

function use(id: string): string {
  return `fill="url(#${id})"`
}

function mug(light: string, dark: string): string {
  return (
    shade('a', light, dark) +
    `<path d="M22 11.500c6-1 7.5 2 7 5s-3.500 5.500-7.500 5.500" fill="none" stroke="${dark}" stroke-width="2.4" stroke-linecap="round"/><path d="M4.5 7h18l-1 18.500a3 3 0 0 1-3 2.500h-10a3 3 0 0 1-3-2.500z" ${use('a')}/><ellipse cx="13.5" cy="7" rx="9" ry="2.6" fill="#3a3f4a"/><ellipse cx="13.5" cy="7.6" rx="7.4" ry="1.8" fill="#5c3a26"/><path d="M7.5 12l.7 11" stroke="#fff" stroke-width="1.2" stroke-linecap="round" opacity=".45"/>`
  )
}

function shirt(light: string, dark: string): string {
  return (
    shade('a', light, dark) +
    shade('b', light, dark) +
    `<path d="M11 4.500L4 8 1.500 15l5 2 1.500-2.500zM21 4.500L28 8l2.500 7-5 2-1.500-2.500z" ${use('b')} stroke="${dark}" stroke-width="1" stroke-linejoin="round"/><path d="M11 4.500c2.500 2.500 7.500 2.500 10 0l3.500 3.500v18a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V8z" ${use('a')}/><path d="M11 4.500c2.500 2.500 7.500 2.500 10 0" fill="none" stroke="${dark}" stroke-width="1.4" stroke-linecap="round"/><path d="M10 12v12" stroke="#fff" stroke-width="1" stroke-linecap="round" opacity=".25"/>`
  )
}

export const DRAWN: { readonly [name: string]: string | undefined } = {
  'drawn-stand':
    shade('a', '#e9edf2', '#9aa5b3') +
    shade('b', '#c9d1da', '#7f8b9a') +
    `<rect x="5" y="25.5" width="22" height="4" rx="2" ${use('a')}/><path d="M13 9h6l2.4 17.500h-10.800z" ${use('b')}/><rect x="8" y="22" width="16" height="3.2" rx="1.6" ${use('a')}/>`,
  'drawn-earbuds':
    shade('a', '#ffffff', '#c3c8d4') +
    glow('b', '#5b6270', '#23262e') +
    `<rect x="7.4" y="12" width="4.6" height="17" rx="2.3" ${use('a')}/><rect x="20" y="12" width="4.6" height="17" rx="2.3" ${use('a')}/><circle cx="9" cy="9" r="6" ${use('a')}/><circle cx="23" cy="9" r="6" ${use('a')}/><ellipse cx="6.6" cy="8.6" rx="2.3" ry="3.2" ${use('b')}/><ellipse cx="25.4" cy="8.6" rx="2.3" ry="3.2" ${use('b')}/>`,
  'drawn-speaker':
    shade('a', '#4d6ea8', '#22375f') +
    glow('b', '#3a4763', '#131a29') +
    glow('c', '#aebcd6', '#56678a') +
    `<rect x="7" y="2" width="18" height="28" rx="6" ${use('a')}/><circle cx="16" cy="19.5" r="7" ${use('b')}/><circle cx="16" cy="19.5" r="3" ${use('c')}/><circle cx="16" cy="8" r="3.2" ${use('b')}/><circle cx="16" cy="8" r="1.3" ${use('c')}/>`,
  'drawn-turntable':
    shade('a', '#c98b5a', '#7d4a26') +
    glow('b', '#4a4a52', '#121216') +
    glow('c', '#f08a86', '#b8323a') +
    shade('d', '#f4f5f8', '#a9b0bc') +
    `<rect x="1" y="5" width="30" height="23" rx="3.5" ${use('a')}/><circle cx="13.5" cy="16.5" r="9.5" ${use('b')}/><circle cx="13.5" cy="16.5" r="6.8" fill="none" stroke="#5d5d66" stroke-width=".35"/><circle cx="13.5" cy="16.5" r="3.4" ${use('c')}/><circle cx="13.5" cy="16.5" r=".7" fill="#fff"/><path d="M26.5 9v9.500l-5 4.5" fill="none" stroke="#e6e9ef" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round"/><circle cx="26.5" cy="9" r="2.1" ${use('d')}/>`,
  'drawn-soundbar':
    shade('a', '#54565f', '#1f2026') +
    shade('b', '#3d3f47', '#141519') +
    `<rect x="1" y="10.5" width="30" height="10" rx="5" ${use('a')}/><rect x="3" y="12.3" width="26" height="6.4" rx="3.2" ${use('b')}/><circle cx="26" cy="15.5" r=".8" fill="#7fe0b0"/><path d="M6 20.500h3l-.5 2h-2zm17 0h3l-.5 2h-2z" fill="#2a2b31"/>`,
  'drawn-tablet':
    shade('a', '#f2f4f7', '#a8b0bd') +
    shade('b', '#8fd0f5', '#6d64d8') +
    `<rect x="4.5" y="2" width="23" height="28" rx="3" ${use('a')}/><rect x="6.2" y="3.8" width="19.6" height="24.4" rx="1.6" ${use('b')}/><path d="M6.2 22c5-6 9-5 12-2s5 2 7.6-1v7.600a1.6 1.6 0 0 1-1.6 1.600H7.800a1.6 1.6 0 0 1-1.6-1.600z" fill="#fff" opacity=".28"/><circle cx="20.5" cy="9.5" r="2.6" fill="#fff" opacity=".7"/>`,
  'drawn-drive':
    shade('a', '#6f7684', '#2c313c') +
    shade('b', '#f6b25c', '#d9772b') +
    `<rect x="4" y="8" width="24" height="16" rx="4" ${use('a')}/><path d="M8 8h16a4 4 0 0 1 3.5 2h-23A4 4 0 0 1 8 8" fill="#fff" opacity=".14"/><rect x="4" y="18.5" width="24" height="2" ${use('b')}/><circle cx="24.5" cy="13" r="1" fill="#8fe3c0"/>`,
  'drawn-hub':
    shade('a', '#ffffff', '#c4cad6') +
    shade('b', '#59606e', '#2b303a') +
    `<path d="M16 2v8" stroke="#aab1be" stroke-width="2.2" stroke-linecap="round"/><rect x="1.5" y="10" width="29" height="12" rx="4" ${use('a')}/>${[4, 10.6, 17.2, 23.8].map((x) => `<rect x="${x}" y="14" width="4.4" height="4" rx=".9" ${use('b')}/><rect x="${x + 0.7}" y="15.8" width="3" height="1" rx=".4" fill="#7fb0f0"/>`).join('')}`,
  'drawn-pillow':
    glow('a', '#ffffff', '#cfd3e2') +
    `<path d="M4 8.500c3-2.5 21-2.5 24 0 1.5 1.2 1.2 4 .8 7.5.4 3.5.7 6.3-.8 7.5-3 2.5-21 2.5-24 0-1.5-1.2-1.2-4-.8-7.500C2.8 12.5 2.5 9.7 4 8.5" ${use('a')}/><path d="M7 12c3 1.5 5 1.5 9 1.500s6 0 9-1.500M8 20.500c3-1 5-1.2 8-1.200s5 .2 8 1.2" fill="none" stroke="#b7bdd2" stroke-width=".7" stroke-linecap="round"/>`,
  'drawn-vase':
    shade('a', '#ffffff', '#c9cfd6') +
    `<path d="M12 3h8c0 4-1.5 5-1.5 7 0 3 6.5 5 6.5 12 0 5-3.5 8-9 8s-9-3-9-8c0-7 6.5-9 6.5-12 0-2-1.5-3-1.5-7" ${use('a')}/><ellipse cx="16" cy="3" rx="4" ry="1" fill="#9aa3ad"/><path d="M10 20c0-3 2-5 3.5-6.5" fill="none" stroke="#fff" stroke-width="1.6" stroke-linecap="round" opacity=".9"/>`,
  'drawn-diffuser':
    shade('a', '#fdf3e7', '#d9b48c') +
    shade('b', '#c98b5a', '#8a5630') +
    `<path d="M12.5 8c-2-2 2-3.5 0-6m4 6c-2-2 2-3.5 0-6m4 6c-2-2 2-3.5 0-6" fill="none" stroke="#fff" stroke-width="1.4" stroke-linecap="round" opacity=".85"/><path d="M16 9c7 4 10 9 10 13.5 0 3.5-3 5.5-10 5.500S6 26 6 22.500C6 18 9 13 16 9" ${use('a')}/><path d="M6.4 24c1.2 3 4.8 4 9.6 4s8.4-1 9.6-4c.3 4-2.6 6-9.6 6s-9.9-2-9.6-6" ${use('b')}/>`,
  'drawn-clock':
    shade('a', '#d9a46c', '#93602f') +
    glow('b', '#ffffff', '#ebe4d6') +
    `<circle cx="16" cy="16" r="14" ${use('a')}/><circle cx="16" cy="16" r="11.4" ${use('b')}/>${[0, 90, 180, 270].map((turn) => `<path d="M16 6.500v2" stroke="#6b5a44" stroke-width="1.2" stroke-linecap="round" transform="rotate(${turn} 16 16)"/>`).join('')}<path d="M16 16V9.500M16 16l4.5 2.6" fill="none" stroke="#2b2620" stroke-width="1.4" stroke-linecap="round"/><circle cx="16" cy="16" r="1.2" fill="#b4561a"/>`,
  'drawn-shirt-moss': shirt('#8fa072', '#55663d'),
  'drawn-shirt-ink': shirt('#5d7096', '#2a3650'),
  'drawn-shirt-rust': shirt('#d0784e', '#94421f'),
  'drawn-mug-white': mug('#ffffff', '#c3c9d2'),
  'drawn-mug-celadon': mug('#cfe3d6', '#7fa893'),
  'drawn-mug-brick': mug('#e0765a', '#9c3823'),
  'drawn-cooker':
    shade('a', '#ffffff', '#c6c2c9') +
    shade('b', '#6a6470', '#332f38') +
    `<path d="M4 15h24v8c0 4-3 6-6 6H10c-3 0-6-2-6-6z" ${use('a')}/><path d="M3.5 15C4 8.5 9 5 16 5s12 3.5 12.5 10z" ${use('b')}/><rect x="3" y="13.8" width="26" height="2.4" rx="1.2" fill="#e9e5ec"/><rect x="13" y="3" width="6" height="3" rx="1.5" fill="#4a4550"/><rect x="11.5" y="19" width="9" height="5.5" rx="1.8" fill="#37323c"/><path d="M13.5 21.800h3" stroke="#8fe3c0" stroke-width="1.2" stroke-linecap="round"/><circle cx="18.6" cy="21.8" r=".8" fill="#f2a65a"/>`,
  'drawn-steamer':
    shade('a', '#f0cf93', '#b8843f') +
    shade('b', '#d9ae68', '#94662c') +
    `<ellipse cx="16" cy="10.5" rx="13" ry="4.5" fill="#8a6230"/><path d="M3 10.500v5c0 2.5 5.8 4.5 13 4.500s13-2 13-4.500v-5c0 2.5-5.8 4.5-13 4.500s-13-2-13-4.5" ${use('a')}/><path d="M3 17.500v6C3 26 8.8 28 16 28s13-2 13-4.500v-6c0 2.5-5.8 4.5-13 4.500s-13-2-13-4.5" ${use('b')}/><path d="M3 20.500C3 23 8.8 25 16 25s13-2 13-4.5" fill="none" stroke="#7a5222" stroke-width=".6" opacity=".6"/>`,
  'drawn-tea-cake':
    glow('a', '#8a5a3a', '#3b2115') +
    shade('b', '#fbf3e3', '#d8c3a0') +
    `<circle cx="16" cy="16" r="14" ${use('b')}/><circle cx="16" cy="16" r="10.5" ${use('a')}/>${[20, 65, 110, 150, 200, 245, 290, 335].map((turn, place) => `<path d="M16 ${8 + (place % 3)}q1.6 1 .6 2.6" fill="none" stroke="#c59a6d" stroke-width=".7" stroke-linecap="round" transform="rotate(${turn} 16 16)"/>`).join('')}<circle cx="16" cy="16" r="3.8" fill="#b8323a"/><circle cx="16" cy="16" r="2.6" fill="none" stroke="#f6d9c0" stroke-width=".6"/>`,
  'drawn-jar':
    shade('a', '#e2553d', '#8f1f1a') +
    shade('b', '#f7c65a', '#cf8a1f') +
    `<rect x="6" y="7" width="20" height="23" rx="5" ${use('a')}/><rect x="6.8" y="2" width="18.4" height="6" rx="2.2" ${use('b')}/><rect x="8.5" y="13" width="15" height="11" rx="2" fill="#fff3dc"/><path d="M12 20.500c2.5 1 6-.5 7.5-4.5" fill="none" stroke="#c8352a" stroke-width="2" stroke-linecap="round"/><path d="M8.3 11v6" stroke="#fff" stroke-width="1.4" stroke-linecap="round" opacity=".5"/>`,
  'drawn-tapes':
    shade('a', '#f5a3a8', '#cf5b70') +
    shade('b', '#9fd6c1', '#4c9c81') +
    shade('c', '#f7d27a', '#d99a2f') +
    [
      ['a', 10.5, 11.5],
      ['b', 21.5, 13],
      ['c', 15, 21.5],
    ]
      .map(
        ([id, x, y]) =>
          `<circle cx="${x}" cy="${y}" r="8" fill="url(#${id})"/><circle cx="${x}" cy="${y}" r="4.6" fill="#fff6e6"/><circle cx="${x}" cy="${y}" r="3.6" fill="#8d7fa3" opacity=".55"/>`,
      )
      .join(''),
  'drawn-pad':
    shade('a', '#a3a7b3', '#6a6e7c') +
    shade('b', '#4d515d', '#2c2f38') +
    `<rect x="1" y="8" width="30" height="17" rx="2.5" ${use('a')}/><rect x="3.5" y="11" width="15" height="7" rx="1.4" ${use('b')}/><path d="M5 13h12M5 14.600h12M5 16.200h12" stroke="#9096a6" stroke-width=".9" stroke-dasharray="1 .5"/>`,
  'drawn-flask':
    shade('a', '#a9d4ef', '#3f7fae') +
    shade('b', '#f2f4f7', '#98a2b0') +
    `<rect x="10" y="8.5" width="12" height="21.5" rx="4" ${use('a')}/><rect x="10" y="8.5" width="12" height="2.6" ${use('b')}/><rect x="10.8" y="2" width="10.4" height="6.8" rx="2.6" ${use('b')}/><rect x="12" y="13" width="1.8" height="13" rx=".9" fill="#fff" opacity=".55"/><rect x="10" y="26" width="12" height="1.4" fill="#2f668f" opacity=".6"/>`,
  'drawn-mat':
    shade('a', '#c7a8e8', '#7d5bb4') +
    glow('b', '#e3d3f5', '#9a78cc') +
    `<path d="M9 6h16c3 0 5 2.5 5 6s-2 6-5 6H9z" ${use('a')}/><path d="M9 18h17l3 8H5c-2 0-3-1.5-3-4 0-2.5 3-4 7-4" fill="#a482d3"/><circle cx="9" cy="12" r="6.2" ${use('b')}/><path d="M9 12a1.6 1.6 0 1 1 1.6 1.600A3.2 3.2 0 1 1 12.6 9" fill="none" stroke="#6f4fa6" stroke-width=".9" stroke-linecap="round"/>`,
  'drawn-blocks':
    shade('a', '#f5d9a8', '#c9924a') +
    shade('b', '#f19b7c', '#c9502f') +
    shade('c', '#8ec9b3', '#3c8a70') +
    shade('d', '#8fb7e6', '#3f6fb3') +
    `<rect x="2.5" y="18" width="12" height="12" rx="1.8" ${use('a')}/><rect x="16.5" y="18" width="13" height="12" rx="1.8" ${use('d')}/><path d="M18 28.500v-5a5 5 0 0 1 10 0v5z" fill="#fff" opacity=".3"/><rect x="9" y="8.5" width="13" height="8.5" rx="1.8" ${use('c')}/><path d="M15.5 1 21 7.800H10z" ${use('b')}/>`,
  'drawn-marbles':
    glow('a', '#ffd9d2', '#d6453a') +
    glow('b', '#d7ecff', '#3a77c8') +
    glow('c', '#fff0c4', '#dd9a22') +
    shade('d', '#e8c08a', '#a8743a') +
    `<path d="M2 12c10 1 16 5 28 5v4c-13 0-18-4-28-5z" ${use('d')}/><path d="M30 24c-10 1-16 3-28 3v3c13 0 18-1 28-2.500z" ${use('d')}/><circle cx="7" cy="8.5" r="4.5" ${use('a')}/><circle cx="19" cy="11.5" r="4.5" ${use('b')}/><circle cx="10" cy="22.5" r="4.5" ${use('c')}/>`,
}
