import { createClient } from 'cti-server/client';
import { CtiProvider } from 'cti-server/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Crm } from './crm.js';
import { readSession } from './session.js';

const { user, ctiUrl } = await readSession();

const cti = createClient({
  url: ctiUrl,
  // Both are routes of the CRM's own server (serve.ts): it holds the key.
  getTicket: () => fetch('/cti/ticket', { method: 'POST' }),
  api: { url: '/cti' },
});

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the CRM');
createRoot(root).render(
  <StrictMode>
    <CtiProvider client={cti}>
      <Crm user={user} />
    </CtiProvider>
  </StrictMode>,
);
