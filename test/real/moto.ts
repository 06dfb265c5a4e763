import { setTimeout as sleep } from 'node:timers/promises';
import { request as send } from 'undici';
import { startChildProcess } from './child-process.ts';
import { freePort } from './free-port.ts';
import type { MotoProxy } from './moto-proxy.ts';
import { startMotoProxy } from './moto-proxy.ts';
import type { MotoTruth } from './moto-truth.ts';
import { clearMotoTruth, createMotoTruth } from './moto-truth.ts';
import { findParts } from './parts.ts';

export interface Moto extends MotoProxy {
  /** moto itself, uncorrected and uncounted: for whoever builds the world of a test. */
  readonly ownUrl: string;
  readonly truth: MotoTruth;
  /** For the operator's process: region, made-up credentials, the endpoint. */
  readonly environment: Readonly<Record<string, string>>;
  /** Empties moto, the truth laid over it, the ledger and the faults. */
  reset(): Promise<void>;
}

export interface MotoOptions {
  /** Default: eu-west-1. */
  readonly region?: string;
  readonly accountId?: string;
}

const startDeadlineMs = 60_000;

export async function startMoto(options: MotoOptions = {}): Promise<Moto> {
  const { moto: python, missing } = findParts();
  if (python === undefined) throw new Error(`no moto: ${missing.join('; ')}`);
  const port = await freePort();
  const ownUrl = `http://127.0.0.1:${port}`;
  const server = startChildProcess(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    environment: { MOTO_ACCOUNT_ID: options.accountId ?? '111122223333', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const deadline = Date.now() + startDeadlineMs;
  while (!(await answers(ownUrl))) {
    if (server.hasExited()) throw new Error(`moto ended while starting:\n${server.lastOutput()}`);
    if (Date.now() > deadline) {
      await server.kill();
      throw new Error(`moto did not answer in ${startDeadlineMs} ms:\n${server.lastOutput()}`);
    }
    await sleep(100);
  }

  const truth = createMotoTruth();
  const proxy = await startMotoProxy(ownUrl, truth);
  return {
    ...proxy,
    ownUrl,
    truth,
    environment: {
      AWS_REGION: options.region ?? 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'made-up',
      AWS_SECRET_ACCESS_KEY: 'made-up',
      AWS_ENDPOINT_URL: proxy.url,
    },
    async reset() {
      const { body } = await send(`${ownUrl}/moto-api/reset`, { method: 'POST' });
      await body.dump();
      clearMotoTruth(truth);
      proxy.clearFaults();
      proxy.clearLedger();
    },
    async stop() {
      await proxy.stop();
      await server.kill();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await send(`${url}/moto-api/data.json`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
