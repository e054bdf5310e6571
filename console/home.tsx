import { useEffect } from 'preact/hooks';
import { Page, Panel } from './admin/parts.js';
import { internalSecret } from './admin/session.js';
import { EnterForm } from './calls/pages/enter.js';
import { redirect } from './router.js';
import { apiKey } from './session.js';

/** Where one begins: who has signed in goes on where the work is. */
export const Home = () => {
  const goTo = apiKey.value !== null ? '/console/live' : internalSecret.value !== null ? '/console/admin/apps' : null;
  useEffect(() => {
    if (goTo !== null) redirect(goTo);
  }, [goTo]);
  if (goTo !== null) return null;
  return (
    <Page title="Console" lead="The calls of an app as they ring, and the administration of this server.">
      <Panel title="See the calls of an app">
        <EnterForm />
      </Panel>
      <Panel title="Run the server">
        <p>
          With the internal secret: apps and their keys, people, the connection to Dialpad, and every webhook that came.
        </p>
        <div class="actions">
          <a class="button" href="/console/admin/apps">
            Administration
          </a>
          <a class="button" href="/console/start">
            First steps
          </a>
        </div>
      </Panel>
    </Page>
  );
};
