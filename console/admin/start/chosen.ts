/** The app that rings, with its key. */
export interface ChosenApp {
  readonly id: string;
  readonly name: string;
  readonly key: string;
}

/** Who the call is for. */
export interface ChosenPerson {
  readonly dialpadUserId: string;
  readonly crmUserId: string;
}
