/** What of a customer is not everybody's to see. */
export const PERSONAL_FIELDS = ['phone', 'email', 'address'] as const
export type PersonalField = (typeof PERSONAL_FIELDS)[number]

/** `open`: as the source gives it; `masked`: enough to recognise it by, the rest on asking with a reason; `hidden`: not there. */
export const SIGHTS = ['open', 'masked', 'hidden'] as const
export type Sight = (typeof SIGHTS)[number]

/** How each field is shown, to whoever may read the customer at all. */
export type PersonalPolicy = Readonly<Record<PersonalField, Sight>>
