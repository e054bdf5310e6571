import { useEffect, useState } from 'preact/hooks';
import { SignInForm } from '../pages/sign-in.js';
import { Page } from '../parts.js';
import { internalSecret } from '../session.js';
import { AppStep } from './app-step.js';
import type { ChosenApp, ChosenPerson } from './chosen.js';
import { PersonStep } from './person-step.js';
import { RingStep } from './ring-step.js';
import { Step } from './step.js';

/** From nothing to a ringing call, in four steps. */
export const FirstRun = () => {
  const [app, setApp] = useState<ChosenApp | null>(null);
  const [person, setPerson] = useState<ChosenPerson | null>(null);
  const isSignedIn = internalSecret.value !== null;
  useEffect(() => {
    if (isSignedIn) return;
    // The key of the app goes with the session.
    setApp(null);
    setPerson(null);
  }, [isSignedIn]);
  const current = !isSignedIn ? 1 : app === null ? 2 : person === null ? 3 : 4;
  return (
    <Page
      title="First steps"
      lead="From nothing to a ringing call in a minute. No Dialpad is needed: the call is simulated."
    >
      <ol class="steps">
        <Step number={1} current={current} title="Sign in with the internal secret" done="You are signed in.">
          <SignInForm />
        </Step>
        <Step number={2} current={current} title="Make an app" done={app === null ? '' : <>The app is {app.name}.</>}>
          <AppStep onChosen={setApp} />
        </Step>
        <Step
          number={3}
          current={current}
          title="Map a person"
          done={
            person === null ? (
              ''
            ) : (
              <>
                Calls of Dialpad user {person.dialpadUserId} are for {person.crmUserId}.
              </>
            )
          }
        >
          {app !== null && <PersonStep appId={app.id} onChosen={setPerson} />}
        </Step>
        <Step number={4} current={current} title="Let it ring" done="">
          {app !== null && person !== null && <RingStep app={app} person={person} />}
        </Step>
      </ol>
    </Page>
  );
};
