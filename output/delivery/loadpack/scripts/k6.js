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

const stride = 7919; // a prime: choices jump over the lists and are the same in every run
const known = ['read', 'search', 'count', 'write', 'transaction'];
const plays = { day: 86400, week: 604800, none: 0 };

// End with one line that says what is wrong.
function refuse(said) {
  exec.test.abort(`k6.js: ${said}`);
}

// The base of a server as `synth seed` takes it: http or https, no query, and no slash at its end.
function baseOf(url) {
  if (!/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(url.trim())) {
    refuse('URL is not the base of a server: write it as -e URL=http://127.0.0.1:8080/fhir');
  }
  return url.trim().replace(/\/+$/, '');
}

function text(name) {
  try {
    return open(name);
  } catch (error) {
    return refuse(`${name} cannot be read: run it in a whole pack, as synth loadpack makes it`);
  }
}

function parsed(name) {
  try {
    return JSON.parse(text(name));
  } catch (error) {
    return refuse(`${name} is not JSON: mend it, or make the pack again with synth loadpack --force`);
  }
}

const lines = (name) => text(name).split('\n').filter((line) => line);
const whole = (value, least) => Number.isInteger(value) && value >= least;
const object = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value : {});

// What mix.json asks for, or the line that says what is wrong with it.
function mixOf(told) {
  const share = object(told.share);
  const stream = object(told.stream);
  const names = Object.keys(share);
  [
    [names.length && names.every((name) => known.includes(name)), `share names some of ${known.join(', ')}`],
    [names.every((name) => whole(share[name], 0)), 'each share is a whole number from 0'],
    [names.some((name) => share[name] > 0), 'one share at least is above 0'],
    [whole(told.transaction_entries, 1), 'transaction_entries is 10, 50, 100 or 500'],
    [whole(told.users, 1), 'users is a whole number from 1'],
    [typeof told.cache_control === 'string', 'cache_control is a text'],
    [Object.keys(plays).includes(stream.play), `stream.play is one of ${Object.keys(plays).join(', ')}`],
    [typeof stream.seconds === 'number' && stream.seconds > 0, 'stream.seconds is a number above 0'],
  ].forEach(([right, what]) => right || refuse(`mix.json: it must be so that ${what}`));
  return told;
}

parsed('./pack.json'); // it lands last: without it the pack is not whole
const mix = mixOf(object(parsed('./mix.json')));
const base = baseOf(__ENV.URL || 'http://127.0.0.1:8080/fhir');
const duration = __ENV.DURATION || '2m';
if (!/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(duration)) {
  refuse('DURATION is no time: write it as -e DURATION=2m');
}
const json = { 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' };
if (mix.cache_control) {
  json['Cache-Control'] = mix.cache_control;
}

const reads = new SharedArray('reads', () => {
  const ids = parsed('./ids/all.json');
  return Object.keys(ids).sort().flatMap((kind) => ids[kind].map((id) => `${kind}/${id}`));
});
const searches = new SharedArray('searches', () => parsed('./searches/searches.json'));
const counts = new SharedArray('counts', () => parsed('./searches/counts.json'));
const writes = new SharedArray('writes', () => lines('./stream/single.ndjson'));
const transactions = new SharedArray('transactions', () => lines(`./bundles/${mix.transaction_entries}.ndjson`));
const played = plays[mix.stream.play];
const stream = new SharedArray('stream', () => (played ? lines(`./stream/${mix.stream.play}.ndjson`) : []));
[reads, searches, counts, writes, transactions].forEach((some, at) => {
  if (mix.share[known[at]] && !some.length) {
    refuse(`mix.json: the pack has nothing for share.${known[at]}: set it to 0`);
  }
});

const scenarios = { asking: { executor: 'constant-vus', vus: mix.users, duration, exec: 'ask' } };
if (played) {
  scenarios.playing = { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: duration, gracefulStop: '0s', exec: 'play' };
}
export const options = { scenarios, thresholds: { checks: ['rate==1'], http_req_failed: ['rate==0'] } };

const kinds = Object.entries(mix.share).filter(([, share]) => share);
const sum = kinds.reduce((all, [, share]) => all + share, 0);
const players = played ? 1 : 0;
const sent = { write: 0, transaction: 0 };

// What this user sends next: each has a share of its own, so that nothing is under way twice, also where k6 runs in
// several segments, in which the numbers of users go on. Nothing where there are more users than things to send.
function own(name, list) {
  const place = (exec.vu.idInTest - 1) + sent[name] * (mix.users + players);
  sent[name] += 1;
  if (place < list.length) {
    return list[place];
  }
  sent[name] = 1;
  return list[exec.vu.idInTest - 1];
}

function bodyOf(response) {
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
  check(response, { [what]: (answer) => answer.status === 200 && right(bodyOf(answer)) });
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
    const line = own('write', writes);
    return line ? put(line, 'write') : asking.read(number);
  },
  transaction(number) {
    const body = own('transaction', transactions);
    if (!body) {
      return asking.read(number);
    }
    const response = http.post(`${base}/`, body, { headers: json, tags: { name: 'transaction' } });
    return check(response, {
      'every entry of a transaction is stored': (answer) => {
        const entries = bodyOf(answer).entry || [];
        return answer.status === 200 && entries.length === mix.transaction_entries
          && entries.every((each) => ['200', '201'].includes(each.response.status.slice(0, 3)));
      },
    });
  },
};

// One request, of the kind whose turn it is.
export function ask() {
  const number = exec.scenario.iterationInTest;
  let place = (number * stride) % sum;
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
