import type { Decision, Draft, Reason, Reply, ReplyTo } from '../domain/decision.ts'
import { sourcesOf } from '../domain/joined-draft.ts'
import type { AskOption } from '../domain/message.ts'
import { backText } from '../lib/back-text.ts'
import { PHRASES, type Phrases } from './phrases.ts'
import { isUrgent, owesApology, saysSorry } from './tone.ts'

type Context = Parameters<ReplyTo>[1]

/**
 * The bot's words for a decision; undefined where it keeps silent: a person is there (W9), or the customer waits in the
 * queue and did not ask again. Only answers from articles carry `answer`; courtesies, questions and hand-off words do not.
 * To whom is annoyed it says sorry first, once a conversation.
 */
export const replyTo: ReplyTo = (decision, context) => {
  if (context.silent) return undefined
  const reply = wordsFor(decision, context)
  if (reply === undefined) return undefined
  if (saysSorry(reply.text)) return { ...reply, apologises: true }
  if (!owesApology(decision, context)) return reply
  const text = [PHRASES[context.language].sorry(), reply.text].join(gapIn(context))
  return { ...reply, text, apologises: true }
}

const wordsFor = (decision: Decision, context: Context): Reply | undefined => {
  const phrases = PHRASES[context.language]
  const { outlook } = context
  switch (decision.kind) {
    case 'answer':
      return invited(answerWords(decision.draft, context), decision.draft, context)
    case 'ask': {
      // The answer that it asks for again stands right above.
      if (outlook.queued || decision.reason === 'repeated_question') return undefined
      const person: AskOption = { intent: 'human_agent', label: phrases.person() }
      if (decision.reason === 'wordless')
        return {
          text: inWords(context, (said) => said.wordless(), '\n'),
          options: [{ ...person, label: inWords(context, (said) => said.person(), ' · ') }],
        }
      if (decision.reason === 'out_of_scope') return { text: phrases.outOfScope(), options: [person] }
      const identity = identityWords(decision.reason, context)
      if (identity !== undefined) return { ...identity, options: [...(identity.options ?? []), person] }
      if (decision.which !== undefined) {
        const labels = decision.options.map(({ label }) => label)
        return {
          text: phrases.whichOrder(decision.which, labels, decision.said),
          options: [...decision.options, person],
        }
      }
      return { text: phrases.ask(decision.options.map(({ label }) => label)), options: [...decision.options, person] }
    }
    case 'suggest':
      return decision.said === undefined
        ? handOffWords(decision, context)
        : partly(answerWords(decision.said, context), handOffWords(decision, context), context)
    case 'handOff':
      return handOffWords(decision, context)
  }
}

/** Before anything was written nobody knows which of ours the customer reads: it is said in both. */
const inWords = (context: Context, say: (phrases: Phrases) => string, gap: string): string =>
  readsUnknown(context) ? [say(PHRASES.en), say(PHRASES.zh)].join(gap) : say(PHRASES[context.language])

const readsUnknown = ({ heard, conversation }: Context): boolean =>
  heard?.wordless !== undefined && conversation?.language === undefined

/** Who could be told more is asked once for what it takes. */
const invited = (reply: Reply, { needsIdentity }: Draft, context: Context): Reply => {
  const { language, conversation, heard } = context
  if (needsIdentity === undefined || conversation?.proof !== undefined) return reply
  const phrases = PHRASES[language]
  const named = heard?.entities?.some(({ type }) => type === 'order_number') === true
  if (!named) return { ...reply, text: [reply.text, phrases.inviteProof()].join('\n\n'), asksIdentity: true }
  const invitation = withCode({ text: phrases.inviteDigits() }, context)
  return { ...reply, ...invitation, text: [reply.text, invitation.text].join('\n\n'), asksIdentity: true }
}

const identityWords = (reason: Reason, context: Context): Reply | undefined => {
  const { language, heard } = context
  const phrases = PHRASES[language]
  const { missing = 'order', by } = heard?.proof ?? {}
  switch (reason) {
    case 'identity_needed':
      return { text: phrases.proveFirst(), asksIdentity: true }
    case 'identity_incomplete': {
      const reply = { text: phrases.proofMissing(missing, by), asksIdentity: true as const }
      return missing === 'order' ? reply : withCode(reply, context)
    }
    case 'identity_failed':
      return withCode({ text: phrases.proofFailed(by) }, context)
    case 'identity_code_sent':
      return { text: phrases.codeSent(), options: [{ intent: CODE_OPTION, label: phrases.anotherCode() }] }
    case 'identity_code_unsent':
      return { text: phrases.codeUnsent() }
    case 'identity_proven':
      return { text: phrases.proven() }
    default:
      return undefined
  }
}

/** `intent` of the button: no meaning of a message, who presses it is heard by its words. */
const CODE_OPTION = 'identity_code'

/** Where the shop sends codes: that a known order can be proven by one, too. */
const withCode = (reply: Reply, { language, codes, heard }: Context): Reply => {
  if (!codes) return reply
  const phrases = PHRASES[language]
  const text =
    heard?.proof?.by === 'code' ? reply.text : [reply.text, phrases.orCode()].join(language === 'en' ? ' ' : '')
  return { ...reply, text, options: [{ intent: CODE_OPTION, label: phrases.sendCode() }] }
}

const answerWords = (draft: Draft, { confidence }: Context): Reply => ({
  text: draft.text,
  ...(draft.cards === undefined ? {} : { cards: draft.cards }),
  ...(draft.courtesy
    ? {}
    : {
        answer: {
          confidence: draft.voter?.confidence ?? draft.confidence ?? confidence,
          intent: draft.intent,
          sources: sourcesOf(draft),
        },
      }),
})

/** Of several requests some are answered; for the rest somebody comes. */
const partly = (said: Reply, handOff: Reply | undefined, { language }: Context): Reply => ({
  ...said,
  text: [said.text, `${PHRASES[language].theRest()}${handOff?.text ?? ''}`].join('\n\n'),
})

const handOffWords = (
  decision: Extract<Decision, { kind: 'suggest' | 'handOff' }>,
  context: Context,
): Reply | undefined => {
  const phrases = PHRASES[context.language]
  const { outlook, heard, conversation } = context
  const online = outlook.etaSeconds !== undefined
  if (decision.reason === 'safety') {
    if (outlook.queued && conversation?.priority === 'urgent') return undefined
    return { text: isUrgent(context, 'self_harm') ? phrases.selfHarm(online) : phrases.safety(online) }
  }
  const minutes = outlook.etaSeconds === undefined ? undefined : Math.max(1, Math.round(outlook.etaSeconds / 60))
  const { closed } = outlook
  if (outlook.queued && decision.reason !== 'person_asked_for') return undefined
  if (outlook.queued && closed === undefined) return { text: phrases.stillQueued(outlook.position, minutes) }
  const words = (['zh', 'en'] as const).map((language) =>
    closed !== undefined
      ? PHRASES[language].handOffClosed(backText(closed, language))
      : minutes === undefined
        ? PHRASES[language].handOffNobody(outlook.position)
        : PHRASES[language].handOff(outlook.position, minutes),
  )
  const { otherLanguage } = heard ?? {}
  // Which of ours they read is not known.
  if (decision.reason === 'other_language' && otherLanguage !== undefined)
    return {
      text: `${PHRASES.en.otherLanguage(otherLanguage)} ${words[1]}\n${PHRASES.zh.otherLanguage(otherLanguage)}${words[0]}`,
    }
  if (readsUnknown(context)) return { text: `${words[1]}\n${words[0]}` }
  const repeats = heard?.proof?.outcome === 'proven' ? phrases.provenNoMore() : phrases.asksAgain()
  const first =
    decision.reason === 'repeated_question'
      ? repeats
      : decision.reason === 'identity_failed'
        ? phrases.proofEnded(heard?.proof?.by)
        : undefined
  return {
    text: [decision.request?.words, first, words[context.language === 'zh' ? 0 : 1]]
      .filter(Boolean)
      .join(gapIn(context)),
  }
}

const gapIn = ({ language }: Context): string => (language === 'en' ? ' ' : '')
