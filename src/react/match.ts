/** Whether something is what a query asks for. `ask`: only the server knows, as it alone compares phone numbers of any spelling. */
export type Match = 'yes' | 'no' | 'ask';
