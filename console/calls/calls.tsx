import { Missing } from '../missing.js';
import { apiKey } from '../session.js';
import { CallPage } from './pages/call.js';
import { Enter } from './pages/enter.js';
import { History } from './pages/history.js';
import { Live } from './pages/live.js';
import { Messages } from './pages/messages.js';
import { Statistics } from './pages/statistics.js';
import { Voicemails } from './pages/voicemails.js';

/** The pages about the calls of an app, in the order of the navigation. */
export const CALL_PAGES = [
  { name: 'Live', href: '/console/live' },
  { name: 'Calls', href: '/console/calls' },
  { name: 'Voicemails', href: '/console/voicemails' },
  { name: 'Messages', href: '/console/messages' },
  { name: 'Statistics', href: '/console/statistics' },
] as const;

/** What is shown at a path under `/console`, for who has given the key of an app. */
export const Calls = ({ path }: { readonly path: string }) => {
  const [page = '', id = ''] = path.replace(/^\/console\//, '').split('/');
  if (!CALL_PAGES.some(({ href }) => href === `/console/${page}`)) return <Missing />;
  if (apiKey.value === null) return <Enter />;
  if (page === 'live') return <Live />;
  if (page === 'voicemails') return <Voicemails />;
  if (page === 'messages') return <Messages number={decoded(id)} />;
  if (page === 'statistics') return <Statistics />;
  return id === '' ? <History /> : <CallPage key={id} id={id} />;
};

/** A part of a path as text; as it is where it is not well-formed. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
