import type { SENTENCES } from './sentences.ts'

export type SentenceCode = keyof typeof SENTENCES

/** A sentence of the server as code and parameters, so that a page can say it in its own language; a parameter may be a sentence, too. */
export interface Said {
  code: SentenceCode
  params?: Record<string, string | number | Said>
}

export const say = (code: SentenceCode, params?: Said['params']): Said =>
  params === undefined ? { code } : { code, params }

/** The sentence by a catalogue of templates; `{name}` stands for a parameter. Undefined where the catalogue does not have it. */
export const tell = ({ code, params = {} }: Said, catalogue: Readonly<Record<string, string>>): string | undefined =>
  catalogue[code]?.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    return typeof value === 'object' ? (tell(value, catalogue) ?? whole) : String(value ?? whole)
  })
