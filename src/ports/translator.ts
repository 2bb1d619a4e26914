import type { Language } from '../domain/message.ts'

/** What a text says in the other language. */
export interface Translation {
  text: string
  /** Numbers of the original that the translation has lost or changed: nobody should trust it unread. */
  lostNumbers: string[]
}

export interface Phrase {
  text: string
  from: Language
  to: Language
}

/**
 * Translates between the languages of customer and agent, where a model for it is mounted. Laws: TL1 the event loop stays free
 * and a call ends with `Refusal` `model_down` by its deadlines, one for waiting and one for the model's work, whatever the model does,
 * and a call that waited too long leaves the model to those it works for; TL2 what broke once does not stay
 * broken: the next call starts afresh; TL3 a pair without a model of the tenant's own is `Refusal` `not_found`.
 */
export interface Translator {
  /** Pairs that a tenant has a model for, such as `zh-en`. */
  pairs(tenant: string): readonly string[]
  translate(tenant: string, phrase: Phrase): Promise<Translation>
  /** Pairs that some tenant has a model for, and those of which one did not translate when it was last asked; whose is nobody else's to know. */
  status(): { mounted: readonly string[]; broken: readonly string[] }
  close(): Promise<void>
}
