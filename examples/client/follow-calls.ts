import type { CtiClient, CtiEvent, CtiStream, StreamState } from 'cti-server/client';

/** What a CRM's screen can do. */
export interface Screen {
  readonly popUp: (call: { readonly from: string | null; readonly name: string | null }) => void;
  readonly closePopUp: (callId: string) => void;
  readonly showCalls: (calls: readonly { readonly id: string; readonly status: string }[]) => void;
  readonly showState: (state: StreamState) => void;
}

/** Shows a user's calls as they come and go. */
export const followCalls = (cti: CtiClient, crmUser: string, screen: Screen): CtiStream => {
  const readAfresh = async () => {
    const { data } = await cti.calls.active({ crm_user_id: crmUser });
    screen.showCalls(data);
  };
  const show = (event: CtiEvent) => {
    switch (event.event) {
      case 'call.ring':
        // A late one, from a replay or after a gap, is no reason to pop up.
        if (event.replayed !== true) screen.popUp({ from: event.from_number, name: event.contact_name });
        break;
      case 'call.started':
      case 'call.ended':
      case 'call.missed':
        screen.closePopUp(event.call_id);
        break;
      case 'call.updated':
        if (event.answered_elsewhere) screen.closePopUp(event.call_id);
        break;
    }
  };
  return cti.stream({ crmUser, onEvent: show, onState: screen.showState, onReset: readAfresh });
};
