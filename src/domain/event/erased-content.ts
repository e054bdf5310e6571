import { type CallView, NO_DETAILS } from '../call/call-view.js';
import type { EventContent } from './app-event.js';

const NOBODY = { fromNumber: null, toNumber: null, dialpadUserId: null } as const;

/** The content of an event whose person is forgotten: its type, its ids and times stay, so that the stream has no gap. */
export const erasedContent = (content: EventContent): EventContent => {
  if ('call' in content) return erasedCallEvent(content);
  if ('voicemail' in content) {
    return { ...content, voicemail: { ...content.voicemail, ...NOBODY, recordingUrl: null, transcript: null } };
  }
  return 'message' in content ? { ...content, message: { ...content.message, ...NOBODY, text: null } } : content;
};

const erasedCallEvent = (content: Extract<EventContent, { readonly call: CallView }>): EventContent => {
  const call = { ...content.call, ...NOBODY, recordingUrl: null, details: NO_DETAILS };
  return content.type === 'call.updated'
    ? { type: content.type, call, changed: content.changed }
    : { type: content.type, call };
};
