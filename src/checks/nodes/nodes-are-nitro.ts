import type { InstanceType } from '../../snapshot/aws-sections.ts';
import { typesOf } from '../launch-templates.ts';
import { blocker, defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { listNames, listTallied, namesOf, refs } from '../text.ts';

/**
 * The VPC CNI gives a node its pods' IPv6 addresses as one prefix, and only Nitro and bare metal instances can hold
 * prefixes. Older (Xen) instance types support IPv6 addresses and still cannot run pods of an IPv6 cluster.
 */
export const nodesAreNitro = defineCheck({
  id: 'nodes-are-nitro',
  code: 'NOD-001',
  condition: 'NodesEligible',
  concern: 'what a node runs on',
  title: 'Every node runs on a Nitro or bare metal instance',
  goals: ['Migrate', 'Operate'],
  needs: ['nodes', 'nodeGroups', 'instanceTypes', 'launchTemplates'],
  reasons: {
    AllNodesNitro: pass(
      'The instance types of all EC2 nodes and node groups are Nitro or bare metal and support IPv6.',
    ),
    NoEc2Nodes: notApplicable('AWS runs every node (Fargate, Auto Mode) and there is no node group.'),
    NodesNotNitro: blocker('A node runs on an instance type that cannot hold IPv6 prefixes.', 'seen'),
    NodeGroupsNotNitro: warning('A node group may launch an instance type that cannot hold IPv6 prefixes.', 'seen'),
    NodesOfUnknownKind: unknown('A node has no providerID or label that tells who runs it, or runs outside AWS.'),
    InstanceTypesUnknown: unknown(
      'The instance type of a node or node group is not told, also by no launch template, or EC2 does not know it.',
    ),
    NoNodesFound: unknown('There is neither a node nor a node group.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Move the nodes and node groups to Nitro instance types.',
    url: 'https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html',
  },
  evaluate({ nodes, nodeGroups, instanceTypes, launchTemplates }, verdict) {
    const fitness = new Map(instanceTypes.map((type) => [type.name, holdsPrefixes(type)]));
    const fits = (type: string | undefined): boolean | undefined => (type === undefined ? type : fitness.get(type));
    const settled = nodes.filter(({ facts }) => !facts.joining);
    const ec2 = settled.filter(({ facts }) => facts.compute === 'ec2');

    const unfit = ec2.filter(({ facts }) => fits(facts.instanceType) === false);
    if (unfit.length > 0) {
      const types = [...new Set(unfit.map(({ facts }) => facts.instanceType ?? ''))].toSorted();
      const message = `Nodes on instance types without Nitro (${listNames(types)}): ${listTallied(unfit)}.`;
      return verdict('NodesNotNitro', message, { resources: refs('Node', namesOf(unfit)) });
    }
    const foreign = settled.filter(({ facts }) => facts.compute === 'unknown' || facts.compute === 'hybrid');
    if (foreign.length > 0) {
      const message = `Nodes that are no known AWS compute: ${listTallied(foreign)}.`;
      return verdict('NodesOfUnknownKind', message, { resources: refs('Node', namesOf(foreign)) });
    }
    const unclear = ec2.filter(({ facts }) => fits(facts.instanceType) === undefined);
    if (unclear.length > 0) {
      const message = `Nodes whose instance type is not known: ${listTallied(unclear)}.`;
      return verdict('InstanceTypesUnknown', message, { resources: refs('Node', namesOf(unclear)) });
    }
    const groupsThat = (are: (types: readonly string[]) => boolean): readonly string[] =>
      nodeGroups
        .filter((group) => are(typesOf(group, launchTemplates)))
        .map(({ name }) => name)
        .toSorted();
    const untold = groupsThat((types) => types.length === 0);
    if (untold.length > 0) {
      const message = `Node groups that, as their launch templates, name no instance type: ${listNames(untold)}.`;
      return verdict('InstanceTypesUnknown', message, { resources: refs('NodeGroup', untold) });
    }
    const unclearGroups = groupsThat((types) => types.some((type) => fits(type) === undefined));
    if (unclearGroups.length > 0) {
      const message = `Node groups whose instance types EC2 does not know: ${listNames(unclearGroups)}.`;
      return verdict('InstanceTypesUnknown', message, { resources: refs('NodeGroup', unclearGroups) });
    }
    const unfitGroups = groupsThat((types) => types.some((type) => fits(type) === false));
    if (unfitGroups.length > 0) {
      const message = `Node groups that may launch instance types without Nitro: ${listNames(unfitGroups)}.`;
      return verdict('NodeGroupsNotNitro', message, { resources: refs('NodeGroup', unfitGroups) });
    }
    if (ec2.length + nodeGroups.length > 0) {
      return verdict('AllNodesNitro', 'The instance types of all nodes and node groups are Nitro or bare metal.');
    }
    return settled.length > 0
      ? verdict('NoEc2Nodes', 'AWS runs every node, and there is no node group.')
      : verdict('NoNodesFound', 'There is neither a node nor a node group.');
  },
});

/** As the VPC CNI decides it. `ipv6Supported` alone is true of Xen types too; bare metal has no hypervisor. */
function holdsPrefixes({ hypervisor, bareMetal, ipv6Supported }: InstanceType): boolean {
  return (hypervisor === 'nitro' || bareMetal) && ipv6Supported;
}
