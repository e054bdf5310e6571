import type { CallView } from '../../../domain/call/call-view.js';
import type { AppEvent, EventContent } from '../../../domain/event/app-event.js';
import { restoreView, type StoredView, storedDetailsOf } from './restore-call.js';

type Stored<C> = C extends { readonly call: CallView } ? Omit<C, 'call'> & { readonly call: StoredView } : C;

/** An event's content as it is stored, perhaps by a version that showed fewer fields of a call. */
export type StoredEventContent = Stored<EventContent>;

/** Adds the fields of a call that the version which stored the content did not show. */
export const restoreEventContent = (stored: StoredEventContent): EventContent =>
  'call' in stored ? ({ ...stored, call: restoreView(stored.call) } as EventContent) : stored;

/** An event's content as it is stored. Who answered is not left out: an older version did not say it. */
export const storedContentOf = (content: EventContent): StoredEventContent => {
  if (!('call' in content)) return content;
  const { answeredBy } = content.call.details;
  const details = { answeredBy, ...storedDetailsOf(content.call.details) };
  return { ...content, call: { ...content.call, details } };
};

/** An event as it is stored: the content has the name `news`. */
export type StoredEvent = Omit<AppEvent, 'content'> & { readonly news: StoredEventContent };

export const storedEventOf = ({ content, ...event }: AppEvent): StoredEvent => ({ ...event, news: content });

export const restoreEvent = ({ news, ...event }: StoredEvent): AppEvent => ({
  ...event,
  content: restoreEventContent(news),
});
