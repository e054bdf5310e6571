/** Makes UUIDs of version 7 (RFC 9562), which sort by the time they were made at. */
export interface IdGenerator {
  readonly next: () => string;
}
