/** In the address in place of an id: a new article, and its key after it. No id begins like this. */
export const NEW = '_new'
