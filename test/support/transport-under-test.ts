const { TEST_TRANSPORT } = process.env;

/** What a server is started with to use the transport under test; nothing for the one that it chooses by itself. */
export const TRANSPORT_UNDER_TEST: Readonly<Record<string, string>> =
  TEST_TRANSPORT === undefined ? {} : { TRANSPORT: TEST_TRANSPORT };
