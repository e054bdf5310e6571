import { useEffect } from 'preact/hooks';
import type { Call } from '../../../src/client/index.js';
import { Empty, Facts, LoadFailure, Page, Panel } from '../../admin/parts.js';
import { type Loaded, useLoaded } from '../../admin/use-loaded.js';
import { ask } from '../ask.js';
import { listen } from '../live.js';
import { callOfEvent, isCallEvent } from '../logic/live-calls.js';
import { otherNumber, otherParty } from '../logic/words.js';
import { AfterCall } from '../parts/after-call.js';
import { CallBadge } from '../parts/call-badge.js';
import { callFacts } from '../parts/call-facts.js';
import { CallTable } from '../parts/call-table.js';
import { CallTrail } from '../parts/call-trail.js';
import { Caller } from '../parts/caller.js';
import { Notes } from '../parts/notes.js';
import { Player } from '../parts/player.js';
import { useReloadOn } from '../use-reload-on.js';

/** All that is known of one call. */
export const CallPage = ({ id }: { readonly id: string }) => {
  const call = useLoaded(() => ask((of) => of.calls.get(id)), [id]);
  useEvents(id, call);
  if (call.value === null) {
    return (
      <Page title="Call" lead="All that is known of it." before={<Back />}>
        <LoadFailure of={call} />
      </Page>
    );
  }
  return <KnownCall call={call.value} onSaved={call.set} />;
};

const Back = () => <a href="/console/calls">All calls</a>;

/** Shows what the stream says of the call. It is read again only where the answer on its way may be older than that. */
const useEvents = (id: string, { value, isLoading, set, reload }: Loaded<Call>): void => {
  useEffect(
    () =>
      listen((event) => {
        if (!isCallEvent(event) || event.call_id !== id) return;
        if (value !== null) set(callOfEvent(event, value));
        if (isLoading) void reload();
      }),
    [id, value, isLoading, set, reload],
  );
};

interface KnownProps {
  readonly call: Call;
  readonly onSaved: (call: Call) => void;
}

const KnownCall = ({ call, onSaved }: KnownProps) => {
  const number = otherNumber(call);
  return (
    <Page
      title={otherParty(call)}
      lead={call.direction === 'outbound' ? 'An outgoing call.' : 'An incoming call.'}
      before={<Back />}
      badge={<CallBadge call={call} />}
    >
      <Panel title="What is known">
        <Facts facts={callFacts(call)} />
      </Panel>
      <AfterCall call={call} />
      <Notes call={call} onSaved={onSaved} />
      {call.recording_url !== null && (
        <Panel title="Recording">
          <Player url={call.recording_url} what="The recording of the call" />
        </Panel>
      )}
      <Legs call={call} />
      {number !== null && <Caller number={number} />}
      <CallTrail id={call.id} />
    </Page>
  );
};

const MAX_LEGS = 50;

const Legs = ({ call }: { readonly call: Call }) => {
  const conversation = String(call.conversation_id);
  const legs = useLoaded(
    () => ask((of) => of.calls.list({ conversation_id: conversation, limit: MAX_LEGS })),
    [conversation],
  );
  const { reload } = legs;
  useReloadOn(reload, (event) => isCallEvent(event) && String(event.conversation_id) === conversation);
  const others = legs.value?.data.map((leg) => (leg.id === call.id ? call : leg)) ?? null;
  return (
    <Panel title="Legs of the conversation">
      <LoadFailure of={legs} />
      {others !== null &&
        (others.length > 1 ? (
          <CallTable calls={others} caption="Legs of the conversation" current={call.id} />
        ) : (
          <Empty title="This is the only one.">A line that rings several people has a leg for each.</Empty>
        ))}
    </Panel>
  );
};
