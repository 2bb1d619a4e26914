/** NUL and halves of surrogate pairs: no database gives them back as they were. */
const UNSTORABLE = /[\0\p{Cs}]/u
/** What no screen shows: spaces, control and format characters, halves of characters, joiners and fillers without anything to join or fill. */
const UNSEEN = /[\s\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** Every store gives it back as it came. */
export const isStorable = (text: string): boolean => !UNSTORABLE.test(text)

/** Something of it can be seen. */
export const isSeen = (text: string): boolean => text.replace(UNSEEN, '') !== ''
