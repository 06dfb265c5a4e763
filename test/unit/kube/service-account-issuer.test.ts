import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serviceAccountIssuer } from '../../../src/kube/service-account-issuer.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'issuer-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function issuerIn(content: string): Promise<string | undefined> {
  const path = join(folder, 'token');
  await writeFile(path, content);
  return serviceAccountIssuer(path);
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (payload: unknown): string => `${encode({ alg: 'RS256' })}.${encode(payload)}.signature`;

test('is the issuer that the token names', async () => {
  const iss = 'https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA';
  expect(await issuerIn(token({ iss, sub: 'system:serviceaccount:ipv6-readiness:operator' }))).toBe(iss);
  expect(await issuerIn(token({ iss, note: 'zażółć ÿ?>' }))).toBe(iss);
});

test.each([
  ['nothing', ''],
  ['no token', 'not a token'],
  ['a payload that is no JSON', 'a.b.c'],
  ['a payload that is no object', token('text')],
  ['no payload at all', token(null)],
  ['no issuer', token({ sub: 'x' })],
  ['an issuer that is no text', token({ iss: 7 })],
])('is not known where the file holds %s', async (_, content) => {
  expect(await issuerIn(content)).toBeUndefined();
});

test('is not known outside a pod', () => {
  expect(serviceAccountIssuer(join(folder, 'missing'))).toBeUndefined();
});
