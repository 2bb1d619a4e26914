import { type Said, tell } from './said.ts'
import { SENTENCES } from './sentences.ts'

/** The sentence in English. */
export const english = (said: Said): string => tell(said, SENTENCES) ?? said.code
