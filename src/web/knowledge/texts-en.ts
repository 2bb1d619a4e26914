import type { zh } from './texts-zh.ts'

/** Words of the frame of the knowledge pages in English. */
export const en: Record<keyof typeof zh, string> = {
  title: 'Knowledge',
  signInTitle: 'Sign in to the knowledge pages',
  enterDemo: 'Enter as demo knowledge manager',
  wrongRole:
    'This token is not for the knowledge pages: it needs the role knowledge, admin, supervisor, agent or engineer.',
  signOut: 'Sign out',
  console: 'Console',
  skip: 'Skip to the content',
  close: 'Close',
  cancel: 'Cancel',
  loading: 'Loading…',
  tryAgain: 'Try again',
  articles: 'Articles',
  try: 'Try a question',
  import: 'Import',
  products: 'Products',
  history: 'History',
  coverage: 'Coverage',
  never: 'Never answers',
  synonyms: 'Synonyms',
  failOffline: 'The server cannot be reached. Check the connection and try again; what you entered is still here.',
  failInput: 'The server did not understand the request. Change it as said below and try again.',
  failForbidden: 'Your role may not do this. Sign in with a link for the role knowledge or admin.',
  failGone: 'This is not there any more, or this server does not have it yet.',
  failConflict: 'Somebody changed this in the meantime. Look at what is there now, then try again.',
  failLarge: 'The file is too large: at most 20 MB and 50,000 rows. Split it into several files.',
  failType: 'Files of this type cannot be imported. Save it as XLSX, CSV, Markdown, HTML, DOCX, PDF, JSON or TXT.',
  failContent: 'There is something wrong with the content; nothing was saved. Change it as said below and try again.',
  failMany: 'That was too often in a short time. Please wait a moment and try again.',
  failBusy: 'The server is busy or being updated. Try again in a few seconds.',
  failServer:
    'The server failed; nothing was changed. Try again, and tell your administrator the time if it happens again.',
}
