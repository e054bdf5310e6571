import * as t from 'io-ts';
import type { Dialled } from '../../application/calls/dial.js';
import { DialpadIdJson } from './dialpad-id-json.js';
import { IsoTime } from './iso-time.js';
import { nullable } from './nullable.js';

/** A call that Dialpad was asked to place. */
export const DialledJson = t.type(
  {
    /** By which the call's events name it. */
    dialpad_call_id: nullable(DialpadIdJson),
    dialpad_user_id: DialpadIdJson,
    to_number: t.string,
    from_number: nullable(t.string),
    /** From when on the person can be dialled for again; that is now unless it was the fifth time in a minute. */
    next_dial_at: IsoTime,
  },
  'Dialled',
);

export const dialledToJson = (dialled: Dialled): t.OutputOf<typeof DialledJson> =>
  DialledJson.encode({
    dialpad_call_id: dialled.dialpadCallId,
    dialpad_user_id: dialled.dialpadUserId,
    to_number: dialled.toNumber,
    from_number: dialled.fromNumber,
    next_dial_at: dialled.nextAt,
  });
