// SPDX-License-Identifier: EUPL-1.2
// The job of bench/src/replicate.rs, done by two pouchdb-server processes: one copy with all the
// documents, one empty, cut off from each other; then they replicate over loopback.
//
//   npm ci && node compare.mjs [documents]
//
// Prints one line of JSON: CPU seconds (both servers, user and system) and wall seconds of the
// replication alone, as counted by the kernel for the two processes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const manifest = require.resolve('pouchdb-server/package.json');
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
const program = join(dirname(manifest), 'bin', 'pouchdb-server');
const count = Number(process.argv[2] ?? 100_000);
const root = mkdtempSync(join(tmpdir(), 'tegenwicht-pouchdb-'));
const servers = [];

function start(port) {
  const cwd = join(root, String(port));
  mkdirSync(cwd);
  const args = [program, '--port', String(port), '--dir', cwd, '--no-stdout-logs', '--config', join(cwd, 'config.json')];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  servers.push(child);
  return { pid: child.pid, url: `http://127.0.0.1:${port}` };
}

// Field 14 and 15 of /proc/PID/stat: ticks of a hundredth of a second.
function cpu({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function ask(url, method = 'GET', body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function ready({ url }) {
  for (let tries = 0; tries < 120; tries += 1) {
    try {
      return await ask(url);
    } catch {
      await new Promise((done) => setTimeout(done, 250));
    }
  }
  throw new Error(`${url} does not answer`);
}

// As large as an event of the log: about 500 bytes.
function document(number) {
  return {
    _id: `entry-${String(number).padStart(7, '0')}`,
    kind: 'fact',
    number,
    text: `Regel ${number}: de afdeling meldt dat de lijsten op papier zijn.`,
    speaker: 'teamleider verpleging',
    device: 'f'.repeat(64),
    signature: 'a'.repeat(128),
    wall: 1_767_225_600_000 + number,
  };
}

async function run() {
  const [full, empty] = [start(18541), start(18542)];
  await Promise.all([ready(full), ready(empty)]);
  await ask(`${full.url}/crisis`, 'PUT');
  await ask(`${empty.url}/crisis`, 'PUT');
  for (let from = 0; from < count; from += 1000) {
    const docs = Array.from({ length: Math.min(1000, count - from) }, (_, at) => document(from + at));
    await ask(`${full.url}/crisis/_bulk_docs`, 'POST', { docs });
  }
  const [before, began] = [cpu(full) + cpu(empty), performance.now()];
  const job = { source: `${full.url}/crisis`, target: `${empty.url}/crisis`, batch_size: 1000 };
  const done = await ask(`${empty.url}/_replicate`, 'POST', job);
  const [after, ended] = [cpu(full) + cpu(empty), performance.now()];
  const held = (await ask(`${empty.url}/crisis`)).doc_count;
  if (held !== count) throw new Error(`${held} of ${count} documents came: ${JSON.stringify(done)}`);
  console.log(JSON.stringify({
    documents: count,
    cpu_s: Number((after - before).toFixed(2)),
    wall_s: Number(((ended - began) / 1000).toFixed(1)),
    pouchdb_server: version,
    node: process.version,
  }));
}

try {
  await run();
} finally {
  servers.forEach((server) => server.kill());
  rmSync(root, { recursive: true, force: true });
}
