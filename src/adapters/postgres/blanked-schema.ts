/** When the words of a conversation were erased the last time (ISO 8601), also of one that goes on: other processes forget them by it. */
export const BLANKED_SCHEMA = `
  ALTER TABLE tabdesk.conversations ADD COLUMN blanked_at text COLLATE "C";
`
