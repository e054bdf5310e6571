import type { RecordOf } from '../../../application/records/app-record.js';
import type { AppTurns } from './app-turns.js';

/** Records of which this process makes the changes of an app one after the other, so that they do not race with each other. */
export const recordsInTurns = <A>(records: RecordOf<A>, turns: AppTurns): RecordOf<A> => ({
  ...records,
  change: (appId, decide) => () => turns([appId], records.change(appId, decide)),
});
