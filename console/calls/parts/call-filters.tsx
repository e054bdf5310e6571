import { Button, SelectField } from '../../admin/parts.js';
import { query } from '../../router.js';
import { type CallFilter, isFiltered, STATUSES, searched } from '../logic/call-filter.js';
import { knownPeople, readPeople } from '../people.js';
import { DayField } from './day-field.js';
import { SearchField } from './search-field.js';

const STATUS_NAMES: Readonly<Record<(typeof STATUSES)[number], string>> = {
  ringing: 'Ringing',
  active: 'In progress',
  ended: 'Ended',
  missed: 'Missed',
  rejected: 'Rejected',
  voicemail: 'Voicemail',
};
const ANY = { value: '', label: 'Any' };
const STATUS_OPTIONS = [ANY, ...STATUSES.map((value) => ({ value, label: STATUS_NAMES[value] }))];
const DIRECTION_OPTIONS = [ANY, { value: 'inbound', label: 'Incoming' }, { value: 'outbound', label: 'Outgoing' }];
const NO_FILTER: CallFilter = { search: '', person: '', status: '', direction: '', from: '', to: '' };

interface Props {
  readonly filter: CallFilter;
  readonly onChange: (filter: CallFilter) => void;
}

/** Which calls are shown. Each change shows at once. */
export const CallFilters = ({ filter, onChange }: Props) => (
  <search class="filters of-calls">
    <SearchField
      label="Number or person"
      hint="A whole number, or the whole id of a CRM user"
      value={filter.person === '' ? filter.search : filter.person}
      suggestions={knownPeople.value}
      autoFocus={query.value === '?search'}
      onFocus={() => void readPeople()}
      onSearch={(text) => {
        if (text !== (filter.person === '' ? filter.search : filter.person)) {
          onChange(searched(filter, text, knownPeople.value));
        }
      }}
    />
    <SelectField
      label="Status"
      value={filter.status}
      options={STATUS_OPTIONS}
      onChange={(status) => onChange({ ...filter, status })}
    />
    <SelectField
      label="Direction"
      value={filter.direction}
      options={DIRECTION_OPTIONS}
      onChange={(direction) => onChange({ ...filter, direction })}
    />
    <DayField label="From" value={filter.from} onChange={(from) => onChange({ ...filter, from })} />
    <DayField label="To" value={filter.to} onChange={(to) => onChange({ ...filter, to })} />
    {isFiltered(filter) && <Button onClick={() => onChange(NO_FILTER)}>Show all</Button>}
  </search>
);
