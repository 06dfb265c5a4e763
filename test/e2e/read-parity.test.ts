import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAwsReader } from '../../src/aws/aws-reader.ts';
import type { AwsQuestions, QuestionedSection } from '../../src/observe/ports.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { type Moto, startMoto } from '../real/moto.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { motoId, seedMoto } from '../real/seed-moto.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { startAws } from '../world/aws.ts';
import { AwsTruth } from '../world/aws-truth.ts';
import { anAddon } from '../world/build-addons.ts';
import { awsId } from '../world/build-aws.ts';
import { networkOf, usualNetwork } from '../world/build-network.ts';
import type { Scenario } from '../world/scenario.ts';
import { fragmentedIpv4Subnet } from '../world/scenarios/fragmented-ipv4-subnet.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { ipv4CustomNetworking } from '../world/scenarios/ipv4-custom-networking.ts';
import { autoMode } from '../world/scenarios/topologies/auto-mode.ts';
import { behindFirewallEndpoints } from '../world/scenarios/topologies/behind-firewall-endpoints.ts';
import { behindTransitGateway } from '../world/scenarios/topologies/behind-transit-gateway.ts';
import { fullyPrivate } from '../world/scenarios/topologies/fully-private.ts';
import { regionalNatGateway } from '../world/scenarios/topologies/regional-nat-gateway.ts';
import { xenNodes } from '../world/scenarios/xen-nodes.ts';

const [privateSubnet, , , publicSubnet] = healthyIpv6.subnets;
const inPublic = publicSubnet === undefined ? {} : { subnetId: publicSubnet.id };
const local = [...healthyIpv6.vpc.ipv4, ...healthyIpv6.vpc.ipv6].map(({ cidr }) => ({
  destination: cidr,
  target: 'local',
}));
const interfaceEndpoint = 'com.amazonaws.eu-west-1.ec2';

/** What moto has no word for, and all that a node group can say. */
const everyKind: Scenario = {
  ...healthyIpv6,
  name: 'every-kind',
  network: {
    ...usualNetwork(healthyIpv6),
    dnsHostnames: false,
    natGateways: [
      { id: awsId('nat', 'failed'), state: 'failed', connectivity: 'public', availability: 'zonal', ...inPublic },
      { id: awsId('nat', 'private'), state: 'available', connectivity: 'private', availability: 'zonal', ...inPublic },
      { id: awsId('nat', 'regional'), state: 'available', connectivity: 'public', availability: 'regional' },
    ],
    routeTables: [
      { id: awsId('rtb', 'main'), main: true, subnetIds: [], routes: local },
      {
        id: awsId('rtb', 'private'),
        main: false,
        subnetIds: [privateSubnet?.id ?? ''],
        routes: [
          ...local,
          { destination: '0.0.0.0/0', target: awsId('nat', 'failed'), state: 'blackhole' },
          { destination: '2001:db8::/32', target: awsId('eigw', 'prod') },
        ],
      },
    ],
    blockMode: 'block-ingress',
    endpoints: [
      { id: awsId('vpce', 'ec2'), service: interfaceEndpoint, type: 'Interface', addressType: 'dualstack' },
      { id: awsId('vpce', 's3'), service: 'com.amazonaws.eu-west-1.s3', type: 'Gateway' },
    ],
  },
  addons: [anAddon('vpc-cni', 'v1.20.4-eksbuild.2', { status: 'DEGRADED' })],
  podIdentityAssociations: [{ namespace: 'kube-system', serviceAccount: 'aws-node', role: 'cni' }],
  nodeGroups: healthyIpv6.nodeGroups.map((group) => ({
    ...group,
    launchTemplate: { id: awsId('lt', 'nodes'), name: 'nodes', version: '2' },
  })),
  awsPageSize: 2,
};

const topologies = [autoMode, behindFirewallEndpoints, behindTransitGateway, fullyPrivate, regionalNatGateway];
const worlds = [
  healthyIpv6,
  ipv4CustomNetworking,
  fragmentedIpv4Subnet,
  xenNodes,
  everyKind,
  ...topologies.map(({ scenario }) => scenario),
];

/** Packet filters have a suite of their own, and so has what is read only where somebody asks for it. */
type Compared = Exclude<
  QuestionedSection,
  | 'cniPermissions'
  | 'loadBalancers'
  | 'mountTargets'
  | 'mountTargetGroups'
  | 'networkAcls'
  | 'securityGroups'
  | 'prefixLists'
  | 'routedPrefixLists'
>;

let moto: Moto;
const skipped = whyRealPartsAreSkipped() !== undefined;

beforeAll(async () => {
  if (!skipped) moto = await startMoto();
}, 60_000);
afterAll(async () => moto?.stop());
afterEach(() => vi.unstubAllEnvs());

describe.skipIf(skipped)('what is read from moto and from the embedded world is the same', () => {
  test.each(worlds.map((scenario) => [scenario.name, scenario] as const))('in %s', async (_name, scenario) => {
    await moto.reset();
    const seeded = await seedMoto(scenario, moto);
    const embedded = await startAws(new AwsTruth(scenario));
    const wanted = await readFrom(embedded.url, scenario, (id) => id);
    await embedded.stop();
    expect(JSON.stringify(wanted)).not.toContain('"failure"');
    const inMoto = await readFrom(moto.url, scenario, (id) => motoId(seeded, id));
    const logicalIds = new Map([...seeded.ids].map(([logical, own]) => [own, logical]));
    expect(comparable(inMoto, (id) => logicalIds.get(id) ?? id)).toEqual(comparable(wanted, (id) => id));
  });
});

function questionsOf(
  scenario: Scenario,
  idIn: (logical: string) => string,
): { readonly [K in Compared]: AwsQuestions[K] } {
  const { cluster, nodeGroups, subnets } = scenario;
  const inVpc = { vpcId: idIn(scenario.vpc.id) };
  const ofCluster = { clusterName: cluster.name };
  const templates = nodeGroups.flatMap(({ launchTemplate }) => launchTemplate ?? []);
  return {
    vpcDns: inVpc,
    routeTables: inVpc,
    internetGateways: inVpc,
    egressOnlyInternetGateways: inVpc,
    natGateways: inVpc,
    blockPublicAccess: inVpc,
    vpcEndpoints: inVpc,
    // A service of gateways is one of interfaces too, which the embedded world does not know.
    endpointServices: {
      names: networkOf(scenario).endpoints.flatMap(({ service, type }) => (type === 'Interface' ? service : [])),
    },
    vpcPeerings: inVpc,
    instances: ofCluster,
    launchTemplates: { versions: templates.map(({ id, version }) => ({ id: idIn(id), version })) },
    subnetUse: inVpc,
    subnetReservations: { subnetIds: subnets.map(({ id }) => idIn(id)) },
    addons: ofCluster,
    addonVersions: { kubernetesVersion: cluster.version },
    podIdentity: ofCluster,
  };
}

async function readFrom(url: string, scenario: Scenario, idIn: (logical: string) => string): Promise<unknown> {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'made-up');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'made-up');
  const reader = createAwsReader({ region: scenario.region, clock: systemClock, logger: quietLogger() });
  const { signal } = new AbortController();
  const questions = questionsOf(scenario, idIn);
  const read = async <K extends Compared>(section: K, question: AwsQuestions[K]): Promise<readonly [K, unknown]> => [
    section,
    await reader.further(section, question, signal),
  ];
  const sections = Object.keys(questions).filter((name): name is Compared => name in questions);
  const all = await Promise.all(sections.map((section) => read(section, questions[section])));
  reader.close();
  return Object.fromEntries(all);
}

/** With the scenario's ids, and lists in one order. */
function comparable(value: unknown, logical: (id: string) => string): unknown {
  if (typeof value === 'string') return logical(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item, logical));
    return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, comparable(inner, logical)]));
}
