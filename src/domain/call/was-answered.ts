import type { CallDetails, CallView } from './call-view.js';

type Leg = Pick<CallView, 'status' | 'durationSeconds'> & {
  readonly details?: Pick<CallDetails, 'answeredBy' | 'answeredElsewhere'>;
};

/**
 * Whether a person answered on this leg. Where nobody did it may be `ended` all the same, after no time: an outgoing call that nobody took,
 * or a phone that rang until somebody else answered. An answer to a call that lasted no time is known from the details alone.
 */
export const wasAnswered = ({ status, durationSeconds, details }: Leg): boolean => {
  if (status !== 'ended') return status === 'active';
  return durationSeconds !== 0 || (details !== undefined && details.answeredBy !== null && !details.answeredElsewhere);
};
