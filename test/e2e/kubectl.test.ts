import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { type RealParts, startRealParts } from '../real/real-parts.ts';
import { type OperatorProcess, startOperatorProcess } from '../support/operator-process.ts';
import { subnetWithoutIpv6 } from '../world/scenarios/subnet-without-ipv6.ts';

const missing = whyRealPartsAreSkipped();

const sample = `
apiVersion: ipv6readiness.io/v1alpha1
kind: Ipv6Readiness
metadata:
  name: prod
spec:
  cluster:
    name: ${subnetWithoutIpv6.cluster.name}
    region: ${subnetWithoutIpv6.region}
`;

let parts: RealParts;
let operator: OperatorProcess;

const kubectl = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await parts.server.kubectl(args);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
};

beforeAll(async () => {
  if (missing !== undefined) return;
  parts = await startRealParts(subnetWithoutIpv6);
  operator = await startOperatorProcess({ environment: parts.environment() });
});

afterAll(async () => {
  await operator?.stop();
  await parts?.stop();
});

describe.skipIf(missing !== undefined)('what a person sees with kubectl', () => {
  test('apply takes the sample, and wait tells when the verdict is there', async () => {
    const applied = await parts.server.kubectl(['apply', '-f', '-', '--warnings-as-errors'], { stdin: sample });
    expect(applied.stdout).toBe('ipv6readiness.ipv6readiness.io/prod created\n');
    expect(await kubectl('wait', 'v6r/prod', '--for=condition=Ready=False', '--timeout=30s')).toContain(
      'condition met',
    );
    expect(await kubectl('wait', 'v6r/prod', '--for=condition=InputsObserved', '--timeout=30s')).toContain(
      'condition met',
    );
  });

  test('get tells the story in one line', async () => {
    const [header = '', line = ''] = (await kubectl('get', 'v6r')).split('\n');
    expect(header.split(/\s+/)).toEqual([
      'NAME',
      'CLUSTER',
      'GOAL',
      'READY',
      'REASON',
      'BLOCKERS',
      'WARNINGS',
      'UNKNOWN',
      'MIN-FREE-V4',
      'AGE',
    ]);
    expect(line).toMatch(/^prod\s+prod\s+Operate\s+False\s+Blocked\s+2\s+0\s+0\s+48\s/);
  });

  test('get -o wide adds the sentence that says what blocks', async () => {
    expect(await kubectl('get', 'v6r', '-o', 'wide')).toContain(parts.awsId(subnetId('private-new')));
  });

  test('describe shows findings, and the events below them', async () => {
    const text = await kubectl('describe', 'v6r', 'prod');
    expect(text).toContain('VPC-002');
    expect(text).toMatch(/Warning\s+SubnetsWithoutIpv6\s+\S+\s+ipv6-readiness\s+SubnetsDualStack is False: /);
  });

  test('events are found by the name of the resource', async () => {
    const lines = await kubectl('get', 'events', '-n', 'default', '--field-selector', 'involvedObject.name=prod');
    expect(lines).toMatch(/Warning\s+Blocked\s+ipv6readiness\/prod\s+Ready is False/);
  });

  test('the status is what the documentation of its fields says', async () => {
    expect(await kubectl('explain', 'v6r.status', '--recursive')).toContain('freeIPv4');
    const reason = await kubectl(
      'get',
      'v6r',
      'prod',
      '-o',
      'jsonpath={.status.conditions[?(@.type=="SubnetsDualStack")].reason}',
    );
    expect(reason).toBe('SubnetsWithoutIpv6');
  });

  test('the operator never asked for more than its role gives', async () => {
    // A kind whose CRD has just come answers 429 for a moment, which is no right that is missing.
    const complaints = operator.log.filter(
      (line) => line.level === 'error' || JSON.stringify(line).includes('AccessDenied'),
    );
    expect(complaints).toEqual([]);
  });
});

function subnetId(name: string): string {
  return subnetWithoutIpv6.subnets.find(({ tags }) => tags['Name'] === name)?.id ?? '';
}
