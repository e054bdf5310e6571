import { useState } from 'preact/hooks';
import { getData, type Outcome, send } from '../api/client.js';
import type { DeadLetter, Endpoint, EndpointAttempt, EndpointOutcome } from '../api/endpoint-model.js';
import { Badge, Button, LoadFailure, Result, Table, Time } from '../parts.js';
import { useAct, useLoaded } from '../use-loaded.js';

interface Props {
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly reload: () => Promise<void>;
}

/** The last attempts at an endpoint and the events that were given up, shown on demand. */
export const EndpointActivity = (props: Props) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="activity" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Attempts and dead letters</summary>
      {isOpen && (
        <>
          <Attempts {...props} />
          {props.endpoint.dead_letters > 0 && <DeadLetters {...props} />}
        </>
      )}
    </details>
  );
};

const Attempts = ({ path, endpoint }: Props) => {
  const attempts = useLoaded(
    () => getData<readonly EndpointAttempt[]>(`${path}/attempts`),
    [path, endpoint.last_attempt],
  );
  return (
    <>
      <LoadFailure of={attempts} />
      {attempts.value?.length === 0 && <p class="soft">There was no attempt yet.</p>}
      {attempts.value !== null && attempts.value.length > 0 && (
        <Table caption="The last attempts, newest first" head={['When', 'Event', 'Answer', 'Took']}>
          {attempts.value.map(({ seq, at, status, milliseconds, problem }) => (
            <tr key={`${at}${seq}`}>
              <td>
                <Time at={at} />
              </td>
              <td>{seq === 0 ? 'test' : seq}</td>
              <td>
                <Badge tone={problem === null ? 'good' : 'bad'}>{status ?? 'none'}</Badge> {problem}
              </td>
              <td>{milliseconds} ms</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
};

const DeadLetters = ({ path, endpoint, reload }: Props) => {
  const letters = useLoaded(
    () => getData<readonly DeadLetter[]>(`${path}/dead-letters`),
    [path, endpoint.dead_letters],
  );
  const replay = useAct(async (seq: number): Promise<Outcome<string>> => {
    const answer = await send<{ readonly data: EndpointOutcome }>('POST', `${path}/dead-letters/${seq}/replay`);
    if (!answer.ok) return answer;
    await reload();
    const { delivered, status, problem } = answer.value.data;
    if (delivered) return { ok: true, value: `Event ${seq} arrived.` };
    return { ok: false, failure: { status: status ?? 0, message: `Event ${seq} did not arrive. ${problem}` } };
  });
  const replayAll = useAct(async (): Promise<Outcome<string>> => {
    type Replayed = {
      readonly data: { readonly delivered: number; readonly left: number; readonly problem: string | null };
    };
    const answer = await send<Replayed>('POST', `${path}/dead-letters/replay`);
    if (!answer.ok) return answer;
    await reload();
    const { delivered, left, problem } = answer.value.data;
    return { ok: true, value: `${delivered} arrived, ${left} are left${problem === null ? '' : `: ${problem}`}.` };
  });
  return (
    <>
      <LoadFailure of={letters} />
      <Button busy={replayAll.isRunning} onClick={() => replayAll.run(undefined)}>
        Send all once more
      </Button>
      <Result of={replayAll} />
      <Result of={replay} />
      <Table caption="Dead letters, newest first" head={['Event', 'Given up', 'Why', '']}>
        {(letters.value ?? []).map(({ seq, event, reason, at }) => (
          <tr key={seq}>
            <th scope="row">
              {seq} {event}
            </th>
            <td>
              <Time at={at} />
            </td>
            <td>{reason}</td>
            <td class="row-actions">
              <Button label={`Send event ${seq} once more`} busy={replay.isRunning} onClick={() => replay.run(seq)}>
                Send once more
              </Button>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
};
