import { coldCalls } from '../../support/cold-calls.ts';
import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, eks, useFakeAws, valueOf } from './fake-aws.ts';
import {
  cluster,
  fargateProfile,
  instanceTypesAnswer,
  instanceTypeXml,
  nodeGroup,
  range,
  subnetsAnswer,
  subnetXml,
  vpcAnswer,
  vpcId,
} from './replies.ts';

useFakeAws();

type Topology = Readonly<Record<'subnets' | 'nodeGroups' | 'fargateProfiles' | 'instanceTypes', number>>;

/** The sections that are read here; those of further readers are held to their formula where all are read (integration). */
const read = ['cluster', 'vpc', 'subnets', 'nodeGroups', 'fargateProfiles', 'instanceTypes'] as const;

const pageOf = <Item>(
  items: readonly Item[],
  start: number,
  size: number,
): readonly [readonly Item[], string | undefined] => [
  items.slice(start, start + size),
  start + size < items.length ? String(start + size) : undefined,
];

/** An AWS that pages as the real one does: by what is asked for. */
function serve({ subnets, nodeGroups, fargateProfiles }: Topology): void {
  const subnetItems = range(subnets, (index) => subnetXml({ id: `subnet-${String(index).padStart(17, '0')}` }));
  ec2()
    .persist()
    .post('/')
    .reply(200, async (request: Request) => {
      const form = new URLSearchParams(await request.text());
      if (form.get('Action') === 'DescribeVpcs') return vpcAnswer();
      if (form.get('Action') === 'DescribeSubnets') {
        return subnetsAnswer(
          ...pageOf(subnetItems, Number(form.get('NextToken') ?? 0), Number(form.get('MaxResults'))),
        );
      }
      return instanceTypesAnswer(
        [...form].filter(([key]) => key.startsWith('InstanceType.')).map(([, name]) => instanceTypeXml(name)),
      );
    });
  eks()
    .persist()
    .get(/.*/)
    .reply(200, (request: Request) => eksAnswer(new URL(request.url), { nodeGroups, fargateProfiles }));
}

function eksAnswer(url: URL, counts: Pick<Topology, 'nodeGroups' | 'fargateProfiles'>): object {
  const [, , , kind, name] = url.pathname.split('/');
  const start = Number(url.searchParams.get('nextToken') ?? 0);
  const page = (count: number) =>
    pageOf(
      range(count, (index) => `item-${index}`),
      start,
      Number(url.searchParams.get('maxResults')),
    );
  if (kind === undefined) return cluster();
  if (name !== undefined) return kind === 'node-groups' ? nodeGroup(name) : fargateProfile(name);
  const [names, nextToken] = page(kind === 'node-groups' ? counts.nodeGroups : counts.fargateProfiles);
  return { [kind === 'node-groups' ? 'nodegroups' : 'fargateProfileNames']: names, nextToken };
}

async function readEverything(topology: Topology): Promise<ReadonlyMap<string, number>> {
  const { reader, calls } = aReader();
  const signal = anySignal();
  const counts = {
    cluster: [valueOf(await reader.cluster('blue', signal))].length,
    vpc: [valueOf(await reader.vpc(vpcId, signal))].length,
    subnets: valueOf(await reader.subnets(vpcId, signal)).length,
    nodeGroups: valueOf(await reader.nodeGroups('blue', signal)).length,
    fargateProfiles: valueOf(await reader.fargateProfiles('blue', signal)).length,
    instanceTypes: valueOf(
      await reader.instanceTypes(
        range(topology.instanceTypes, (i) => `m${i}.large`),
        signal,
      ),
    ).length,
  };
  expect(counts).toEqual({ cluster: 1, vpc: 1, ...topology });
  const made = new Map<string, number>();
  for (const { action } of calls) made.set(action, (made.get(action) ?? 0) + 1);
  return made;
}

describe('one read of everything makes the calls the sections declare', () => {
  test.each<Topology>([
    { subnets: 0, nodeGroups: 0, fargateProfiles: 0, instanceTypes: 0 },
    { subnets: 6, nodeGroups: 3, fargateProfiles: 2, instanceTypes: 4 },
    { subnets: 1_000, nodeGroups: 100, fargateProfiles: 1, instanceTypes: 100 },
    { subnets: 1_201, nodeGroups: 101, fargateProfiles: 205, instanceTypes: 101 },
  ])('$subnets subnets, $nodeGroups node groups, $fargateProfiles profiles, $instanceTypes types', async (topology) => {
    serve(topology);
    const made = await readEverything(topology);
    const declared = [...coldCalls(topology, { sections: read })].filter(([, calls]) => calls > 0);
    expect(Object.fromEntries(made)).toEqual(Object.fromEntries(declared));
  });
});

test('prefix lists in routes cost a call for each page, and nothing where there are none', () => {
  const calls = [0, 1, 4].map((pagesOfRoutedPrefixLists) =>
    coldCalls({ pagesOfRoutedPrefixLists }).get('ec2:GetManagedPrefixListEntries'),
  );
  expect(calls).toEqual([0, 1, 4]);
});

describe('what add-ons and permissions cost', () => {
  const sections = ['addons', 'addonVersions', 'podIdentity', 'cniPermissions'] as const;

  test('is a call an add-on, and no more for more associations or nodes', () => {
    const calls = coldCalls({ addons: 101, networkingAddons: 3, instances: 10_000 }, { sections });
    expect(Object.fromEntries(calls)).toEqual({
      'eks:ListAddons': 2,
      'eks:DescribeAddon': 101,
      'eks:DescribeAddonVersions': 1,
      'eks:ListPodIdentityAssociations': 2,
    });
  });

  test('is for permissions two calls a role, where somebody wants them', () => {
    const quantities = { cniRoles: 3, instanceProfiles: 2, cniAssociations: 1 };
    const calls = coldCalls(quantities, { sections: ['cniPermissions'], features: ['IamSimulation'] });
    expect(Object.fromEntries(calls)).toEqual({
      'eks:DescribePodIdentityAssociation': 1,
      'iam:GetInstanceProfile': 2,
      'iam:SimulatePrincipalPolicy': 6,
    });
  });

  test('is what is asked', async () => {
    const scope = eks();
    scope
      .get('/clusters/blue/addons')
      .query(true)
      .reply(200, { addons: ['a', 'b'] });
    for (const name of ['a', 'b']) {
      const addon = { addonName: name, addonVersion: 'v1', status: 'ACTIVE' };
      scope.get(`/clusters/blue/addons/${name}`).reply(200, { addon });
    }
    scope.get('/addons/supported-versions').query(true).reply(200, { addons: [] });
    scope.get('/clusters/blue/pod-identity-associations').query(true).twice().reply(200, { associations: [] });
    const { reader, calls } = aReader();
    valueOf(await reader.further('addons', { clusterName: 'blue' }, anySignal()));
    valueOf(await reader.further('addonVersions', { kubernetesVersion: '1.34' }, anySignal()));
    valueOf(await reader.further('podIdentity', { clusterName: 'blue' }, anySignal()));
    const made = Map.groupBy(calls, ({ action }) => action);
    const counts = [...made].map(([action, each]) => [action, each.length] as const);
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(coldCalls({ addons: 2 }, { sections })));
  });
});

test('an action of two sections is called for both', () => {
  const quantities = { securityGroups: 3, mountTargetGroups: 201 };
  const sections = ['securityGroups', 'mountTargetGroups'] as const;
  expect(coldCalls(quantities, { sections }).get('ec2:DescribeSecurityGroups')).toBe(1);
  const both = coldCalls(quantities, { sections, features: ['FileSystems'] });
  expect(both.get('ec2:DescribeSecurityGroups')).toBe(3);
});
