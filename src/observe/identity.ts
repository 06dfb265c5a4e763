import { cidrIndex } from '../net/cidr.ts';
import { isObserved, type ReadFailure } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

type Sections = Pick<Snapshot['sections'], 'cluster' | 'vpc' | 'subnets' | 'nodes'>;

/**
 * Whether AWS spoke of the cluster this process runs in. An EKS service account issuer must be the cluster's own; without
 * one, our EC2 nodes must have their addresses in the named cluster's VPC. Without EC2 nodes it is not judged.
 */
export function identityProblem(sections: Sections, issuer: string | undefined): ReadFailure | undefined {
  const { cluster } = sections;
  if (!isObserved(cluster)) return undefined;
  if (issuer !== undefined && isEksIssuer(issuer)) {
    return cluster.value.oidcIssuer === issuer
      ? undefined
      : mismatch(`The service account issuer of this cluster is not that of the EKS cluster ${cluster.value.name}.`);
  }
  return nodesProblem(sections, cluster.value.name);
}

function isEksIssuer(issuer: string): boolean {
  const host = URL.parse(issuer)?.hostname ?? '';
  return host.startsWith('oidc.eks.') || host.startsWith('oidc-eks.');
}

function nodesProblem({ vpc, subnets, nodes }: Sections, clusterName: string): ReadFailure | undefined {
  const cidrs = isObserved(vpc)
    ? [...vpc.value.ipv4Cidrs, ...vpc.value.ipv6Cidrs]
    : isObserved(subnets)
      ? subnets.value.all.flatMap(({ ipv4Cidr, ipv6Cidrs }) => [...(ipv4Cidr ? [ipv4Cidr] : []), ...ipv6Cidrs])
      : [];
  if (cidrs.length === 0 || !isObserved(nodes)) return undefined;
  const index = cidrIndex(cidrs.map((cidr) => [cidr, cidr]));
  const ec2 = nodes.value.filter(({ facts }) => facts.compute === 'ec2');
  const blocks = ec2.flatMap(({ facts }) => [facts.ipv4Block, facts.ipv6Block].filter((block) => block !== undefined));
  if (blocks.length === 0 || blocks.some((block) => index.find(block) !== undefined)) return undefined;
  const count = ec2.reduce((sum, tally) => sum + tally.count, 0);
  return mismatch(`None of the ${count} EC2 nodes has an address in the VPC of the EKS cluster ${clusterName}.`);
}

function mismatch(message: string): ReadFailure {
  return { reason: 'ClusterMismatch', message };
}
