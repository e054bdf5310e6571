/** A person of the company with a number of their own. Ids are Dialpad's: safe integers, as in all captured payloads. */
export interface Colleague {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly officeId: number;
}

/** A number of the company that belongs to no single person; several people may take its calls. */
export interface Line {
  readonly id: number;
  readonly type: 'office' | 'department' | 'call_center' | 'coaching_team' | 'room';
  readonly name: string;
  readonly phone: string;
  readonly officeId: number;
}

/** The other party. Dialpad identifies shared contacts by a text, others by a number. */
export interface Contact {
  readonly id: number | string;
  readonly type: 'local' | 'shared';
  readonly name: string;
  /** Empty where there is none. */
  readonly email: string;
  readonly phone: string;
}
