/** Thrown for a server or a schema that cannot be used; the message is one line with the reason and what to do about it. */
export class Unusable extends Error {}
