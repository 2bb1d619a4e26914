/** Cards under an answer; more do not fit on a phone. */
export const MOST_CARDS = 5

/** Something to look at or to tap under an answer. */
export interface Card {
  title: string
  text?: string
  /** https address of a picture. */
  image?: string
  /** `url` opens a page, `say` is sent as the customer's next message; one of the two. */
  buttons: { label: string; url?: string; say?: string }[]
}
