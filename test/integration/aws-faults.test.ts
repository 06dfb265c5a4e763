import { afterAll, describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { sectionNames, sectionTable } from '../../src/snapshot/section-table.ts';
import { applyReadiness, type Assessed, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import type { AwsEndpoint, Parts } from '../world/ports.ts';
import type { AwsAction, Scenario } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, real, startParts } from './parts-under-test.ts';

/** Small pages, so that an answer has a later page that can be lost. */
const scenario: Scenario = { ...healthyIpv6, awsPageSize: 5 };

const html = { body: '<!DOCTYPE html><html><body>Bad gateway</body></html>', contentType: 'text/html' };
const xml = (body: string): { body: string; contentType: string } => ({ body, contentType: 'text/xml' });
const expired = xml(
  '<Response><Errors><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></Errors></Response>',
);
const wrongRoot = xml(
  '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet/></DescribeVpcsResponse>',
);

/** F62: a subnet that claims to have fewer than no addresses left. */
const impossible = xml(`<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><subnetSet><item>
  <subnetId>subnet-0123456789abcdef0</subnetId><vpcId>${scenario.vpc.id}</vpcId><ownerId>${scenario.accountId}</ownerId>
  <cidrBlock>10.0.0.0/24</cidrBlock><availabilityZone>eu-west-1a</availabilityZone><availabilityZoneId>euw1-az1</availabilityZoneId>
  <availableIpAddressCount>-3</availableIpAddressCount><assignIpv6AddressOnCreation>true</assignIpv6AddressOnCreation>
  <mapPublicIpOnLaunch>false</mapPublicIpOnLaunch><ipv6CidrBlockAssociationSet/><tagSet/>
</item></subnetSet></DescribeSubnetsResponse>`);

interface Fault {
  readonly name: string;
  readonly action: AwsAction;
  readonly put: (aws: AwsEndpoint, action: AwsAction) => void;
  /** Any of these; a value that grows too old before its read has failed is `Stale`. */
  readonly reasons: readonly string[];
}

const deny = (action: AwsAction): Fault => ({
  name: `F54 ${action} denied`,
  action,
  put: (aws) => aws.deny(action),
  reasons: ['AccessDenied'],
});

const odd = (name: string, put: Fault['put'], reasons: readonly string[]): Fault => ({
  name,
  action: 'ec2:DescribeSubnets',
  put,
  reasons,
});

const faults: readonly Fault[] = [
  deny('eks:DescribeCluster'),
  deny('eks:ListNodegroups'),
  deny('eks:DescribeNodegroup'),
  deny('eks:ListFargateProfiles'),
  deny('eks:DescribeFargateProfile'),
  deny('ec2:DescribeVpcs'),
  deny('ec2:DescribeSubnets'),
  odd('F47 EC2 throttles', (aws, action) => aws.throttle(action), ['Throttled']),
  {
    name: 'F47 EKS throttles',
    action: 'eks:DescribeCluster',
    put: (aws, action) => aws.throttle(action),
    reasons: ['Throttled'],
  },
  odd('F48 a storm of 503', (aws, action) => aws.fail(action, 503), ['Unavailable']),
  odd('F49 a black hole', (aws, action) => aws.hang(action), ['Stale', 'Unavailable']),
  odd('F50 a truncated answer', (aws, action) => aws.truncate(action), ['InvalidAnswer']),
  odd('F50 an HTML page with status 200', (aws, action) => aws.fail(action, 200, html), ['InvalidAnswer']),
  odd('F50 an empty answer', (aws, action) => aws.fail(action, 200, xml('')), ['InvalidAnswer']),
  odd('F50 the answer to another question', (aws, action) => aws.fail(action, 200, wrongRoot), ['InvalidAnswer']),
  odd('F53 a lost later page', (aws, action) => aws.loseLaterPages(action), ['Unavailable', 'InvalidAnswer']),
  odd('F62 an impossible number', (aws, action) => aws.fail(action, 200, impossible), ['InvalidData']),
  odd('F55 expired credentials', (aws, action) => aws.fail(action, 400, expired), ['CredentialsUnavailable']),
];

interface Stage {
  readonly parts: Parts;
  readonly operator: OperatorProcess;
  readonly resource: Assessed;
}

/** Real parts take seconds to start, so all tests share them, one after the other; embedded worlds are one for each test. */
const inTurn = real ? test : test.concurrent;
let shared: Promise<Stage> | undefined;

async function startStage(): Promise<Stage> {
  const parts = await startParts(scenario);
  const operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
  // A goal of its own: with Auto, losing sight of the cluster also loses the goal, and with it every check.
  const resource = await applyReadiness(parts, 'prod', { goal: 'Operate' });
  return { parts, operator, resource };
}

async function endStage({ operator, parts }: Stage): Promise<void> {
  await operator.stop();
  await parts.stop();
}

afterAll(async () => {
  if (shared) await endStage(await shared);
});

describe.skipIf(partsMissing)('one AWS API that misbehaves', () => {
  for (const fault of faults) {
    inTurn(
      `${fault.name}: exactly the conditions that depend on it turn Unknown, and come back without a restart`,
      async () => {
        if (real) return suffer(fault, await (shared ??= startStage()));
        const stage = await startStage();
        try {
          await suffer(fault, stage);
        } finally {
          await endStage(stage);
        }
      },
      180_000,
    );
  }
});

async function suffer({ action, put, reasons }: Fault, { parts, resource }: Stage): Promise<void> {
  const healthy = verdicts(
    await resource.until('healthy', (status) => verdicts(status)['Ready'] === 'True Ready', 60_000),
  );

  put(parts.aws, action);
  const dependent = conditionsNeeding(action);
  const isUnknown = (verdict: string | undefined): boolean => reasons.some((reason) => verdict === `Unknown ${reason}`);
  const failing = await resource.until(
    `${dependent.join(', ')} Unknown for ${reasons.join(' or ')}`,
    (status) => dependent.every((type) => isUnknown(verdicts(status)[type])),
    60_000,
  );

  const { Ready, InputsObserved } = verdicts(failing);
  expect(independentOf(verdicts(failing), dependent)).toEqual(independentOf(healthy, dependent));
  expect(Ready).toBe('Unknown Undetermined');
  expect(reasons.map((reason) => `False ${reason}`)).toContain(InputsObserved);
  expect(messageOf(failing, 'InputsObserved')).toContain(titleOf(action));
  if (reasons.includes('AccessDenied')) expect(messageOf(failing, dependent[0] ?? '')).toContain(action);
  expect(JSON.stringify(failing)).not.toContain(scenario.accountId);

  parts.aws.clearFaults();
  const after = await resource.until('as before', (status) => verdicts(status)['Ready'] === healthy['Ready'], 60_000);
  expect(verdicts(after)).toEqual(healthy);
}

function independentOf(all: Readonly<Record<string, string>>, dependent: readonly string[]): Record<string, string> {
  const others = Object.entries(all).filter(([type]) => !['Ready', 'InputsObserved', ...dependent].includes(type));
  return Object.fromEntries(others);
}

function sectionsReading(action: AwsAction): readonly string[] {
  return sectionNames.filter((name) => sectionTable[name].aws.some((read) => read.action === action));
}

function conditionsNeeding(action: AwsAction): readonly string[] {
  const sections = sectionsReading(action);
  const affected = checks.filter(
    ({ needs, goals }) => goals.includes('Operate') && needs.some((need) => sections.includes(need)),
  );
  return [...new Set(affected.map(({ condition }) => condition))];
}

function titleOf(action: AwsAction): string {
  return (
    sectionNames.filter((name) => sectionsReading(action).includes(name)).map((name) => sectionTable[name].title)[0] ??
    ''
  );
}

function messageOf(
  status: { conditions?: readonly { type: string; message: string }[] | undefined },
  type: string,
): string {
  return status.conditions?.find((condition) => condition.type === type)?.message ?? '';
}
