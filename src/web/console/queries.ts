/** SHA-256 of `graphql/queries/console-invoices.graphql`: the document is known to the server by it. */
export const INVOICES_QUERY = '9e6c705bd602809821d765aa898ab1ee95b4ba06ab4c58a3c3daa56ad3f6541c'
