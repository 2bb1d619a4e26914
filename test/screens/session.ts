import type { Page } from 'playwright-core'
import type { Role } from '../../src/domain/message.ts'
import type { Running } from '../helpers/product.ts'
import type { Language } from './album.ts'
import type { SCREENS } from './titles.ts'

/** One language and theme: a product of its own, a browser, and where the pictures go. */
export interface Session {
  running: Running
  language: Language
  /** The text of the language. */
  say(zh: string, en: string): string
  /** A page of its own, signed in where there is a role. */
  open(path: string, role?: Role, sub?: string): Promise<Page>
  take(page: Page, screen: keyof typeof SCREENS): Promise<void>
}
