import { english } from '../domain/english.ts'
import { type ErrorCode, Refusal } from '../domain/errors.ts'
import type { Said } from '../domain/said.ts'

/** A refusal whose message pages can say in their language. */
export const refusing = (code: ErrorCode, said: Said, more: { field?: string } = {}): Refusal =>
  new Refusal(code, english(said), { ...more, said })
