import type { Colleague, Contact, Line } from './parties.js';

/** The office's id. */
export const OFFICE = 6304308888617316;

export const ANA: Colleague = {
  id: 4930824982817530,
  name: 'Ana Delgado',
  email: 'ana.delgado@example.com',
  phone: '+15550100101',
  officeId: OFFICE,
};
export const BEN: Colleague = {
  id: 4915667473871626,
  name: 'Ben Okafor',
  email: 'ben.okafor@example.com',
  phone: '+15550100102',
  officeId: OFFICE,
};
export const CHLOE: Colleague = {
  id: 6494767440735801,
  name: 'Chloe Winters',
  email: 'chloe.winters@example.com',
  phone: '+15550100103',
  officeId: OFFICE,
};

/** These two take calls of the support line and have no part in `officeDay`. */
export const DIEGO: Colleague = {
  id: 5123409871236544,
  name: 'Diego Marsh',
  email: 'diego.marsh@example.com',
  phone: '+15550100104',
  officeId: OFFICE,
};
export const EMMA: Colleague = {
  id: 5987120034412288,
  name: 'Emma Sato',
  email: 'emma.sato@example.com',
  phone: '+15550100105',
  officeId: OFFICE,
};

/** The people of `officeDay`. */
export const OFFICE_PEOPLE: readonly Colleague[] = [ANA, BEN, CHLOE];

export const DANA: Contact = {
  id: 6155831238942301,
  type: 'local',
  name: 'Dana Whitfield',
  email: 'dana.whitfield@example.com',
  phone: '+15550110201',
};
export const STRANGER: Contact = {
  id: 6159195299132279,
  type: 'local',
  name: '(555) 011-0202',
  email: '',
  phone: '+15550110202',
};
export const PRIYA: Contact = {
  id: 6161044273105519,
  type: 'local',
  name: 'Priya Raman',
  email: 'priya.raman@example.com',
  phone: '+15550110203',
};
export const MARCO: Contact = {
  id: 'shared_contact_pool_Company:5837463027068661_uid_004',
  type: 'shared',
  name: 'Marco Lindqvist',
  email: 'marco.lindqvist@example.com',
  phone: '+15550110204',
};
export const LAB: Contact = {
  id: 'shared_contact_pool_Company:5837463027068661_uid_009',
  type: 'shared',
  name: 'Harbor Lab',
  email: '',
  phone: '+15550110205',
};

/** The other parties of the scenarios. */
export const CONTACTS: readonly Contact[] = [DANA, STRANGER, PRIYA, MARCO, LAB];

/** The office's menu, which leads to the support line and others. */
export const FRONT_DESK: Line = {
  id: 5228811044216832,
  type: 'department',
  name: 'Front desk',
  phone: '+15550100110',
  officeId: OFFICE,
};
/** A call centre that rings all its operators at once. */
export const SUPPORT: Line = {
  id: 5330074419920896,
  type: 'call_center',
  name: 'Support',
  phone: '+15550100111',
  officeId: OFFICE,
};
