import { speakMore } from './texts.ts'

type Rest = typeof import('./rest.ts')

let stands = () => {}
const picture = new Promise<void>((resolve) => {
  stands = resolve
})
let rest: Promise<Rest> | undefined

/** The first picture is there: what else a page fetches takes nothing from it any more. */
export const pictureStands = (): void => stands()

/** Fetches a part, not before the first picture stands. */
export const afterPicture = <T>(fetch: () => Promise<T>): Promise<T> => picture.then(fetch)

/**
 * What a conversation needs beyond its first picture, with its words: one file, fetched as soon as that stands, to be there before it is
 * needed and when the network is not. What did not come is asked for again with the next call.
 */
export const fetchRest = (): Promise<Rest> => {
  if (rest === undefined) {
    rest = afterPicture(async () => (await Promise.all([import('./rest.ts'), speakMore()]))[0])
    rest.catch(() => {
      rest = undefined
    })
  }
  return rest
}
