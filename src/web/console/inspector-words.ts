import type { Decision } from '../../domain/decision.ts'
import type { Outcome } from '../../domain/record.ts'
import { type InsightText, i, isInsightText, share } from './insight-texts.ts'

const KINDS: Record<Decision['kind'], InsightText> = {
  answer: 'saidItself',
  suggest: 'suggested',
  ask: 'askedBack',
  handOff: 'handedOver',
}

export const decisionWords = (kind: Decision['kind']): string => i(KINDS[kind])

/** A key of the catalogue where there is one, else the name as it is: a newer server may know more. */
const wordsFor = (key: string, name: string): string => (isInsightText(key) ? i(key) : name)

export const reasonWords = (reason: string): string => wordsFor(`why_${reason}`, reason)
export const entityWords = (type: string): string => wordsFor(type, type)
export const contextWords = (kind: string): string => wordsFor(`use_${kind}`, kind)
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
export const voterWords = (voter: string): string => wordsFor(`voter${capital(voter)}`, voter.replace(/^plugin:/, ''))
export const sourceWords = (source: string): string => wordsFor(`source${capital(source)}`, source)
export const versionWords = (name: string): string => wordsFor(`version${capital(name)}`, name)
export const stepWords = (step: string): string =>
  step === 'understandAndMesh' ? i('stepWhole') : wordsFor(`step${capital(step)}`, step)

export const outcomeWords = ({ result, value = 0, meant }: Outcome): string => {
  if (result === 'rated') return i(value > 0 ? 'r_ratedUp' : 'r_ratedDown')
  if (result === 'corrected' && meant === undefined) return i('r_uncorrected')
  return i(`r_${result}`, { value: share(value) })
}
