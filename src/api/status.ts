import { z } from 'zod';
import { conditionSchema } from './condition.ts';
import type { Immutable } from './immutable.ts';

/** Bounds of the status. Whoever renders cuts to them: the API server refuses a status that is larger. */
export const statusLimits = {
  conditions: 64,
  findings: 200,
  resourcesPerFinding: 20,
  subnets: 256,
  ipv6CidrsPerSubnet: 16,
  fargateProfiles: 256,
  subnetsPerFargateProfile: 64,
  findingMessage: 2048,
  conditionMessage: 32_768,
  name: 256,
  image: 512,
} as const;

const tally = z.int().min(0);
const name = z.string().max(statusLimits.name);
const atomic = { 'x-kubernetes-list-type': 'atomic' };

const summary = z
  .object({
    blockers: tally.describe('Checks that found a blocker.'),
    warnings: tally.describe('Checks that found a warning.'),
    waived: tally.optional().describe('Checks whose blocker or warning is waived.'),
    unknown: tally.describe('Checks that could not be judged.'),
    info: tally.describe('Checks that found something worth knowing.'),
    passed: tally.describe('Checks that passed.'),
    notApplicable: tally.describe('Checks that do not apply to this cluster or goal.'),
  })
  .describe('How many checks ended how.');

const resourceReference = z.object({
  kind: z.string().max(64).describe('Kind of the object, such as Subnet, Node or Deployment.'),
  namespace: z.string().max(63).optional().describe('Namespace, for objects that have one.'),
  name: name.describe('Name or AWS id of the object.'),
});

export const severities = ['blocker', 'warning', 'info', 'unknown'] as const;

const finding = z.object({
  code: z.string().max(16).describe('Stable code of the check, such as VPC-002.'),
  check: z.string().max(80).describe('Id of the check, such as subnets-have-ipv6-cidr.'),
  severity: z.enum(severities).describe('blocker, warning, info, or unknown where the check could not be judged.'),
  reason: z.string().max(128).describe('Why, in one stable word.'),
  message: z.string().max(statusLimits.findingMessage).describe('What was seen, in one sentence.'),
  resources: z
    .array(resourceReference)
    .max(statusLimits.resourcesPerFinding)
    .meta(atomic)
    .describe('What it was seen on. At most 20.'),
  omittedResources: tally.optional().describe('How many more objects there are than resources lists.'),
  docsUrl: z.string().max(512).describe('Page of the check: why it matters and how to fix it.'),
  waivedUntil: z
    .string()
    .max(64)
    .meta({ format: 'date-time' })
    .optional()
    .describe('The finding is waived and counts for nothing until then.'),
  waiverReason: z.string().max(512).optional().describe('Why it is waived.'),
});

export const headroomStates = ['Ok', 'Low', 'Critical', 'Unknown'] as const;
export const subnetRoles = ['ControlPlane', 'NodeGroup', 'Node', 'NodeClass', 'Fargate', 'Extra'] as const;

const subnet = z.object({
  id: z.string().max(24).describe('Id of the subnet.'),
  name: name.optional().describe('Tag Name of the subnet.'),
  availabilityZone: z.string().max(64).describe('Availability Zone, such as eu-west-1a.'),
  ipv4Cidr: z.string().max(18).optional().describe('IPv4 CIDR block; absent for an IPv6-only subnet.'),
  ipv6Cidrs: z
    .array(z.string().max(43))
    .max(statusLimits.ipv6CidrsPerSubnet)
    .meta(atomic)
    .describe('Associated IPv6 CIDR blocks.'),
  freeIPv4: tally.describe(
    'Free IPv4 addresses, rounded down to a band: at least that many. Exact numbers are metrics.',
  ),
  usableIPv4: tally.describe('IPv4 addresses of the subnet that AWS does not reserve.'),
  state: z
    .enum(headroomStates)
    .describe('Ok, Low (below the warning floor), Critical (below the critical floor), or Unknown.'),
  roles: z
    .array(z.enum(subnetRoles))
    .max(subnetRoles.length)
    .meta(atomic)
    .describe('What uses the subnet: ControlPlane, NodeGroup, Node, Fargate, or Extra (named in the spec).'),
  shared: z
    .boolean()
    .optional()
    .describe('True where the subnet belongs to another account, whose use of it cannot be seen.'),
});

const fargateProfile = z.object({
  name: z.string().max(100).describe('Name of the Fargate profile.'),
  status: z.string().max(32).describe('Status that EKS reports, such as ACTIVE.'),
  subnets: z
    .array(z.string().max(24))
    .max(statusLimits.subnetsPerFargateProfile)
    .meta(atomic)
    .describe('Ids of the subnets of the profile.'),
  freeIPv4: tally.describe('Free IPv4 addresses in all its subnets together, rounded down to a band.'),
  expectedFreeIPv4: tally.describe(
    'The same once waiting and new pods have their addresses: at least that many are left.',
  ),
  pods: tally.describe('Pods that run on the profile.'),
  waitingPods: tally.describe('Pods of the profile that have no node yet.'),
  state: z
    .enum(headroomStates)
    .describe(
      'Critical (every subnet below the critical floor), Low (a subnet below the warning floor, or expected to be), Ok, or Unknown.',
    ),
});

const nodes = z
  .object({
    total: tally.describe('All nodes together.'),
    ec2: tally.describe('Nodes on EC2 instances.'),
    fargate: tally.describe('Nodes of Fargate pods.'),
    auto: tally.describe('Nodes of EKS Auto Mode.'),
    hybrid: tally.describe('EKS hybrid nodes.'),
    unknown: tally.describe('Nodes of which nothing says who runs them.'),
    ipv6: tally.describe('Nodes with an IPv6 address of type InternalIP.'),
  })
  .describe('How many nodes there are, by who runs them.');

const loadBalancerController = z
  .object({
    namespace: z.string().max(63).describe('Namespace of the Deployment.'),
    name: z.string().max(253).describe('Name of the Deployment.'),
    version: z.string().max(128).optional().describe('Version, where the tag of the image tells it.'),
    image: z.string().max(statusLimits.image).describe('Image the Deployment runs.'),
  })
  .describe('The AWS Load Balancer Controller that was found.');

export const statusSchema = z
  .object({
    observedGeneration: tally.optional().describe('Generation of the spec that this status answers.'),
    goal: z
      .enum(['Migrate', 'Operate'])
      .optional()
      .describe('The goal that was judged, Auto resolved. Absent while unresolved.'),
    clusterName: z.string().max(100).optional().describe('The EKS cluster that was judged.'),
    region: z.string().max(32).optional().describe('AWS Region of that cluster.'),
    conditions: z
      .array(conditionSchema)
      .max(statusLimits.conditions)
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })
      .optional()
      .describe(
        'One condition per topic, True when ready, and Ready for all of them. Ready is never True on data that is missing, stale or denied.',
      ),
    summary: summary.optional(),
    findings: z
      .array(finding)
      .max(statusLimits.findings)
      .meta(atomic)
      .optional()
      .describe('What does not pass, worst first. At most 200.'),
    omittedFindings: tally.optional().describe('How many more findings there are than findings lists.'),
    subnets: z
      .array(subnet)
      .max(statusLimits.subnets)
      .meta(atomic)
      .optional()
      .describe('The subnets that were judged. At most 256.'),
    omittedSubnets: tally.optional().describe('How many more subnets there are than subnets lists.'),
    minFreeIPv4: tally
      .optional()
      .describe('Fewest free IPv4 addresses among the judged subnets, rounded down to a band.'),
    fargateProfiles: z
      .array(fargateProfile)
      .max(statusLimits.fargateProfiles)
      .meta(atomic)
      .optional()
      .describe('The Fargate profiles of the cluster. At most 256.'),
    omittedFargateProfiles: tally.optional().describe('How many more profiles there are than fargateProfiles lists.'),
    nodes: nodes.optional(),
    loadBalancerController: loadBalancerController.optional(),
  })
  .describe('What was seen. Written by the operator.');

export type Ipv6ReadinessStatus = Immutable<z.output<typeof statusSchema>>;
export type StatusSummary = NonNullable<Ipv6ReadinessStatus['summary']>;
export type StatusFinding = NonNullable<Ipv6ReadinessStatus['findings']>[number];
export type StatusSubnet = NonNullable<Ipv6ReadinessStatus['subnets']>[number];
export type StatusFargateProfile = NonNullable<Ipv6ReadinessStatus['fargateProfiles']>[number];
export type StatusNodes = NonNullable<Ipv6ReadinessStatus['nodes']>;
export type StatusLoadBalancerController = NonNullable<Ipv6ReadinessStatus['loadBalancerController']>;
export type StatusResourceReference = StatusFinding['resources'][number];
export type Severity = (typeof severities)[number];
export type HeadroomState = (typeof headroomStates)[number];
export type SubnetRole = (typeof subnetRoles)[number];
