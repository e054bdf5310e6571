import type { CtiClient, CtiEvent } from '../../client/index.js';
import type { Match } from '../match.js';
import { firstPage, mustAskFor, NO_PAGES, type PageAnswer, type Pages, withFirstPage, withTold } from '../pages.js';
import type { LiveSource } from '../shared/live.js';
import { type ShownVoicemail, type VoicemailQuery, voicemailMatch, voicemailOfEvent } from './voicemail-filter.js';

type Voicemails = Pages<ShownVoicemail>;

export const createdAt = (voicemail: ShownVoicemail): string => voicemail.created_at;

const toldBy = ({ items }: Voicemails, event: CtiEvent): ShownVoicemail | null =>
  'voicemail_id' in event
    ? voicemailOfEvent(
        event,
        items.find(({ id }) => id === event.voicemail_id),
      )
    : null;

/** Whether it belongs here. An update does not tell when the voicemail was left, by which it would be placed. */
const matchOf = ({ items }: Voicemails, told: ShownVoicemail, query: VoicemailQuery, event: CtiEvent): Match => {
  const match = voicemailMatch(told, query);
  const hasPlace = event.event === 'voicemail.received' || items.some(({ id }) => id === told.id);
  return match === 'yes' && !hasPlace ? 'ask' : match;
};

/** The voicemails after an event: a new one comes, or the transcript of a known one. */
export const voicemailsAfter = (voicemails: Voicemails, query: VoicemailQuery, event: CtiEvent): Voicemails => {
  const told = toldBy(voicemails, event);
  return told === null ? voicemails : withTold(voicemails, told, matchOf(voicemails, told, query, event), createdAt);
};

export const mustAskForVoicemails = (voicemails: Voicemails, query: VoicemailQuery, event: CtiEvent): boolean => {
  const told = toldBy(voicemails, event);
  return told !== null && mustAskFor(voicemails, told, matchOf(voicemails, told, query, event), createdAt);
};

export const readVoicemails = (
  client: CtiClient,
  query: VoicemailQuery,
  cursor?: string,
  signal?: AbortSignal,
): Promise<PageAnswer<ShownVoicemail>> =>
  client.request('GET', '/api/voicemails', { query: cursor === undefined ? query : { ...query, cursor }, signal });

export const voicemailPages = (query: VoicemailQuery): LiveSource<Voicemails> => ({
  empty: NO_PAGES,
  read: async (client, signal) => firstPage(await readVoicemails(client, query, undefined, signal)),
  apply: (voicemails, event) => voicemailsAfter(voicemails, query, event),
  mustAsk: (voicemails, event) => mustAskForVoicemails(voicemails, query, event),
  join: (shown, read) => withFirstPage(shown, read, createdAt),
});
