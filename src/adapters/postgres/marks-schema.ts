/** What agents have put on conversations: all of it as JSON, when something of it is due (ISO 8601), and who was named and has not looked. */
export const MARKS_SCHEMA = `
  ALTER TABLE tabdesk.conversations ADD COLUMN marks text, ADD COLUMN due_at text COLLATE "C", ADD COLUMN mentioned text COLLATE "C";
  CREATE INDEX conversations_due ON tabdesk.conversations (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX conversations_mentioned ON tabdesk.conversations (tenant, updated_at) WHERE mentioned IS NOT NULL;
`
