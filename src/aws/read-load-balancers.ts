import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  type LoadBalancer as ElbLoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancer } from '../snapshot/load-balancer-sections.ts';
import { objects, text } from './members.ts';
import { readPages } from './paging.ts';
import type { Reading } from './reading.ts';

const perPage = 400;
/** The API's limit. */
const tagsOf = 20;

type Tags = ReadonlyMap<string, string>;

/** Load balancers of the VPC that carry the cluster's name. There is no filter by VPC, so all of the Region are listed. */
export async function readLoadBalancers(
  { vpcId, clusterName }: { readonly vpcId: string; readonly clusterName: string },
  reading: Reading,
): Promise<readonly LoadBalancer[]> {
  const all = await readPages<ElbLoadBalancer>({
    action: 'elasticloadbalancing:DescribeLoadBalancers',
    mostPages: reading.mostPages,
    read: (token) => loadBalancersPage(token, reading),
  });
  const inVpc = new Map(
    all
      .filter((each) => each.VpcId === vpcId && each.Type !== 'gateway')
      .map((each) => [text(each.LoadBalancerArn, 'LoadBalancerArn'), each]),
  );
  const found: LoadBalancer[] = [];
  const arns = [...inVpc.keys()];
  reading.expect(Math.ceil(arns.length / tagsOf));
  for (let start = 0; start < arns.length; start += tagsOf) {
    for (const [arn, tags] of await readTags(arns.slice(start, start + tagsOf), reading)) {
      const each = inVpc.get(arn);
      if (each && isOfCluster(tags, clusterName)) found.push(toLoadBalancer(each, tags));
    }
  }
  return found;
}

async function loadBalancersPage(token: string | undefined, reading: Reading) {
  const request = { PageSize: perPage, ...(token === undefined ? {} : { Marker: token }) };
  const answer = await reading.ask({
    action: 'elasticloadbalancing:DescribeLoadBalancers',
    notFound: `There is no load balancer in ${reading.region}.`,
    send: ({ loadBalancing }, options) => loadBalancing.send(new DescribeLoadBalancersCommand(request), options),
  });
  return { items: objects(answer.LoadBalancers, 'LoadBalancers'), nextToken: answer.NextMarker };
}

/** One that was deleted since it was listed fails the call: the next read lists it no more. */
async function readTags(arns: readonly string[], reading: Reading): Promise<ReadonlyMap<string, Tags>> {
  const answer = await reading.ask({
    action: 'elasticloadbalancing:DescribeTags',
    notFound: `A load balancer in ${reading.region} is gone.`,
    send: ({ loadBalancing }, options) =>
      loadBalancing.send(new DescribeTagsCommand({ ResourceArns: [...arns] }), options),
  });
  return new Map(
    objects(answer.TagDescriptions, 'TagDescriptions').map(({ ResourceArn, Tags }) => [
      text(ResourceArn, 'ResourceArn'),
      new Map(objects(Tags ?? [], 'Tags').map(({ Key, Value = '' }) => [text(Key, 'Key'), Value])),
    ]),
  );
}

/** Of the AWS Load Balancer Controller, of EKS Auto Mode, or of the cloud provider. */
function isOfCluster(tags: Tags, clusterName: string): boolean {
  return (
    tags.get('elbv2.k8s.aws/cluster') === clusterName ||
    tags.get('eks:eks-cluster-name') === clusterName ||
    tags.get(`kubernetes.io/cluster/${clusterName}`) === 'owned'
  );
}

const madeForTags = [
  ['Service', 'service.k8s.aws/stack'],
  ['Service', 'service.eks.amazonaws.com/stack'],
  ['Service', 'kubernetes.io/service-name'],
  ['Ingress', 'ingress.k8s.aws/stack'],
  ['Ingress', 'ingress.eks.amazonaws.com/stack'],
] as const;

function toLoadBalancer(each: ElbLoadBalancer, tags: Tags): LoadBalancer {
  const name = text(each.LoadBalancerName, 'LoadBalancerName');
  const [made] = madeForTags.filter(([, tag]) => tags.has(tag));
  return {
    name,
    type: text(each.Type, `Type of ${name}`),
    ipAddressType: text(each.IpAddressType, `IpAddressType of ${name}`),
    ...(made ? { madeFor: { kind: made[0], name: text(tags.get(made[1]), `${made[1]} of ${name}`) } } : {}),
  };
}
