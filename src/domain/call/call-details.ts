import * as Semigroup from 'fp-ts/lib/Semigroup.js';
import type { DialpadId } from '../dialpad-id.js';
import { everTrue, type Known, known, latestKnown, latestList, steady } from '../merge.js';
import type { Timestamp } from '../timestamp.js';

/** Whether the parties of an answered call talk, or the call is on hold or parked. */
export type HoldState = 'talking' | 'held' | 'parked';

/** What one observation says about a call besides who, when and how it ended. */
export interface DetailObservation {
  readonly contactName?: string | null;
  readonly hold?: HoldState | null;
  /** The call was transferred away from this person. */
  readonly transferred?: boolean;
  /** The person who transferred it to this one. */
  readonly transferredFrom?: DialpadId | null;
  readonly labels?: readonly string[] | null;
  readonly dispositions?: readonly string[] | null;
  readonly recapSummary?: string | null;
  readonly recapOutcome?: string | null;
  readonly recapPurposes?: readonly string[] | null;
  readonly recapActionItems?: readonly string[] | null;
  /** The source has a transcript of the conversation. */
  readonly transcriptReady?: boolean;
  readonly satisfaction?: string | null;
  readonly reviewUrl?: string | null;
  /** Text that the program which placed the call attached to it. */
  readonly customData?: string | null;
}

/** All details that are known: the merge of what was observed, in any order. */
export interface DetailFacts {
  readonly contactName: Known<string> | null;
  readonly hold: Known<HoldState> | null;
  readonly transferred: boolean;
  readonly transferredFrom: Known<DialpadId> | null;
  readonly labels: Known<readonly string[]> | null;
  readonly dispositions: Known<readonly string[]> | null;
  readonly recapSummary: Known<string> | null;
  readonly recapOutcome: Known<string> | null;
  readonly recapPurposes: Known<readonly string[]> | null;
  readonly recapActionItems: Known<readonly string[]> | null;
  readonly transcriptReady: boolean;
  readonly satisfaction: Known<string> | null;
  readonly reviewUrl: Known<string> | null;
  readonly customData: Known<string> | null;
}

export const mergeDetails: Semigroup.Semigroup<DetailFacts> = steady(
  Semigroup.struct<DetailFacts>({
    contactName: latestKnown(),
    hold: latestKnown(),
    transferred: everTrue,
    transferredFrom: latestKnown(),
    labels: latestList,
    dispositions: latestList,
    recapSummary: latestKnown(),
    recapOutcome: latestKnown(),
    recapPurposes: latestList,
    recapActionItems: latestList,
    transcriptReady: everTrue,
    satisfaction: latestKnown(),
    reviewUrl: latestKnown(),
    customData: latestKnown(),
  }),
);

/** The details that a single observation states. */
export const detailsOf = (seen: DetailObservation, at: Timestamp | null): DetailFacts => ({
  contactName: known(seen.contactName, at),
  hold: known(seen.hold, at),
  transferred: seen.transferred === true,
  transferredFrom: known(seen.transferredFrom, at),
  labels: known(seen.labels, at),
  dispositions: known(seen.dispositions, at),
  recapSummary: known(seen.recapSummary, at),
  recapOutcome: known(seen.recapOutcome, at),
  recapPurposes: known(seen.recapPurposes, at),
  recapActionItems: known(seen.recapActionItems, at),
  transcriptReady: seen.transcriptReady === true,
  satisfaction: known(seen.satisfaction, at),
  reviewUrl: known(seen.reviewUrl, at),
  customData: known(seen.customData, at),
});

/** The source's automatic summary of a conversation. */
export interface Recap {
  readonly summary: string | null;
  readonly outcome: string | null;
  readonly purposes: readonly string[];
  readonly actionItems: readonly string[];
}

export const recapOf = (facts: DetailFacts): Recap | null => {
  const { recapSummary, recapOutcome, recapPurposes, recapActionItems } = facts;
  if (recapSummary === null && recapOutcome === null && recapPurposes === null && recapActionItems === null)
    return null;
  return {
    summary: recapSummary?.value ?? null,
    outcome: recapOutcome?.value ?? null,
    purposes: recapPurposes?.value ?? [],
    actionItems: recapActionItems?.value ?? [],
  };
};
