/** Why a command line cannot be read, in our words. */
export type Complaint = string;
