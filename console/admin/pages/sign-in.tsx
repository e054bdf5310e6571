import { useState } from 'preact/hooks';
import { isSendable } from '../../logic/sendable.js';
import { type Outcome, send } from '../api/client.js';
import { Button, Notice, Page, Panel, Result, TextField } from '../parts.js';
import { endedBecause, signIn } from '../session.js';
import { useAct } from '../use-loaded.js';

const UNLIKE_A_SECRET = { status: 0, message: 'No internal secret has such characters: copy it again.' };

/** Asks for the internal secret, and keeps it once the server has accepted it. */
export const SignInForm = () => {
  const [secret, setSecret] = useState('');
  const check = useAct(async (): Promise<Outcome<string>> => {
    const wanted = secret.trim();
    if (!isSendable(wanted)) return { ok: false, failure: UNLIKE_A_SECRET };
    const answer = await send('GET', '/internal/apps?limit=1', undefined, wanted);
    if (!answer.ok) return answer;
    signIn(wanted);
    return { ok: true, value: '' };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void check.run(undefined);
      }}
    >
      {endedBecause.value !== null && <Notice tone="warn">You were signed out. {endedBecause.value}</Notice>}
      <TextField
        label="Internal secret"
        type="password"
        hint={
          <>
            INTERNAL_API_SECRET of this server. A sandbox made one for itself: <code>sandbox.env</code> in its data
            folder (<code>./data</code> unless DATA_DIR names another). This tab keeps it until it is closed.
          </>
        }
        value={secret}
        onInput={setSecret}
        required
        autoComplete="off"
      />
      <Button kind="primary" type="submit" busy={check.isRunning}>
        Sign in
      </Button>
      <Result of={check} />
    </form>
  );
};

/** What stands in place of any page of the administration for who has not signed in. */
export const SignIn = () => (
  <Page title="Administration" lead="Apps, keys, people, the inbox and the connection to Dialpad.">
    <Panel title="Sign in">
      <SignInForm />
      <p>
        New here? <a href="/console/start">The first steps</a> lead from nothing to a ringing call.
      </p>
    </Panel>
  </Page>
);
