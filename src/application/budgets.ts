const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * What one process holds at most, in bytes, and how long it does one thing, in milliseconds. Whatever grows with what clients
 * send or ask for is bounded by one of these. `docs/operating.md` says what happens at each bound.
 */
export const BUDGETS = {
  /** One page of a list, or of the event log, as JSON (contract §1). */
  pageBytes: 8 * MIB,
  /** Payloads that are appended, claimed or processed together. */
  batchBytes: 8 * MIB,
  /** Payloads that wait in this process to be appended or processed. */
  queueBytes: 64 * MIB,
  /** The head of one request (contract §1). */
  headBytes: 16 * KIB,
  /** One request body (contract §1). */
  bodyBytes: 1 * MIB,
  /** Request bodies that are being received or handled. */
  bodiesBytes: 64 * MIB,
  /** The part of `bodiesBytes` for webhooks, which come without a credential that could be checked before. */
  webhookBodiesBytes: 48 * MIB,
  /** A request body that takes longer to arrive is refused. */
  bodyMs: 30_000,
  /** Events of a stream's history that are read and sent in one step. */
  stepBytes: 1 * MIB,
  /** Pages of history that were read last and are shared by clients that ask for the same. */
  recentPagesBytes: 4 * MIB,
  /** Events of history that wait for one client: it is sent more once it takes some of them. */
  historyBytes: 64 * KIB,
  /** Answers that are kept for those who ask for the same again. */
  keptAnswersBytes: 16 * MIB,
  /** An answer is kept for so long at most, also if nothing that is known changes it. */
  keptAnswerMs: 1_000,
  /** One message that a socket receives; the server uses none. */
  messageBytes: 4 * KIB,
  /** Events that wait for one client of a stream. */
  socketBytes: 1 * MIB,
  /** A client for which more than that has waited for so long is told that it is too slow. */
  fullMs: 100,
  /** Events that wait for all clients of one app. */
  appOutBytes: 32 * MIB,
  /** Events that wait for all clients of this process. */
  processOutBytes: 128 * MIB,
  /** A client that takes nothing of what waits for it for so long is disconnected. */
  noProgressMs: 30_000,
  /** Long work lets the event loop turn after so long. */
  turnMs: 10,
  /** Legs that one question for statistics looks at: some 40 MiB and a second's work. */
  statisticsLegs: 100_000,
  /** One request to erase a person's data; after it the answer says where to go on. */
  eraseMs: 5_000,
  /** What a webhook waits for; Dialpad gives up after 5 seconds. */
  webhookMs: 4_000,
  /** What any other request waits for, its body included. */
  requestMs: 40_000,
} as const;
