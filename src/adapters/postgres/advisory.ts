/** `TABD`: the first half of the keys of our advisory locks, which are of one database. */
export const ADVISORY = 0x54414244
/** The schema is being brought up. */
export const MIGRATING = 1
/** Shared: rows are being added whose ids tell their order. Exclusive: nobody is adding, so every smaller id is there to be read. */
export const ORDERING = 2
