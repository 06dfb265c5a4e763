/** Answers of EC2 and EKS as they come over the wire, valid by default. */

export const vpcId = 'vpc-0a1b2c3d4e5f60718';
export const accountId = '111122223333';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

export function ec2Answer(operation: string, members: string): string {
  const id = '<requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>';
  return `${declaration}<${operation}Response ${namespace}>${id}${members}</${operation}Response>`;
}

export function ec2Error(code: string, message = 'Request limit exceeded.'): string {
  return `${declaration}<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>2d4ba2a1-EXAMPLE</RequestID></Response>`;
}

export interface SubnetXml {
  readonly id: string;
  readonly cidr: string | undefined;
  readonly free: string | undefined;
  readonly owner: string;
  readonly ipv6: readonly (readonly [cidr: string, state: string])[];
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: string;
}

export function subnetXml(changes: Partial<SubnetXml> = {}): string {
  const subnet: SubnetXml = {
    id: 'subnet-0aaaaaaaaaaaaaaa1',
    cidr: '10.0.0.0/24',
    free: '251',
    owner: accountId,
    ipv6: [['2001:db8:0:100::/64', 'associated']],
    tags: {},
    extra: '',
    ...changes,
  };
  const associations = subnet.ipv6.map(
    ([cidr, state]) =>
      `<item><ipv6CidrBlock>${cidr}</ipv6CidrBlock><associationId>subnet-cidr-assoc-1</associationId><ipv6CidrBlockState><state>${state}</state></ipv6CidrBlockState></item>`,
  );
  const tags = Object.entries(subnet.tags).map(
    ([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`,
  );
  return [
    `<item><subnetId>${subnet.id}</subnetId>`,
    `<subnetArn>arn:aws:ec2:eu-west-1:${subnet.owner}:subnet/${subnet.id}</subnetArn>`,
    `<state>available</state><ownerId>${subnet.owner}</ownerId><vpcId>${vpcId}</vpcId>`,
    subnet.cidr === undefined ? '' : `<cidrBlock>${subnet.cidr}</cidrBlock>`,
    `<ipv6CidrBlockAssociationSet>${associations.join('')}</ipv6CidrBlockAssociationSet>`,
    subnet.free === undefined ? '' : `<availableIpAddressCount>${subnet.free}</availableIpAddressCount>`,
    '<availabilityZone>eu-west-1a</availabilityZone><availabilityZoneId>euw1-az1</availabilityZoneId>',
    '<defaultForAz>false</defaultForAz><mapPublicIpOnLaunch>false</mapPublicIpOnLaunch>',
    '<assignIpv6AddressOnCreation>true</assignIpv6AddressOnCreation>',
    `<tagSet>${tags.join('')}</tagSet>${subnet.extra}</item>`,
  ].join('');
}

export function subnetsAnswer(subnets: readonly string[], nextToken?: string): string {
  const next = nextToken === undefined ? '' : `<nextToken>${nextToken}</nextToken>`;
  return ec2Answer('DescribeSubnets', `<subnetSet>${subnets.join('')}</subnetSet>${next}`);
}

export function vpcAnswer(ipv6: readonly (readonly [cidr: string, state: string])[] = []): string {
  const associations = ipv6.map(
    ([cidr, state]) =>
      `<item><ipv6CidrBlock>${cidr}</ipv6CidrBlock><ipv6CidrBlockState><state>${state}</state></ipv6CidrBlockState></item>`,
  );
  const set = `<ipv6CidrBlockAssociationSet>${associations.join('')}</ipv6CidrBlockAssociationSet>`;
  const ipv4 = ['10.0.0.0/16 associated', '100.64.0.0/16 associated', '100.65.0.0/16 disassociated'].map((block) => {
    const [cidr, state] = block.split(' ');
    return `<item><cidrBlock>${cidr}</cidrBlock><associationId>vpc-cidr-assoc-1</associationId><cidrBlockState><state>${state}</state></cidrBlockState></item>`;
  });
  return ec2Answer(
    'DescribeVpcs',
    `<vpcSet><item><vpcId>${vpcId}</vpcId><ownerId>${accountId}</ownerId><state>available</state><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockAssociationSet>${ipv4.join('')}</cidrBlockAssociationSet>${ipv6.length === 0 ? '' : set}<isDefault>false</isDefault></item></vpcSet>`,
  );
}

export function instanceTypeXml(name: string, hypervisor: 'nitro' | 'xen' | 'none' = 'nitro'): string {
  const virtual = hypervisor === 'none' ? '' : `<hypervisor>${hypervisor}</hypervisor>`;
  return `<item><instanceType>${name}</instanceType><bareMetal>${hypervisor === 'none'}</bareMetal>${virtual}<networkInfo><ipv6Supported>true</ipv6Supported></networkInfo></item>`;
}

export function instanceTypesAnswer(items: readonly string[]): string {
  return ec2Answer('DescribeInstanceTypes', `<instanceTypeSet>${items.join('')}</instanceTypeSet>`);
}

export function cluster(changes: Readonly<Record<string, unknown>> = {}): { readonly cluster: object } {
  return {
    cluster: {
      name: 'blue',
      arn: `arn:aws:eks:eu-west-1:${accountId}:cluster/blue`,
      createdAt: 1_700_000_000.123,
      version: '1.34',
      status: 'ACTIVE',
      platformVersion: 'eks.9',
      resourcesVpcConfig: { vpcId, subnetIds: ['subnet-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa2'] },
      kubernetesNetworkConfig: { ipFamily: 'ipv6', serviceIpv6Cidr: 'fd12:3456:789a::/108' },
      identity: { oidc: { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE' } },
      health: { issues: [] },
      computeConfig: { enabled: false },
      ...changes,
    },
  };
}

export function nodeGroup(name: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    nodegroup: {
      nodegroupName: name,
      status: 'ACTIVE',
      createdAt: 1_700_000_000.123,
      subnets: ['subnet-0aaaaaaaaaaaaaaa1'],
      instanceTypes: ['m5.large'],
      amiType: 'AL2023_x86_64_STANDARD',
      scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
      updateConfig: { maxUnavailable: 1 },
      health: { issues: [] },
      ...changes,
    },
  };
}

export function fargateProfile(name: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    fargateProfile: {
      fargateProfileName: name,
      status: 'ACTIVE',
      subnets: ['subnet-0aaaaaaaaaaaaaaa1'],
      selectors: [{ namespace: 'shop', labels: { tier: 'web' } }],
      ...changes,
    },
  };
}

export function range<Item>(count: number, item: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => item(index));
}
