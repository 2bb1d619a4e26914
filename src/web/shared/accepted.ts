/** Kinds that the server takes, for the chooser; it looks at the content itself. */
export const ACCEPTED =
  'image/jpeg,image/png,image/webp,image/gif,audio/*,application/pdf,.zip,.doc,.docx,.xls,.xlsx,.txt,.csv'
