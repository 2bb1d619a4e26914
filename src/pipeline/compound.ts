import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Logistic } from '../domain/heads.ts'
import type { Verdict } from '../domain/understanding.ts'
import { logit } from '../lib/logistic.ts'
import { isQuestion, isWish } from './asks.ts'
import { type Boundary, clausesOf } from './clauses.ts'
import { estimate } from './ensemble.ts'

/** One way to read a text as two requests. */
export interface Cut {
  left: string
  right: string
  boundary: Boundary
}

/** Every way to cut a normalised text in two between clauses; none where it is one clause. */
export const cutsOf = (text: string): Cut[] => {
  const clauses = clausesOf(text)
  const [first] = clauses
  const last = clauses.at(-1)
  if (first === undefined || last === undefined) return []
  return clauses.slice(1).map((clause, i) => ({
    left: text.slice(first.start, clauses[i]?.end),
    right: text.slice(clause.start, last.end),
    boundary: clause.boundary ?? 'space',
  }))
}

/** What is made of a text that may be two: of the whole and of each side of the cut. */
export interface CutVerdicts {
  whole: Verdict
  left: Verdict
  right: Verdict
}

/** How much two intents are about the same, -1 to 1. */
export type Kinship = (one: string, other: string) => number

/**
 * P(both sides are requests of their own, and both were heard rightly); 0 where they mean the same or one is none of ours or
 * a courtesy: beside a request a courtesy is no request. `fit` is `SKIMMED` for verdicts made without the encoder, else `READ`.
 */
export const compoundChance = (cut: Cut, verdicts: CutVerdicts, kinship: Kinship, fit: Logistic): number => {
  const { left, right } = verdicts
  if (left.intent === right.intent || NO_REQUEST.has(left.intent) || NO_REQUEST.has(right.intent)) return 0
  if (isReason(cut)) return 0
  return estimate(fit, signsOf(cut, verdicts, kinship))
}

/** What speaks for and against two requests; the names are those of the fits. */
export const signsOf = ({ left, right, boundary }: Cut, verdicts: CutVerdicts, kinship: Kinship): Signs => {
  const [sure, other] = [logit(verdicts.left.confidence), logit(verdicts.right.confidence)]
  const questions = [left, right].filter(isQuestion).length
  return {
    lessSure: Math.min(sure, other),
    moreSure: Math.max(sure, other),
    leftInWhole: chanceIn(verdicts.whole, verdicts.left.intent),
    rightInWhole: chanceIn(verdicts.whole, verdicts.right.intent),
    wholeSure: logit(verdicts.whole.confidence),
    connective: Number(boundary === 'connective'),
    comma: Number(boundary === 'comma'),
    goesOn: Number(GOES_ON.test(right)),
    length: Math.log(Math.min(lengthOf(left), lengthOf(right))),
    rightTells: Number(tells(right)),
    // A story before the request is no request, unless a word adds the request to it.
    story: Number(tells(left) && boundary !== 'connective'),
    twoQuestions: Number(questions === 2),
    kin: Math.max(LEAST_KINSHIP, kinship(verdicts.left.intent, verdicts.right.intent)),
  }
}

export type Signs = Record<(typeof SIGNS)[number], number>
const SIGNS = [
  'lessSure',
  'moreSure',
  'leftInWhole',
  'rightInWhole',
  'wholeSure',
  'connective',
  'comma',
  'goesOn',
  'length',
  'rightTells',
  'story',
  'twoQuestions',
  'kin',
] as const

/** What went wrong, and what is wanted for it: "it arrived broken, can I get a refund" is one request. */
const isReason = ({ left, right, boundary }: Cut): boolean =>
  boundary !== 'connective' && tells(left) && REMEDY.test(right)

const tells = (side: string): boolean => !isQuestion(side) && !isWish(side)
const REMEDY =
  /(?:想|要|能|可以|怎么|给我|直接|帮我|申请|麻烦|就|把钱|钱)(?:退|换|重发|补发|赔)|退(?:给)?我|换[一个]|重新发|补偿|怎么赔|\b(?:(?:get|want|have|need|give me|like) (?:a |my |the )?(?:full |partial )?refund|refund (?:me|it)|money back|replace(?:ment)?|new one|exchange (?:it|this)|swap (?:it|this)|return (?:it|this)|send (?:it|this) back|fix it|repair it)\b/u

const NO_REQUEST: ReadonlySet<string> = new Set([
  OUT_OF_SCOPE,
  'greeting',
  'thanks',
  'goodbye',
  'praise',
  'small_talk',
  'frustration_vent',
])
/** Below, intents have nothing to do with each other. */
const LEAST_KINSHIP = 0.2
/** An intent that is not among the best of the whole is less likely than this there. */
const LEAST_CHANCE = 1e-4
/** A clause that begins so goes on with the one before it. */
const GOES_ON =
  /^(?:因为|由于|结果|所以|但是|但|可是|可|不过|就|才|都|也|又|说|一|还没|那)|^(?:because|since|so|but|and|it|it's|its|that|he|she|they|which|still|i've|no)\b/iu

const chanceIn = ({ ranked }: Verdict, intent: string): number =>
  Math.log(Math.max(LEAST_CHANCE, ranked.find((one) => one.intent === intent)?.confidence ?? 0))

/** In letters; a Chinese character says as much as three. */
const lengthOf = (text: string): number => text.length * (/\p{Script=Han}/u.test(text) ? 3 : 1)

/**
 * Fitted by `npx tsx eval/compound.ts --fit`, on the development half of eval/compound.jsonl, every second validation message
 * (one request each) and pairs of these joined with the words that join requests.
 */
export const SKIMMED: Logistic = {
  intercept: -0.47,
  coefficients: {
    lessSure: 0.64,
    moreSure: 0.41,
    leftInWhole: 0.39,
    rightInWhole: 0.46,
    wholeSure: -0.34,
    connective: 1.08,
    comma: -0.58,
    goesOn: -1.04,
    length: 1.11,
    rightTells: -0.13,
    story: -0.98,
    twoQuestions: 0.48,
    kin: -3.4,
  },
  means: {},
}
export const READ: Logistic = {
  intercept: -3.95,
  coefficients: {
    lessSure: 0.72,
    moreSure: 0.46,
    leftInWhole: 0.28,
    rightInWhole: 0.28,
    wholeSure: -0.31,
    connective: 0.99,
    comma: -0.45,
    goesOn: -0.64,
    length: 1.58,
    rightTells: -0.54,
    story: -1.11,
    twoQuestions: 0.52,
    kin: -3.19,
  },
  means: {},
}
