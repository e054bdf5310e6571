import { type TableStatistics, writeStatistics } from './statistics.js';

const STATISTICS: TableStatistics = {
  calls: {
    calls_dialpad: '1000000 100000 1',
    calls_started: '1000000 100000 1 1',
    calls_status: '1000000 100000 100 1 1',
    calls_direction: '1000000 100000 50000 1 1',
    calls_user: '1000000 100000 500 1 1',
    calls_from: '1000000 100000 20 1 1',
    calls_to: '1000000 100000 50 1 1',
  },
  user_mappings: {
    user_mappings_dialpad: '10000 1000 1',
    user_mappings_crm: '10000 1000 1 1 1',
    user_mappings_created: '10000 1000 1 1',
  },
};

export const statistics = writeStatistics(STATISTICS);
