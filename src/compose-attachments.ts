import { createHmac, randomFillSync, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { createAttachmentFiles } from './adapters/local/attachment-files.ts'
import { createScanCommand } from './adapters/local/scan-command.ts'
import { cleanPicture } from './adapters/pictures/clean-picture.ts'
import type { Config } from './config.ts'
import { ATTACHMENTS_URL, type Sealed, withAttachments } from './conversation/attached.ts'
import type { KeptAttachment } from './domain/attachment.ts'
import { Refusal } from './domain/errors.ts'
import { addAttachmentRoutes } from './gateway/attachment-routes.ts'
import type { Face } from './gateway/server.ts'
import { createUuidv7 } from './lib/uuid.ts'
import type { Store } from './ports/store.ts'
import type { Support } from './ports/support.ts'

export interface AttachedFiles {
  /** Bytes of one file. */
  maxBytes: number
  /** With files in its messages. */
  over(support: Support): Support
  face: Face
}

const MEBIBYTE = 1024 * 1024

/** Files that people send, in DATA_DIR; references and links are sealed with a key of their own, made from the installation's secret. */
export const openAttachments = (
  { dataDir, attachments: settings }: Config,
  { store, secret, now }: { store: Store; secret: string; now: () => Date },
): AttachedFiles => {
  const maxBytes = settings.maxMebibytes * MEBIBYTE
  const attachments = createAttachmentFiles({
    directory: join(dataDir, 'attachments'),
    maxBytes,
    now,
    newId: createUuidv7(Date.now, randomFillSync),
    cleanPicture,
    ...(settings.scan.length === 0 ? {} : { scan: createScanCommand(settings.scan) }),
  })
  const macOf = (kind: string, values: readonly (string | number)[]): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['attachments', kind, ...values]))
      .digest('base64url')
  const sealOf = ({ tenant, place, id, name, mime, size }: Sealed): string =>
    macOf('seal', [tenant, place, id, name, mime, size])
  return {
    maxBytes,
    over: (support) =>
      withAttachments(support, { attachments, store, isSealed: (of, seal) => isSame(sealOf(of), seal) }),
    face: (app, { router, tokens }) =>
      addAttachmentRoutes(app, router, {
        attachments,
        tokens,
        maxBytes,
        perHour: settings.perHour,
        customerOf: async (by, conversation) => {
          const found = await store.conversation(by.tenant, conversation)
          if (found === undefined)
            throw new Refusal('not_found', `there is no conversation ${JSON.stringify(conversation)}`, {
              field: 'conversation',
            })
          return found.customer
        },
        reference: ({ tenant, id, name, mime, size, ...kept }) => {
          const seal = sealOf({ tenant, place: placeOf(kept), id, name, mime, size })
          return { name, mime, size, url: `${ATTACHMENTS_URL}${id}?${new URLSearchParams({ seal })}` }
        },
        signLink: ({ tenant, id, expires }) => macOf('link', [tenant, id, expires]),
        isSigned: ({ tenant, id, expires }, signature) => isSame(macOf('link', [tenant, id, expires]), signature),
        now: () => now().getTime(),
      }),
  }
}

const placeOf = ({ conversation, customer }: Pick<KeptAttachment, 'conversation' | 'customer'>): string =>
  conversation === undefined ? `customer/${customer}` : `conversation/${conversation}`

const isSame = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))
