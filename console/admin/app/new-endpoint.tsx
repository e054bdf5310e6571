import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { EndpointWithSecret } from '../api/endpoint-model.js';
import { EVENTS } from '../logic/names.js';
import { Button, CheckList, Result, TextField } from '../parts.js';
import { useAct } from '../use-loaded.js';

/** Makes an endpoint, whose secret is shown once. */
export const NewEndpoint = ({
  path,
  onMade,
}: {
  readonly path: string;
  readonly onMade: (made: EndpointWithSecret) => void;
}) => {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<readonly string[]>([]);
  const make = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<EndpointWithSecret>('POST', path, {
      url: url.trim(),
      description: description === '' ? null : description,
      events: events.length === 0 ? null : events,
    });
    if (!answer.ok) return answer;
    setUrl('');
    setDescription('');
    setEvents([]);
    onMade(answer.value);
    return { ok: true, value: 'The endpoint is made. It is sent the events from now on.' };
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void make.run(undefined);
      }}
    >
      <div class="fields">
        <TextField
          label="Address"
          type="url"
          hint="Where events are sent by POST, such as https://crm.example.com/hooks/calls"
          value={url}
          onInput={setUrl}
          required
        />
        <TextField
          label="What it is for"
          hint="May be empty"
          value={description}
          onInput={setDescription}
          maxLength={320}
        />
      </div>
      <CheckList legend="Events" hint="None chosen: every event" names={EVENTS} chosen={events} onChange={setEvents} />
      <Button kind="primary" type="submit" busy={make.isRunning}>
        Make the endpoint
      </Button>
      <Result of={make} />
    </form>
  );
};
