import { Missing } from '../missing.js';
import { AppPage } from './pages/app.js';
import { Apps } from './pages/apps.js';
import { Audit } from './pages/audit.js';
import { Inbox } from './pages/inbox.js';
import { Server } from './pages/server.js';
import { SignIn } from './pages/sign-in.js';
import { internalSecret } from './session.js';

/** The pages of the administration, in the order of the navigation. */
export const ADMIN_PAGES = [
  { name: 'Apps', href: '/console/admin/apps' },
  { name: 'Inbox', href: '/console/admin/inbox' },
  { name: 'Server', href: '/console/admin/server' },
  { name: 'Audit', href: '/console/admin/audit' },
] as const;

/** What the administration shows at a path under `/console/admin`, for who has signed in with the internal secret. */
export const Admin = ({ path }: { readonly path: string }) => {
  if (internalSecret.value === null) return <SignIn />;
  const [page = '', id, view = ''] = path.replace(/^\/console\/admin\/?/, '').split('/');
  if (page === 'inbox') return <Inbox />;
  if (page === 'server') return <Server />;
  if (page === 'audit') return <Audit />;
  if (page !== 'apps' && page !== '') return <Missing />;
  return id === undefined || id === '' ? <Apps /> : <AppPage id={id} view={view} />;
};
