import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterRules, namespacedRules, type PolicyRule } from '../../scripts/generate/rbac.ts';
import {
  startKubeApiserver,
  type ApiserverUser,
  type CommandResult,
  type RealKubeApiserver,
} from '../real/kube-apiserver.ts';
import { sectionTable } from '../../src/snapshot/section-table.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { definitionOf } from '../world/definitions.ts';
import { badSpecs } from '../unit/api/bad-specs.ts';
import { aFullStatus } from '../unit/api/full-status.ts';

const skipped = whyRealPartsAreSkipped() !== undefined;

let api: RealKubeApiserver;

const resource = (name: string, rest: object = {}): string =>
  JSON.stringify({ apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', metadata: { name }, ...rest });

const apply = (manifest: string): Promise<CommandResult> => api.kubectl(['apply', '-f', '-'], { stdin: manifest });

const writeStatus = (name: string, status: object, user: ApiserverUser = 'admin'): Promise<CommandResult> =>
  api.kubectl(['apply', '--server-side', '--subresource=status', '--field-manager=ipv6-readiness', '-f', '-'], {
    stdin: resource(name, { status }),
    user,
  });

async function succeed(...commandArguments: string[]): Promise<string> {
  const { code, stdout, stderr } = await api.kubectl(commandArguments);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

beforeAll(async () => {
  if (skipped) return;
  api = await startKubeApiserver();
  await succeed('apply', '--warnings-as-errors', '-f', 'crds');
  await succeed('wait', '--for=condition=Established', 'crd/ipv6readinesses.ipv6readiness.io', '--timeout=30s');
  await succeed('apply', '--warnings-as-errors', '-f', 'config/manager/namespace.yaml', '-f', 'config/rbac');
});

afterAll(async () => {
  await api?.stop();
});

describe.skipIf(skipped)('kubectl apply', () => {
  test('takes the definition again without a change', async () => {
    expect(await succeed('apply', '-f', 'crds')).toContain('unchanged');
  });

  test('takes every shipped manifest without a warning', async () => {
    const applied = await succeed('apply', '--warnings-as-errors', '-f', 'config/manager', '-f', 'config/samples');
    expect(applied).toContain('deployment.apps/ipv6-readiness created');
    expect(applied).toContain('ipv6readiness.ipv6readiness.io/prod created');
  });

  test('fills in defaults, also where there is no spec at all', async () => {
    expect(await apply(resource('bare'))).toMatchObject({ code: 0 });
    expect(await succeed('get', 'v6r', 'bare', '-o', 'jsonpath={.spec}')).toBe('{"goal":"Auto","suspend":false}');
  });

  test.each(badSpecs)('refuses $title, naming $field', async ({ spec, field, refusal }) => {
    const { code, stderr } = await apply(resource('bad', { spec }));
    expect(code).toBe(1);
    expect(stderr).toContain(`${field}: `);
    expect(stderr).toContain(refusal);
  });

  test('refuses a misspelt field, naming it', async () => {
    const { code, stderr } = await apply(resource('bad', { spec: { treshholds: { ipv4: { warningPercent: 5 } } } }));
    expect(code).toBe(1);
    expect(stderr).toContain('unknown field "spec.treshholds"');
  });

  test('refuses the same subnet twice, naming it', async () => {
    const ids = ['subnet-00000001', 'subnet-00000001'];
    const { stderr } = await apply(resource('bad', { spec: { extraSubnets: { ids } } }));
    expect(stderr).toContain('spec.extraSubnets.ids[1]: Duplicate value: "subnet-00000001"');
  });

  test('lets the cluster be corrected', async () => {
    await apply(resource('moved', { spec: { cluster: { name: 'one', region: 'eu-west-1' } } }));
    const { code } = await apply(resource('moved', { spec: { cluster: { name: 'two', region: 'eu-west-2' } } }));
    expect(code).toBe(0);
  });
});

describe.skipIf(skipped)('kubectl explain', () => {
  test('shows every field, with its choices', async () => {
    const text = await succeed('explain', 'v6r', '--recursive');
    expect(text).toContain('enum: Auto, Migrate, Operate');
    for (const field of [
      'criticalPercent',
      'loadBalancerController',
      'waitingPods',
      'omittedFindings',
      'lastTransitionTime',
    ]) {
      expect(text).toContain(field);
    }
  });

  test('says what a field is for', async () => {
    expect(await succeed('explain', 'v6r.spec.thresholds.ipv4.warningPercent')).toContain('Warn when less than');
    expect(await succeed('explain', 'v6r.status.subnets.freeIPv4')).toContain('at least that');
  });
});

describe.skipIf(skipped)('a status', () => {
  beforeAll(async () => {
    await apply(resource('prod'));
  });

  test('that uses every field is kept whole', async () => {
    expect(await writeStatus('prod', aFullStatus)).toMatchObject({ code: 0 });
    const stored = JSON.parse(await succeed('get', 'v6r', 'prod', '-o', 'jsonpath={.status}'));
    expect(stored).toEqual(aFullStatus);
  });

  test('shows in one line, with where and why in the wide one', async () => {
    await writeStatus('prod', aFullStatus);
    const [header = '', line = ''] = (await succeed('get', 'v6r', 'prod')).split('\n').map(toColumns);
    expect(header).toBe('NAME CLUSTER GOAL READY REASON BLOCKERS WARNINGS UNKNOWN MIN-FREE-V4 AGE');
    expect(line).toMatch(/^prod prod Operate False BlockersFound 1 0 0 1000 \d+s$/);
    const [wideHeader = '', wide = ''] = (await succeed('get', 'v6r', 'prod', '-o', 'wide')).split('\n').map(toColumns);
    expect(wideHeader).toMatch(/ AGE REGION NODES V6-NODES MESSAGE$/);
    expect(wide).toMatch(/ eu-west-1 15 15 1 blocker: VPC-002\.$/);
  });

  test('can be waited for', async () => {
    await writeStatus('prod', aFullStatus);
    expect(await succeed('wait', '--for=condition=Ready=False', 'v6r/prod', '--timeout=10s')).toContain(
      'condition met',
    );
  });

  test('as full as it may be fits into one write', async () => {
    const many = <T>(length: number, item: T): T[] => Array.from({ length }, () => item);
    const [finding, subnet, profile] = [
      aFullStatus.findings[0],
      aFullStatus.subnets[0],
      aFullStatus.fargateProfiles[0],
    ];
    const { code, stderr } = await writeStatus('prod', {
      ...aFullStatus,
      findings: many(200, { ...finding, resources: many(20, finding.resources[1]) }),
      subnets: many(256, subnet),
      fargateProfiles: many(256, profile),
    });
    expect(stderr).not.toContain('invalid');
    expect(code).toBe(0);
  });

  test('leaves the generation alone', async () => {
    const before = await succeed('get', 'v6r', 'prod', '-o', 'jsonpath={.metadata.generation}');
    await writeStatus('prod', { ...aFullStatus, minFreeIPv4: 5 });
    expect(await succeed('get', 'v6r', 'prod', '-o', 'jsonpath={.metadata.generation}')).toBe(before);
  });
});

describe.skipIf(skipped)('the user of the operator', () => {
  const declared = [
    ...clusterRules().flatMap((rule) => questions(rule)),
    ...[...namespacedRules()].flatMap(([namespace, rules]) => rules.flatMap((rule) => questions(rule, namespace))),
  ];

  test('may do all that is declared, once what is optional is installed', async () => {
    for (const manifest of optionalDefinitions()) expect(await apply(manifest)).toMatchObject({ code: 0 });
    await succeed('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
    for (const question of declared) expect(await mayOperator(question)).toBe('yes');
  });

  test.each([
    ['get secrets -n kube-system'],
    ['list secrets -A'],
    ['list configmaps -n kube-system'],
    ['list configmaps/kube-root-ca.crt -n kube-system'],
    ['list configmaps/amazon-vpc-cni -n default'],
    ['list serviceaccounts -n kube-system'],
    ['list serviceaccounts/aws-node -n default'],
    ['get pods -A'],
    ['delete pods -A'],
    ['create pods/exec -A'],
    ['patch nodes'],
    ['update ipv6readinesses.ipv6readiness.io'],
    ['patch ipv6readinesses.ipv6readiness.io'],
    ['delete ipv6readinesses.ipv6readiness.io'],
    ['update ipv6readinesses.ipv6readiness.io --subresource=status'],
    ['create events.events.k8s.io -n kube-system'],
    ['get leases.coordination.k8s.io/other -n ipv6-readiness'],
    ['update leases.coordination.k8s.io -n ipv6-readiness'],
    ['delete leases.coordination.k8s.io/ipv6-readiness -n ipv6-readiness'],
    ['create leases.coordination.k8s.io -n kube-system'],
    ['create serviceaccounts/token -n ipv6-readiness'],
    ['impersonate users'],
  ])('may not %s', async (question) => {
    expect(await mayOperator(question)).toBe('no');
  });

  test('writes a status with no right to read the resource by name', async () => {
    await apply(resource('written'));
    const { code, stderr } = await writeStatus('written', aFullStatus, 'operator');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('can watch the ConfigMaps it names and no other', async () => {
    const read = (name: string) =>
      api.kubectl(['get', '--raw', `/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3D${name}`], {
        user: 'operator',
      });
    expect(await read('amazon-vpc-cni')).toMatchObject({ code: 0 });
    expect((await read('kube-root-ca.crt')).stderr).toContain('forbidden');
  });
});

/** Of every kind that may not be installed: kubectl asks about none that the server does not know. */
function optionalDefinitions(): readonly string[] {
  const reads = Object.values(sectionTable).flatMap(({ kubernetes }) => kubernetes.filter(({ optional }) => optional));
  return reads.map(({ apiGroup: group, version, resource: plural }) =>
    JSON.stringify(
      definitionOf({ group, version, plural, kind: `${plural.charAt(0).toUpperCase()}${plural.slice(1)}` }),
    ),
  );
}

async function mayOperator(question: string): Promise<string> {
  const { stdout } = await api.kubectl(['auth', 'can-i', ...question.split(' ')], { user: 'operator' });
  return stdout.trim();
}

/** `kubectl auth can-i` questions that a rule answers with yes. */
function questions({ apiGroups, resources, resourceNames, verbs }: PolicyRule, namespace?: string): string[] {
  const place = namespace ? `-n ${namespace}` : '-A';
  return apiGroups.flatMap((group) =>
    resources.flatMap((each) => {
      const [plural = each, subresource] = each.split('/');
      const qualified = group ? `${plural}.${group}` : plural;
      const named = (resourceNames ?? ['']).map((name) => (name ? `${qualified}/${name}` : qualified));
      const suffix = subresource ? ` --subresource=${subresource}` : '';
      return verbs.flatMap((verb) => named.map((target) => `${verb} ${target} ${place}${suffix}`));
    }),
  );
}

function toColumns(line: string): string {
  return line.trim().split(/\s+/).join(' ');
}
