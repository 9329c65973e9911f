// Load test of a FHIR server that holds the dataset of this pack, for k6; every answer is checked.
//
//     k6 run -e URL=http://127.0.0.1:8080/fhir --duration 2m k6.js
//
// What is asked how often, how many users there are and how the stream is played stands in mix.json. The run fails
// (k6 ends with 99) if any answer is not what the dataset says.

import http from 'k6/http';
import { check, sleep } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';

const mix = JSON.parse(open('./mix.json'));
const base = __ENV.URL || 'http://127.0.0.1:8080/fhir';
const duration = __ENV.DURATION || '2m';
const json = { 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' };
if (mix.cache_control) {
  json['Cache-Control'] = mix.cache_control;
}
const stride = 7919; // a prime: choices jump over the lists and are the same in every run

const lines = (name) => open(name).split('\n').filter((line) => line);
const reads = new SharedArray('reads', () => {
  const ids = JSON.parse(open('./ids/all.json'));
  return Object.keys(ids).sort().flatMap((kind) => ids[kind].map((id) => `${kind}/${id}`));
});
const searches = new SharedArray('searches', () => JSON.parse(open('./searches/searches.json')));
const counts = new SharedArray('counts', () => JSON.parse(open('./searches/counts.json')));
const writes = new SharedArray('writes', () => lines('./stream/single.ndjson'));
const transactions = new SharedArray('transactions', () => lines(`./bundles/${mix.transaction_entries}.ndjson`));
const played = { day: 86400, week: 604800, none: 0 }[mix.stream.play];
const stream = new SharedArray('stream', () => (played ? lines(`./stream/${mix.stream.play}.ndjson`) : []));

const scenarios = { asking: { executor: 'constant-vus', vus: mix.users, duration, exec: 'ask' } };
if (played) {
  scenarios.playing = { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: duration, gracefulStop: '0s', exec: 'play' };
}
export const options = { scenarios, thresholds: { checks: ['rate==1'], http_req_failed: ['rate==0'] } };

const kinds = Object.entries(mix.share).filter(([, share]) => share);
const whole = kinds.reduce((sum, [, share]) => sum + share, 0);

function body(response) {
  try {
    return response.json();
  } catch (error) {
    return {};
  }
}

function found(bundle) {
  return (bundle.entry || [])
    .filter((each) => !each.search || each.search.mode === undefined || each.search.mode === 'match')
    .map((each) => `${each.resource.resourceType}/${each.resource.id}`)
    .sort();
}

function get(path, name, what, right) {
  const response = http.get(`${base}/${path}`, { headers: json, tags: { name } });
  check(response, { [what]: (answer) => answer.status === 200 && right(body(answer)) });
}

function put(line, name) {
  const write = JSON.parse(line);
  const response = http.put(`${base}/${write.url}`, JSON.stringify(write.resource), { headers: json, tags: { name } });
  check(response, { 'a write is stored': (answer) => answer.status === 200 || answer.status === 201 });
}

const asking = {
  read(number) {
    const name = reads[(number * stride) % reads.length];
    get(name, 'read', 'a read gives what was asked for', (answer) => `${answer.resourceType}/${answer.id}` === name);
  },
  search(number) {
    const search = searches[(number * stride) % searches.length];
    get(search.path, 'search', 'a search finds what it must find', (answer) =>
      JSON.stringify(found(answer)) === JSON.stringify([...search.finds].sort()));
  },
  count(number) {
    const count = counts[(number * stride) % counts.length];
    get(count.path, 'count', 'a count is right', (answer) => answer.total === count.total);
  },
  write(number) {
    put(writes[number % writes.length], 'write');
  },
  transaction(number) {
    const sent = transactions[number % transactions.length];
    const response = http.post(`${base}/`, sent, { headers: json, tags: { name: 'transaction' } });
    check(response, {
      'every entry of a transaction is stored': (answer) => {
        const entries = body(answer).entry || [];
        return answer.status === 200 && entries.length === mix.transaction_entries
          && entries.every((each) => ['200', '201'].includes(each.response.status.slice(0, 3)));
      },
    });
  },
};

// One request, of the kind whose turn it is.
export function ask() {
  const number = exec.scenario.iterationInTest;
  let place = (number * stride) % whole;
  for (const [name, share] of kinds) {
    if (place < share) {
      asking[name](number);
      return;
    }
    place -= share;
  }
}

// The stream: each write at its moment, the day or week in so many seconds as mix.json says.
export function play() {
  const began = Date.now();
  for (let at = 0; at < stream.length; at++) {
    const due = (JSON.parse(stream[at]).second * mix.stream.seconds) / played;
    sleep(Math.max(0, due - (Date.now() - began) / 1000));
    put(stream[at], 'stream');
  }
}
