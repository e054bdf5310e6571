import type { MongoClient, ServerHeartbeatStartedEvent } from 'mongodb';

/** Longer than the driver itself waits for an answer: to a question, and to one that the server may keep until something changes. */
const UNANSWERED_MS = { asked: 6_000, awaited: 20_000 } as const;

/**
 * Connects anew when a heartbeat is never answered and never given up. It happens when a connection is cut in the moment in which it is
 * used: the driver then waits for ever, and holds the server for unreachable until it is restarted.
 */
export const reconnectWhenStuck = (client: MongoClient): void => {
  const waiting = new Map<string, NodeJS.Timeout>();
  const reconnect = async (): Promise<void> => {
    await client.close();
    await client.connect();
  };
  const answered = ({ connectionId }: { readonly connectionId: string }): void => {
    clearTimeout(waiting.get(connectionId));
    waiting.delete(connectionId);
  };
  client.on('serverHeartbeatStarted', ({ connectionId, awaited }: ServerHeartbeatStartedEvent) => {
    answered({ connectionId });
    const ms = awaited ? UNANSWERED_MS.awaited : UNANSWERED_MS.asked;
    // Out of reach, it is found by the heartbeats of the new connection.
    const timer = setTimeout(() => void reconnect().catch(() => undefined), ms).unref();
    waiting.set(connectionId, timer);
  });
  client.on('serverHeartbeatSucceeded', answered);
  client.on('serverHeartbeatFailed', answered);
  // Closing ends every wait, also when the program itself closes the client.
  client.on('topologyClosed', () => {
    for (const connectionId of waiting.keys()) answered({ connectionId });
  });
};
