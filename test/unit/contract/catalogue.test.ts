import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { conditionTypes } from '../../../src/checks/conditions.ts';
import { checks } from '../../../src/checks/index.ts';
import { buildReport } from '../../../src/report/report.ts';
import { sectionNames } from '../../../src/snapshot/section-table.ts';
import { aSnapshot } from '../../support/builders.ts';

const root = join(import.meta.dirname, '../../..');
const checksFolder = join(root, 'src/checks');

/** Files in the areas of `src/checks`; what lies beside the areas, and tables of data, is shared by checks and is none. */
const checkFiles = readdirSync(checksFolder, { recursive: true, withFileTypes: true })
  .filter(({ parentPath }) => parentPath !== checksFolder && parentPath !== join(checksFolder, 'data'))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(checksFolder, join(entry.parentPath, entry.name)));

const areaOf = (id: string): string | undefined => {
  const file = checkFiles.find((each) => each.endsWith(`/${id}.ts`));
  return file && dirname(file);
};
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the catalogue', () => {
  test('has no id and no code twice', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
  });

  test('is sorted by condition, in the order people read them', () => {
    const places = checks.map(({ condition }) => conditionTypes.indexOf(condition));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('has the main check of each condition first: it speaks for a cluster where all is well', () => {
    const spoken = buildReport(checks, aSnapshot()).conditions.map(({ type, code, message }) => [type, code, message]);
    expect(spoken).toEqual([
      ['ControlPlaneReady', 'CLU-001', 'Cluster prod uses IPv6.'],
      ['VpcDualStack', 'VPC-001', 'VPC vpc-1 has IPv6 CIDR 2a05:d018:abc:de00::/56.'],
      ['SubnetsDualStack', 'VPC-002', 'All 3 subnets have an IPv4 and an IPv6 CIDR block.'],
      ['EgressReady', 'VPC-004', 'All 3 private subnets of pods have an IPv6 route out.'],
      ['FirewallsAllowIPv6', 'VPC-009', '1 security group open for IPv6 what they open for IPv4.'],
      ['IPv4HeadroomAvailable', 'CAP-001', 'All 3 node subnets have enough free IPv4 addresses.'],
      ['IPv6HeadroomAvailable', 'CAP-003', 'All 3 node subnets with IPv6 have free /80 blocks.'],
      ['FargateIPv4Available', 'CAP-004', 'Every subnet of 1 Fargate profile has enough free IPv4 addresses.'],
      ['NodesEligible', 'NOD-001', 'The instance types of all nodes and node groups are Nitro or bare metal.'],
      ['NodesAddressed', 'NOD-002', 'The InternalIP of every node is an IPv6 address of its subnet.'],
      ['VpcCniReady', 'CNI-002', 'The settings of the VPC CNI fit an IPv6 cluster.'],
      [
        'VpcCniPermitted',
        'CNI-010',
        'VPC CNI 1.21.1 needs ec2:AssignIpv6Addresses, ec2:DescribeNetworkInterfaces; whether the role of the nodes allows it is not looked at.',
      ],
      ['NetworkPoliciesEffective', 'NP-001', 'There are no network policies.'],
      ['LoadBalancerControllerReady', 'LBC-001', 'Deployment kube-system/aws-load-balancer-controller is 2.14.1.'],
      ['LoadBalancersDualStack', 'LBC-003', 'Every Service asks for a dual-stack load balancer.'],
      ['WorkloadsCompatible', 'APP-004', 'No service account has a Pod Identity association.'],
      ['AddonsCompatible', 'ADD-002', 'With IPv6: Istio.'],
    ]);
  });

  test('lists every file that lies in an area', () => {
    const listed = checks.map(({ id }) => `${id}.ts`).toSorted();
    expect(checkFiles.map((file) => file.slice(file.indexOf('/') + 1)).toSorted()).toEqual(listed);
  });

  test('has a page for each check and no other', () => {
    const pages = readdirSync(join(root, 'docs/checks')).toSorted();
    expect(pages).toEqual(checks.map(({ id }) => `${id}.md`).toSorted());
  });

  test('feeds every condition', () => {
    expect([...new Set(checks.map(({ condition }) => condition))].toSorted()).toEqual([...conditionTypes].toSorted());
  });
});

describe.each(checks)('$code $id', (check) => {
  test('has a kebab-case id, a code, goals and known needs', () => {
    expect(check.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(check.code).toMatch(/^[A-Z]{2,3}-\d{3}$/);
    expect(check.goals.length).toBeGreaterThan(0);
    expect(check.needs.length).toBeGreaterThan(0);
    expect(check.needs.filter((need) => !sectionNames.includes(need))).toEqual([]);
  });

  test('exports itself under its id in camel case', async () => {
    const name = check.id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const module: unknown = await import(join(checksFolder, areaOf(check.id) ?? '', `${check.id}.ts`));
    expect(module).toHaveProperty(name, check);
  });

  test('says why it exists before what it does', () => {
    const source = read(`src/checks/${areaOf(check.id)}/${check.id}.ts`);
    expect(source).toMatch(/\n\/\*\*\n( \* .+\n)+ \*\/\nexport const /);
    expect(source.split('\n').length).toBeLessThanOrEqual(101);
  });

  test('can pass, and can find fault', () => {
    const outcomes = Object.values(check.reasons).flatMap(({ outcome }) =>
      typeof outcome === 'string' ? [outcome] : Object.values(outcome),
    );
    expect(outcomes).toContain('pass');
    expect(outcomes.some((outcome) => outcome === 'blocker' || outcome === 'warning' || outcome === 'info')).toBe(true);
  });

  test('has CamelCase reasons, and texts that end with a period', () => {
    for (const [reason, { text }] of Object.entries(check.reasons)) {
      expect(reason).toMatch(/^([A-Z][a-z0-9]+)+([A-Z]{1,2}\d?)?$/);
      expect(text).toMatch(/^[A-Z`].+\.$/);
    }
    expect(check.remediation.text).toMatch(/^[A-Z].+\.$/);
    expect(check.title).toMatch(/^[A-Z].+[^.]$/);
  });

  test('names its sources, with the day they were read', () => {
    expect(check.sources.length).toBeGreaterThan(0);
    for (const { url, readOn } of check.sources) {
      expect(url).toMatch(/^https:\/\//);
      expect(new Date(`${readOn}T00:00:00Z`).toISOString().slice(0, 10)).toBe(readOn);
    }
    expect(check.remediation.url).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  test('has a test that asserts every one of its reasons', () => {
    const path = `test/unit/checks/${areaOf(check.id)}/${check.id}.test.ts`;
    expect(existsSync(join(root, path))).toBe(true);
    const source = read(path);
    expect(Object.keys(check.reasons).filter((reason) => !source.includes(`'${reason}'`))).toEqual([]);
    for (const need of check.needs) expect(source).toContain(need);
  });

  test('has a page with the four headings, in order', () => {
    const page = read(`docs/checks/${check.id}.md`);
    const headings = page.split('\n').filter((line) => line.startsWith('## '));
    expect(headings).toEqual(['## What is checked', '## Why it matters', '## Reasons', '## How to fix']);
    expect(page).toContain(`# ${check.code}: ${check.title}`);
  });
});

test('checks of one concern feed one condition', () => {
  const concerns = Map.groupBy(
    checks.filter(({ concern }) => concern !== undefined),
    ({ concern }) => concern,
  );
  for (const [, ofConcern] of concerns) {
    expect(ofConcern.length).toBeGreaterThan(1);
    expect(new Set(ofConcern.map(({ condition }) => condition)).size).toBe(1);
  }
});
