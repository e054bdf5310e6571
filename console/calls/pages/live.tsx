import { useEffect } from 'preact/hooks';
import type { Call } from '../../../src/client/index.js';
import { sentence } from '../../admin/logic/sentence.js';
import { Badge, Empty, Notice, Page } from '../../admin/parts.js';
import { followAgain, hasMoreLive, liveCalls, liveFailure, readAgain, streamState } from '../live.js';
import { conversationsOf, isInProgress, type LiveConversation } from '../logic/live-calls.js';
import { otherName, otherNumber } from '../logic/words.js';
import { askNames } from '../names.js';
import { DirectionMark } from '../parts/direction.js';
import { OtherParty, Person } from '../parts/party.js';
import { Ticking } from '../parts/ticking.js';

const NONE: readonly Call[] = [];

/** The calls that ring and those in progress, as they are now. */
export const Live = () => {
  const calls = liveCalls.value ?? NONE;
  useEffect(() => askNames(calls.filter((call) => otherName(call) === null).map(otherNumber)), [calls]);
  const conversations = conversationsOf(calls);
  return (
    <Page title="Live" lead="What rings now, and who talks.">
      <StreamTrouble />
      {liveFailure.value !== null && (
        <Notice tone="bad">
          {liveFailure.value}{' '}
          <button type="button" class="button plain" onClick={readAgain}>
            Try again
          </button>
        </Notice>
      )}
      {liveCalls.value === null ? (
        liveFailure.value === null &&
        streamState.value.status !== 'refused' && (
          <p class="soft" role="status">
            Loading…
          </p>
        )
      ) : (
        <>
          <Conversations
            title="Ringing"
            none="Nothing rings."
            hint="A call stands here from its first ring."
            conversations={conversations.filter((one) => !isInProgress(one))}
          />
          <Conversations
            title="In progress"
            none="Nobody talks."
            hint="A call comes here when somebody answers, and leaves when it is over."
            conversations={conversations.filter(isInProgress)}
          />
          {hasMoreLive.value && <p class="soft">There are more; these are the newest.</p>}
        </>
      )}
    </Page>
  );
};

const StreamTrouble = () => {
  const { status, why } = streamState.value;
  if (status === 'refused') {
    return (
      <Notice tone="bad">
        The server refuses the stream: {why}{' '}
        <button type="button" class="button plain" onClick={followAgain}>
          Try again
        </button>
      </Notice>
    );
  }
  if (status === 'connecting' && why !== undefined) {
    return <Notice tone="warn">Not live: {sentence(why)} It is tried again; nothing is lost.</Notice>;
  }
  return null;
};

interface ConversationsProps {
  readonly title: string;
  readonly none: string;
  readonly hint: string;
  readonly conversations: readonly LiveConversation[];
}

const Conversations = ({ title, none, hint, conversations }: ConversationsProps) => {
  const id = `live-${title.replace(' ', '-').toLowerCase()}`;
  return (
    <section class="live-part" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span class="count-mark">{conversations.length}</span>
      </h2>
      {conversations.length === 0 ? (
        <Empty title={none}>{hint}</Empty>
      ) : (
        <ul class="live-calls">
          {conversations.map((one) => (
            <ConversationCard key={one.id} conversation={one} />
          ))}
        </ul>
      )}
    </section>
  );
};

const ConversationCard = ({ conversation }: { readonly conversation: LiveConversation }) => {
  const { first, legs } = conversation;
  const talking = legs.filter(({ status }) => status === 'active');
  const people = (talking.length > 0 ? talking : legs).filter(
    (leg, n, all) => all.findIndex(({ dialpad_user_id }) => dialpad_user_id === leg.dialpad_user_id) === n,
  );
  const held = legs.find(({ hold }) => hold !== null)?.hold ?? null;
  return (
    <li class={talking.length > 0 ? 'live-call' : 'live-call ringing'}>
      <DirectionMark direction={first.direction} />
      <OtherParty call={first} href={`/console/calls/${first.id}`} />
      <span class="live-people">
        <span class="soft">{talking.length > 0 ? 'with' : first.direction === 'outbound' ? 'from' : 'for'}</span>{' '}
        {people.map((leg, n) => (
          <span key={leg.id}>
            {n > 0 && ', '}
            <Person call={leg} />
          </span>
        ))}
      </span>
      {held !== null && <Badge tone="warn">{held === 'held' ? 'On hold' : 'Parked'}</Badge>}
      <Ticking since={first.started_at} />
    </li>
  );
};
