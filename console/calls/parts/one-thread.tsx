import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../../../src/client/index.js';
import { Button, Empty, LoadFailure } from '../../admin/parts.js';
import { useLoaded } from '../../admin/use-loaded.js';
import { clockTime, fullTime, longDay } from '../../logic/times.js';
import { ask } from '../ask.js';
import { phoneText } from '../logic/phone.js';
import { daysOf } from '../logic/threads.js';
import { otherNumber, personText } from '../logic/words.js';
import { askNames } from '../names.js';
import { readMessages } from '../read-messages.js';
import { useReloadOn } from '../use-reload-on.js';
import { NamedNumber } from './named-number.js';

type Sides = Pick<Message, 'from_number' | 'to_number'>;

const STEP = 50;
const MAX_MESSAGES = 1_000;

/** The messages with one number, as they were sent. */
export const OneThread = ({ number }: { readonly number: string }) => {
  const [limit, setLimit] = useState(STEP);
  const found = useLoaded(() => ask((of) => readMessages(of, { number }, limit)), [number]);
  const { value, reload } = found;
  useEffect(() => {
    if (limit > STEP) void reload();
  }, [reload, limit]);
  const isOfThread = ({ from_number: from, to_number: to }: Sides): boolean => {
    // The address may have the number as somebody typed it; its messages have it as the server writes it.
    const [newest] = value?.messages ?? [];
    const known = newest === undefined ? null : otherNumber(newest);
    return [from, to].some((one) => one !== null && (one === number || one === known));
  };
  useReloadOn(reload, (event) => 'message_id' in event && isOfThread(event));
  useEffect(() => askNames([number]), [number]);
  const title = phoneText(number);
  return (
    <section class="thread" aria-label={`Messages with ${title}`}>
      <header class="thread-title">
        <a class="thread-back" href="/console/messages">
          All threads
        </a>
        <h2>
          <NamedNumber number={number} />
        </h2>
        <a href={`/console/calls?search=${encodeURIComponent(number)}`}>Calls</a>
      </header>
      <LoadFailure of={found} />
      {value?.messages.length === 0 && (
        <Empty title="No messages with this number.">A number is found however it is written, but whole.</Empty>
      )}
      {value?.hasMore === true && limit < MAX_MESSAGES && (
        <Button busy={found.isLoading} onClick={() => setLimit(limit + STEP)}>
          Show older messages
        </Button>
      )}
      {daysOf(value?.messages ?? [], longDay).map(({ day, messages }) => (
        <section key={day} class="day" aria-label={day}>
          <h3>{day}</h3>
          <ol>
            {messages.map((message) => (
              <MessageBubble key={message.id} message={message} />
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
};

const MessageBubble = ({ message }: { readonly message: Message }) => {
  const { direction, text, sent_at, status, crm_user_id, dialpad_user_id } = message;
  const isOwn = direction === 'outbound';
  const isFailed = status === 'failed' || status === 'undelivered';
  return (
    <li class={isOwn ? 'bubble own' : 'bubble'}>
      <p dir="auto">{text ?? <span class="soft">No text</span>}</p>
      <span class="bubble-foot">
        {isOwn ? personText(crm_user_id, dialpad_user_id) : `to ${personText(crm_user_id, dialpad_user_id)}`}
        {', '}
        <time dateTime={sent_at} title={fullTime(sent_at)}>
          {clockTime(sent_at)}
        </time>
        {isOwn && status !== null && (
          <>
            , <span class={isFailed ? 'bubble-failed' : undefined}>{isFailed ? 'not delivered' : status}</span>
          </>
        )}
      </span>
    </li>
  );
};
