import { type ReadonlySignal, signal } from '@preact/signals'
import type { TextStore } from '../shared/store.ts'

/** Seconds in which a reply may be taken back before it goes out; 0 sends at once. */
export const UNDO_SECONDS = [0, 3, 5, 10] as const

/** How an agent likes their desk; kept in the browser. */
export interface DeskSettings {
  undoSeconds: (typeof UNDO_SECONDS)[number]
  /** A quiet sound when a customer waits or writes. */
  sound: boolean
  /** Notices of the desktop when the page is out of sight; the browser asks for leave once. */
  notices: boolean
  /** How a reply with markup will look to the customer, below the box. */
  preview: boolean
  /** `?` and `/` outside of text fields; off for those whose speech input types them. */
  singleKeys: boolean
  /** What goes out is the translation under the box, in place of what was typed. */
  sendTranslated: boolean
}

export interface Settings {
  readonly value: ReadonlySignal<DeskSettings>
  change(part: Partial<DeskSettings>): void
}

export const DEFAULTS: DeskSettings = {
  undoSeconds: 5,
  sound: false,
  notices: false,
  preview: true,
  singleKeys: true,
  sendTranslated: false,
}

/** `scope` keeps people apart who use the same browser. What cannot be read is as it is at first. */
export const createSettings = (store: TextStore, scope: string): Settings => {
  const key = `tabdesk.desk.${scope}`
  const value = signal(readSettings(store.getItem(key)))
  return {
    value,
    change: (part) => {
      value.value = { ...value.value, ...part }
      try {
        store.setItem(key, JSON.stringify(value.value))
      } catch {
        // A full store: the change lasts until the page is closed.
      }
    },
  }
}

export const readSettings = (text: string | null): DeskSettings => {
  let kept: Partial<Record<keyof DeskSettings, unknown>> = {}
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value === 'object' && value !== null) kept = value
  } catch {
    // As at first.
  }
  const flag = (name: Exclude<keyof DeskSettings, 'undoSeconds'>) => {
    const value = kept[name]
    return typeof value === 'boolean' ? value : DEFAULTS[name]
  }
  return {
    undoSeconds: UNDO_SECONDS.find((seconds) => seconds === kept.undoSeconds) ?? DEFAULTS.undoSeconds,
    sound: flag('sound'),
    notices: flag('notices'),
    preview: flag('preview'),
    singleKeys: flag('singleKeys'),
    sendTranslated: flag('sendTranslated'),
  }
}
