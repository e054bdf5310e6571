import { useEffect, useState } from 'preact/hooks';

/** An event of the stream, as far as it is shown. */
export interface ToldEvent {
  readonly seq: number;
  readonly event: string;
  readonly target_crm_user?: string | null;
  readonly from_number?: string | null;
  readonly contact_name?: string | null;
}

/** Events that are kept. */
const MAX_EVENTS = 20;
const RETRY_MS = 2_000;

/** Follows the stream of an app with its key, as a CRM does. `state` is `live`, or a sentence that says what is wrong. */
export const useAppEvents = (key: string): { readonly events: readonly ToldEvent[]; readonly state: string } => {
  const [events, setEvents] = useState<readonly ToldEvent[]>([]);
  const [state, setState] = useState('The stream is being opened.');
  useEffect(() => {
    let isOver = false;
    let socket: WebSocket | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      if (!isOver) timer = setTimeout(open, RETRY_MS);
    };
    const open = async (): Promise<void> => {
      const headers = { 'x-app-api-key': key };
      const answer = await fetch('/api/ws-tickets', { method: 'POST', headers }).catch(() => null);
      const body: { ticket?: string; message?: string } | null = (await answer?.json().catch(() => null)) ?? null;
      if (isOver) return;
      if (body?.ticket === undefined) {
        setState(body?.message ?? 'The server does not answer.');
        again();
        return;
      }
      const address = new URL(`/ws?ticket=${body.ticket}`, location.href);
      address.protocol = address.protocol.replace('http', 'ws');
      socket = new WebSocket(address);
      socket.onopen = () => setState('live');
      socket.onmessage = ({ data }) => {
        const told: ToldEvent = JSON.parse(String(data));
        setEvents((before) => [told, ...before].slice(0, MAX_EVENTS));
      };
      socket.onclose = () => {
        setState('The stream was closed. It is opened again.');
        again();
      };
    };
    void open();
    return () => {
      isOver = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, [key]);
  return { events, state };
};
