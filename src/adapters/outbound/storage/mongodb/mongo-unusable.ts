/** Why a database cannot be used, in one line that says what to do. */
export class Unusable extends Error {}
