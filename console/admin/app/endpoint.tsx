import type { ComponentChildren } from 'preact';
import { type Outcome, send } from '../api/client.js';
import type { Endpoint, EndpointOutcome, EndpointWithSecret } from '../api/endpoint-model.js';
import { counted, sentence } from '../logic/sentence.js';
import { Badge, type BadgeTone, Button, ConfirmButton, Facts, Notice, Panel, Result, Time } from '../parts.js';
import { useAct } from '../use-loaded.js';
import { EndpointActivity } from './endpoint-activity.js';
import { remove } from './remove.js';

const STATES: Readonly<Record<Endpoint['state'], { readonly word: string; readonly tone: BadgeTone }>> = {
  enabled: { word: 'on', tone: 'good' },
  disabled: { word: 'off', tone: 'quiet' },
  gone: { word: 'off: it said that it is gone', tone: 'warn' },
  'given-up': { word: 'off: it failed for days', tone: 'bad' },
};

interface Props {
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly onSecret: (made: EndpointWithSecret) => void;
  readonly reload: () => Promise<void>;
}

/** One endpoint: how it does, and what can be done with it. */
export const EndpointPanel = ({ path, endpoint, onSecret, reload }: Props) => {
  const { url, state } = endpoint;
  return (
    <Panel title={endpoint.description ?? url}>
      <p>
        <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge> <code>{url}</code>
      </p>
      {endpoint.failing_since !== null && state === 'enabled' && <Failing endpoint={endpoint} />}
      <Facts facts={factsOf(endpoint)} />
      <Acts path={path} endpoint={endpoint} onSecret={onSecret} reload={reload} />
      <EndpointActivity path={path} endpoint={endpoint} reload={reload} />
    </Panel>
  );
};

const Failing = ({ endpoint }: { readonly endpoint: Endpoint }) => (
  <Notice tone="warn">
    It has failed since <Time at={endpoint.failing_since} />
    {endpoint.last_attempt?.problem == null ? '. ' : `. ${sentence(endpoint.last_attempt.problem)} `}
    After {counted(endpoint.attempts_at_event, 'attempt')} at this event the next is due{' '}
    <Time at={endpoint.next_attempt_at} none="at once" />; the events behind it wait.
  </Notice>
);

const factsOf = (endpoint: Endpoint): readonly (readonly [string, ComponentChildren])[] => {
  const { last_attempt: last, old_secret_until: oldUntil } = endpoint;
  return [
    ['Events', endpoint.events === null ? 'all' : endpoint.events.join(', ')],
    ['Told up to event', String(endpoint.seq)],
    ['Last attempt', last === null ? 'none yet' : <Time key="last" at={last.at} />],
    ['Dead letters', String(endpoint.dead_letters)],
    ...(oldUntil === null ? [] : [['The old secret signs too until', <Time key="old" at={oldUntil} />] as const]),
  ];
};

const Acts = ({ path, endpoint, onSecret, reload }: Props) => {
  const test = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<{ readonly data: EndpointOutcome }>('POST', `${path}/test`);
    if (!answer.ok) return answer;
    await reload();
    const { delivered, status, milliseconds, problem } = answer.value.data;
    if (delivered) return { ok: true, value: `The test arrived: ${status} after ${milliseconds} ms.` };
    return {
      ok: false,
      failure: {
        status: status ?? 0,
        message: `The test did not arrive. ${sentence(problem ?? 'the receiver refused it')}`,
      },
    };
  });
  const turn = useAct(async (enabled: boolean): Promise<Outcome<string>> => {
    const answer = await send('PATCH', path, { enabled });
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: enabled ? 'It is on, and tried at once.' : 'It is off. Events wait for it.' };
  });
  const rotate = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<EndpointWithSecret>('POST', `${path}/rotate-secret`, {});
    if (!answer.ok) return answer;
    onSecret(answer.value);
    return { ok: true, value: 'The new secret is above. For a day both sign.' };
  });
  const removal = useAct(() => remove(path, reload));
  const isOn = endpoint.state === 'enabled';
  return (
    <>
      <div class="actions">
        <Button kind="primary" busy={test.isRunning} onClick={() => test.run(undefined)}>
          Send a test
        </Button>
        <Button busy={turn.isRunning} onClick={() => turn.run(!isOn)}>
          {isOn ? 'Switch off' : 'Switch on'}
        </Button>
        <ConfirmButton
          label="New secret"
          kind="plain"
          title="Make a new secret?"
          text="It is shown once. For a day every event is signed with both secrets, so that the receiver can change over in its own time."
          confirm="Make it"
          busy={rotate.isRunning}
          onConfirm={() => rotate.run(undefined)}
        />
        <ConfirmButton
          label="Delete"
          title="Delete this endpoint?"
          text={`Nothing more is sent to ${endpoint.url}, and what was given up (${counted(endpoint.dead_letters, 'dead letter')}) is forgotten. This cannot be undone.`}
          confirm="Delete"
          busy={removal.isRunning}
          onConfirm={() => removal.run(undefined)}
        />
      </div>
      {[test, turn, rotate, removal].map((act, n) => (
        <Result key={['test', 'turn', 'rotate', 'remove'][n]} of={act} />
      ))}
    </>
  );
};
