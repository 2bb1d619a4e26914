import { Refusal } from '../domain/errors.ts'
import type { Attachment, Principal } from '../domain/message.ts'
import type { Attachments } from '../ports/attachments.ts'
import type { Store } from '../ports/store.ts'
import type { MessageToSend, Support } from '../ports/support.ts'
import { authorOf, isOverseer, isStaff } from './permission.ts'

/** Where files of ours are, in the `url` of a message's attachment. */
export const ATTACHMENTS_URL = '/v1/attachments/'

/** What a seal vouches for: that this file, so named, was sent for this place. */
export interface Sealed extends Pick<Attachment, 'name' | 'mime' | 'size'> {
  tenant: string
  /** `customer/<sub>` of who sends it or for whom a service does, `conversation/<id>` for staff. */
  place: string
  id: string
}

export interface AttachedParts {
  attachments: Pick<Attachments, 'withdraw' | 'reinstate'>
  store: Pick<Store, 'events'>
  /** Whether this is the seal of its upload, which nobody outside can make. */
  isSealed: (of: Sealed, seal: string) => boolean
}

const PAGE = 500

/**
 * Support whose messages carry files of ours: a reference without the seal of its upload is refused, and a file goes with its message when
 * that is taken back (W5). Withdrawn first: a crash in between leaves a file that nobody gets, not one that everybody does.
 */
export const withAttachments = (support: Support, { attachments, store, isSealed }: AttachedParts): Support => {
  const takenWith = async <T>(
    by: Principal,
    at: { conversation: string; from: number; to: number },
    takeBack: () => Promise<T>,
  ): Promise<T> => {
    const ids = await idsIn(store, by, at)
    await attachments.withdraw(by.tenant, ids)
    try {
      return await takeBack()
    } catch (error) {
      // Only what its message still shows: another may have taken it back meanwhile.
      const still = new Set(await idsIn(store, by, at))
      await attachments.reinstate(
        by.tenant,
        ids.filter((id) => still.has(id)),
      )
      throw error
    }
  }
  /** Files of messages that became durable while their conversation is being rolled back, by seq. */
  const meanwhile = new Map<string, { seq: number; id: string }[]>()
  const keyOf = ({ tenant }: Principal, conversation: string): string => `${tenant}\0${conversation}`
  /** The log shows no more what a rollback took: what came after its files were looked for is withdrawn once its place is known. */
  const withLatecomers = async (
    by: Principal,
    { conversation, toSeq }: { conversation: string; toSeq: number },
    rollBack: () => ReturnType<Support['rollback']>,
  ): ReturnType<Support['rollback']> => {
    const key = keyOf(by, conversation)
    const late = meanwhile.get(key) ?? []
    meanwhile.set(key, late)
    try {
      const result = await rollBack()
      // Messages that the log had before it are told by now.
      await new Promise(setImmediate)
      const taken = late.filter(({ seq }) => seq > toSeq && seq < result.event.seq)
      await attachments.withdraw(
        by.tenant,
        taken.map(({ id }) => id),
      )
      return result
    } finally {
      if (meanwhile.get(key) === late) meanwhile.delete(key)
    }
  }
  return {
    ...support,
    // Nothing is awaited before the log is reached: messages keep their order (W7).
    send: async (by, message) => {
      assertSealed(by, message, isSealed)
      const appended = await support.send(by, message)
      const { conversation, seq, attachment } = appended.event
      const ours = attachment && ourReference(attachment.url)
      if (ours !== undefined) meanwhile.get(keyOf(by, conversation))?.push({ seq, id: ours.id })
      return appended
    },
    recall: (by, op) =>
      takenWith(by, { conversation: op.conversation, from: op.seq, to: op.seq }, () => support.recall(by, op)),
    rollback: (by, op) =>
      withLatecomers(by, op, () =>
        takenWith(by, { conversation: op.conversation, from: op.toSeq + 1, to: Number.MAX_SAFE_INTEGER }, () =>
          support.rollback(by, op),
        ),
      ),
  }
}

const assertSealed = (
  by: Principal,
  { attachment, conversation, customer, kind }: MessageToSend,
  isSealed: AttachedParts['isSealed'],
): void => {
  const reference = attachment === undefined ? undefined : ourReference(attachment.url)
  if (attachment === undefined || reference === undefined) return
  const { name, mime, size } = attachment
  const place = isStaff(by) ? `conversation/${conversation}` : `customer/${customer?.id ?? by.sub}`
  if (!isSealed({ tenant: by.tenant, place, id: reference.id, name, mime, size }, reference.seal))
    throw new Refusal(
      'bad_input',
      'attachment is not as its upload was answered: send name, mime, size and url unchanged, in the conversation that it was uploaded for',
      {
        field: 'attachment',
      },
    )
  if ((kind === 'image' || kind === 'audio') && !mime.startsWith(`${kind}/`))
    throw new Refusal('bad_input', `kind is ${kind}, the file is ${mime}: send it as kind file`, { field: 'kind' })
}

const ourReference = (url: string): { id: string; seal: string } | undefined => {
  if (!url.startsWith(ATTACHMENTS_URL)) return undefined
  const [id = '', query] = url.slice(ATTACHMENTS_URL.length).split('?')
  return { id, seal: new URLSearchParams(query).get('seal') ?? '' }
}

/** Id of the file of ours that an event names. */
export const fileOf = ({ attachment }: { attachment?: { url: string } }): string | undefined =>
  attachment && ourReference(attachment.url)?.id

/** Files of messages that this principal could take back. */
const idsIn = async (
  store: Pick<Store, 'events'>,
  by: Principal,
  { conversation, from, to }: { conversation: string; from: number; to: number },
): Promise<string[]> => {
  const author = authorOf(by)
  const ids: string[] = []
  for (let after = from - 1; ; ) {
    const events = (await store.events(by.tenant, conversation, { after, limit: PAGE }))?.events ?? []
    for (const { seq, attachment, from: sender } of events) {
      const own = sender.role === author.role && sender.id === author.id
      // A rollback takes everybody's; one message only its author takes back, or a supervisor.
      const theirs = own || isOverseer(by) || (isStaff(by) && from !== to)
      const ours = attachment === undefined || seq > to || !theirs ? undefined : ourReference(attachment.url)
      if (ours !== undefined) ids.push(ours.id)
    }
    const last = events.at(-1)?.seq ?? to
    if (events.length < PAGE || last >= to) return ids
    after = last
  }
}
