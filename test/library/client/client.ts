/**
 * A CRM's program on a client that was generated from /openapi.json: `node client.js <url> <key>` prints the numbers that called. A
 * path, a parameter or a field that the description does not have would not compile.
 */
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const [, , baseUrl = '', key = ''] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { 'x-app-api-key': key } });

const { data, error } = await client.GET('/api/calls', { params: { query: { status: 'ringing', limit: 10 } } });
if (error !== undefined) throw new Error(error.message);
const calls: components['schemas']['Call'][] = data.data;
const [first] = calls;
if (first === undefined) throw new Error('there is a call');

const one = await client.GET('/api/calls/{id}', { params: { path: { id: first.id } } });
if (one.data === undefined) throw new Error(one.error?.message);
process.stdout.write(JSON.stringify({ from: one.data.data.from_number, total: data.pagination.total }));
