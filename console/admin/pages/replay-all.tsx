import { type Outcome, send } from '../api/client.js';
import { ConfirmButton, Result } from '../parts.js';
import { useAct } from '../use-loaded.js';

/** Processes every delivery of a status again, once that was confirmed. */
export const ReplayAll = ({
  status,
  appId,
  reload,
}: {
  readonly status: string;
  readonly appId: string;
  readonly reload: () => Promise<void>;
}) => {
  const replay = useAct(async (): Promise<Outcome<string>> => {
    const body = { status, ...(appId === '' ? {} : { app_id: appId }) };
    const answer = await send<{ readonly message: string }>('POST', '/internal/webhook-events/retry', body);
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: answer.value.message };
  });
  return (
    <>
      <ConfirmButton
        label={`Replay all ${status}`}
        kind="plain"
        title={`Process every ${status} delivery again?`}
        text={`All deliveries that are ${status}${appId === '' ? ', of every app,' : ' of this app'} are processed again. What follows is announced as replayed, and nothing is announced twice.`}
        confirm="Replay all"
        busy={replay.isRunning}
        onConfirm={() => replay.run(undefined)}
      />
      <Result of={replay} />
    </>
  );
};
