import type { LetGo } from '../shared/while-used.js';
import type { Browser } from './platform.js';

/** Tells the other tabs of calls that are not to pop any more. */
export interface Handled {
  readonly tell: (callId: string) => void;
  readonly close: LetGo;
}

const ALONE: Handled = { tell: () => undefined, close: () => undefined };

/** Without BroadcastChannel, this tab is on its own. */
export const handledChannel = ({ BroadcastChannel }: Browser, onHandled: (callId: string) => void): Handled => {
  if (BroadcastChannel === undefined) return ALONE;
  const channel = new BroadcastChannel('cti-server handled calls');
  channel.onmessage = ({ data }) => {
    if (typeof data === 'string') onHandled(data);
  };
  return { tell: (callId) => channel.postMessage(callId), close: () => channel.close() };
};
