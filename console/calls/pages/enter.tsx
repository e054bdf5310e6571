import { useState } from 'preact/hooks';
import { CtiError } from '../../../src/client/index.js';
import type { Outcome } from '../../admin/api/client.js';
import { Button, Notice, Page, Panel, Result, TextField } from '../../admin/parts.js';
import { useAct } from '../../admin/use-loaded.js';
import { isSendable } from '../../logic/sendable.js';
import { clientWith, enterApp, keyEndedBecause } from '../../session.js';

const UNLIKE_A_KEY = { status: 0, message: 'No API key has such characters: copy it again.' };

/** Asks for the key of an app, and keeps it once the server has accepted it. */
export const EnterForm = () => {
  const [key, setKey] = useState('');
  const check = useAct(async (): Promise<Outcome<string>> => {
    const given = key.trim();
    if (!isSendable(given)) return { ok: false, failure: UNLIKE_A_KEY };
    try {
      await clientWith(given).calls.list({ limit: 1 });
    } catch (error) {
      if (!(error instanceof CtiError)) throw error;
      return { ok: false, failure: error };
    }
    enterApp(given);
    return { ok: true, value: '' };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void check.run(undefined);
      }}
    >
      {keyEndedBecause.value !== null && <Notice tone="warn">You were signed out. {keyEndedBecause.value}</Notice>}
      <TextField
        label="API key"
        type="password"
        hint={
          <>
            It begins with <code>app_</code>. Your CRM has it as CTI_API_KEY. This tab keeps it until it is closed.
          </>
        }
        value={key}
        onInput={setKey}
        required
        autoComplete="off"
      />
      <Button kind="primary" type="submit" busy={check.isRunning}>
        Show the calls
      </Button>
      <Result of={check} />
      <p class="hint">
        An app has one key, which is shown once, when it is made. If nobody has it any more, make another under{' '}
        <a href="/console/admin/apps">Apps</a>: the present one can stay valid for a while.
      </p>
    </form>
  );
};

/** What stands in place of any page about calls for who has given no key. */
export const Enter = () => (
  <Page title="Calls of an app" lead="Calls as they ring, their history, voicemails, messages and statistics.">
    <Panel title="Which app?">
      <EnterForm />
    </Panel>
  </Page>
);
