/** The Python clients beside this file: a JSON request in, its JSON answer out. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pythonClients } from '../available.ts';

const clientWaitMs = 120_000;

/** `killed`: when it is aborted the client is killed, as by a power cut, and the promise rejects. */
export async function python<Answer>(
  script: string,
  request: object,
  killed?: AbortSignal,
): Promise<Answer> {
  const interpreter = await pythonClients();
  const child = spawn(interpreter, [join(import.meta.dirname, script)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: clientWaitMs,
    signal: killed,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk;
  });
  child.stdin.end(JSON.stringify(request));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${err}`);
  return JSON.parse(out) as Answer;
}
