import { createHmac, randomFillSync, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { createExamine } from './adapters/content/examine.ts'
import { createAttachmentFiles } from './adapters/local/attachment-files.ts'
import { createScanCommand } from './adapters/local/scan-command.ts'
import { cleanPicture } from './adapters/pictures/clean-picture.ts'
import type { Config } from './config.ts'
import { ATTACHMENTS_URL, type Sealed, withAttachments } from './conversation/attached.ts'
import type { KeptAttachment } from './domain/attachment.ts'
import { Refusal } from './domain/errors.ts'
import { addAttachmentRoutes } from './gateway/attachment-routes.ts'
import type { PartState } from './gateway/operation-routes.ts'
import type { Face } from './gateway/server.ts'
import { createUuidv7 } from './lib/uuid.ts'
import type { Attachments } from './ports/attachments.ts'
import type { Store } from './ports/store.ts'
import type { Support } from './ports/support.ts'

export interface AttachedFiles {
  attachments: Attachments
  /** Bytes of one file. */
  maxBytes: number
  /** With files in its messages. */
  over(support: Support): Support
  face: Face
  state(): Promise<PartState>
}

const MEBIBYTE = 1024 * 1024

/** Files that people send, in a bucket or in DATA_DIR; references and links are sealed with a key of their own, made from the installation's secret. */
export const openAttachments = async (
  config: Config,
  {
    store,
    secret,
    now,
    isHeard,
    sureAbove,
  }: {
    store: Store
    secret: string
    now: () => Date
    /** Whether voice notes of a tenant are written down. */
    isHeard(tenant: string): boolean
    /** Confidence below which what was heard is shown as doubtful. */
    sureAbove: number
  },
): Promise<AttachedFiles> => {
  const { attachments: settings } = config
  const maxBytes = settings.maxMebibytes * MEBIBYTE
  const attachments = await openFiles(config, now)
  const macOf = (kind: string, values: readonly (string | number)[]): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['attachments', kind, ...values]))
      .digest('base64url')
  const sealOf = ({ tenant, place, id, name, mime, size }: Sealed): string =>
    macOf('seal', [tenant, place, id, name, mime, size])
  return {
    attachments,
    maxBytes,
    state: async () => {
      const { kind, since, reason } = await attachments.state()
      if (reason === undefined) return { state: 'ready', kind }
      return { state: 'degraded', kind, ...(since === undefined ? {} : { since }), reason }
    },
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
        isHeard,
        sureAbove,
        isSigned: ({ tenant, id, expires }, signature) => isSame(macOf('link', [tenant, id, expires]), signature),
        now: () => now().getTime(),
      }),
  }
}

/** Where the settings say that files lie. */
export const openFiles = async (
  { dataDir, s3, attachments: settings }: Pick<Config, 'dataDir' | 's3' | 'attachments'>,
  now: () => Date,
): Promise<Attachments> => {
  const directory = join(dataDir, 'attachments')
  const parts = {
    maxBytes: settings.maxMebibytes * MEBIBYTE,
    tenantBytes: settings.tenantMebibytes * MEBIBYTE,
    now,
    newId: createUuidv7(Date.now, randomFillSync),
    examine: createExamine({
      cleanPicture,
      ...(settings.scan.length === 0 ? {} : { scan: createScanCommand(settings.scan) }),
    }),
  }
  if (s3 === undefined) return createAttachmentFiles({ directory, ...parts })
  // Loaded by those who use it.
  const [{ createAttachmentObjects }, { createBucket }] = await Promise.all([
    import('./adapters/s3/attachment-objects.ts'),
    import('./adapters/s3/bucket.ts'),
  ])
  return createAttachmentObjects({ bucket: createBucket(s3), spool: join(directory, 'spool'), ...parts })
}

const placeOf = ({ conversation, customer }: Pick<KeptAttachment, 'conversation' | 'customer'>): string =>
  conversation === undefined ? `customer/${customer}` : `conversation/${conversation}`

const isSame = (a: string, b: string): boolean =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b))
