import { z } from 'zod';
import type { Immutable } from './immutable.ts';
import { withRules, type Rule } from './rules.ts';

/*
 * The one source of the resource's spec: types, what the operator accepts, and the CRD's schema. Patterns must be RE2 (the
 * API server's), and every string, list and map has a bound, so that the cost of the CEL rules is bounded too.
 */

const cluster = z
  .object({
    name: z
      .string()
      .regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/)
      .max(100)
      .optional()
      .describe(
        "Name of the EKS cluster. Where unset, the operator's configuration decides, then what the cluster says about itself.",
      ),
    region: z
      .string()
      .regex(/^[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}$/)
      .max(32)
      .optional()
      .describe('AWS Region of the EKS cluster, such as eu-west-1 or us-gov-east-1. Where unset, found like the name.'),
  })
  .describe(
    'Which EKS cluster this is. It must be the cluster that holds this resource: where they do not match, the conditions are Unknown with reason ClusterMismatch.',
  );

const subnetId = z
  .string()
  .regex(/^subnet-[0-9a-f]{8,17}$/)
  .max(24);

interface ExtraSubnets {
  readonly ids?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

const extraSubnetRules: readonly Rule<ExtraSubnets>[] = [
  {
    cel: 'has(self.ids) || has(self.tags)',
    holds: ({ ids, tags }) => ids !== undefined || tags !== undefined,
    message: 'ids or tags is needed',
  },
  {
    cel: '!has(self.tags) || self.tags.all(key, size(key) > 0 && size(key) <= 128)',
    holds: ({ tags = {} }) => Object.keys(tags).every((key) => key.length > 0 && key.length <= 128),
    message: 'a tag key has 1 to 128 characters',
    field: 'tags',
  },
];

const extraSubnets = withRules(
  z.object({
    ids: z
      .array(subnetId)
      .min(1)
      .max(64)
      .meta({ 'x-kubernetes-list-type': 'set' })
      .optional()
      .describe('Ids of subnets, such as subnet-0123456789abcdef0. At most 64.'),
    tags: z
      .record(z.string(), z.string().max(256))
      .refine((tags) => Object.keys(tags).length > 0 && Object.keys(tags).length <= 16, '1 to 16 tags are expected')
      .meta({ minProperties: 1, maxProperties: 16 })
      .optional()
      .describe('Tags that a subnet must carry, key and value, all of them. At most 16.'),
  }),
  extraSubnetRules,
).describe(
  'Subnets to judge besides those the cluster uses today, for instance the ones planned for the next node group. They must lie in the VPC of the cluster. A subnet is taken that is named in ids or carries all tags.',
);

interface Thresholds {
  readonly warningPercent?: number | undefined;
  readonly warningCount?: number | undefined;
  readonly criticalPercent?: number | undefined;
  readonly criticalCount?: number | undefined;
}

function warningNotBelowCritical(unit: 'Percent' | 'Count'): Rule<Thresholds> {
  const [warning, critical] = [`warning${unit}`, `critical${unit}`] as const;
  return {
    cel: `!has(self.${warning}) || !has(self.${critical}) || self.${warning} >= self.${critical}`,
    holds: (thresholds) => (thresholds[warning] ?? Infinity) >= (thresholds[critical] ?? -Infinity),
    message: `${warning} must not be below ${critical}`,
    field: warning,
  };
}

const percent = z.int().min(0).max(100);
/** More addresses than a VPC's largest IPv4 block (/16) holds ask for nothing. */
const addressCount = z.int().min(0).max(65_536);

function headroomThresholds(defaults: { readonly warning: string; readonly critical: string }) {
  const { warning, critical } = defaults;
  return withRules(
    z.object({
      warningPercent: percent
        .optional()
        .describe(
          `Warn when less than this percentage of a subnet's usable IPv4 addresses is free. Default ${warning}, or criticalPercent if that is higher.`,
        ),
      warningCount: addressCount
        .optional()
        .describe(
          'Warn when fewer than this many IPv4 addresses are free. The larger of count and percentage is the floor.',
        ),
      criticalPercent: percent
        .optional()
        .describe(
          `Block when less than this percentage of a subnet's usable IPv4 addresses is free. Default ${critical}, or warningPercent if that is lower.`,
        ),
      criticalCount: addressCount
        .optional()
        .describe(
          'Block when fewer than this many IPv4 addresses are free. The larger of count and percentage is the floor.',
        ),
    }),
    [warningNotBelowCritical('Percent'), warningNotBelowCritical('Count')],
  );
}

const thresholds = z
  .object({
    ipv4: headroomThresholds({ warning: '10', critical: '2' })
      .optional()
      .describe('Free IPv4 addresses of every subnet that holds nodes.'),
    fargate: headroomThresholds({ warning: '10', critical: '2' })
      .optional()
      .describe(
        'Free IPv4 addresses of the subnets of every Fargate profile, where each pod takes one also in an IPv6 cluster.',
      ),
  })
  .describe('When a lack of free IPv4 addresses is a warning, and when it blocks.');

const loadBalancerController = z
  .object({
    namespace: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
      .max(63)
      .describe('Namespace of the Deployment.'),
    name: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/)
      .max(253)
      .describe('Name of the Deployment.'),
  })
  .describe(
    'The Deployment that runs the AWS Load Balancer Controller, where it cannot be recognised by its labels or image.',
  );

const checkReference = z
  .string()
  .regex(/^([A-Z]{2,4}-[0-9]{3}|[a-z][a-z0-9]*(-[a-z0-9]+)+)$/)
  .max(80);
const checkReferences = z.array(checkReference).min(1).max(100).meta({ 'x-kubernetes-list-type': 'set' });

interface CheckSelection {
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
}

const notBoth: Rule<CheckSelection> = {
  cel: '!(has(self.only) && has(self.skip))',
  holds: ({ only, skip }) => only === undefined || skip === undefined,
  message: 'only and skip cannot be set together',
  field: 'skip',
};

const checks = withRules(
  z.object({
    only: checkReferences
      .optional()
      .describe(
        'Codes (VPC-002) or ids (subnets-have-ipv6-cidr) of the checks to run; all others are left out. Not together with skip.',
      ),
    skip: checkReferences.optional().describe('Codes or ids of the checks to leave out. Not together with only.'),
  }),
  [notBoth],
).describe(
  'Which checks run. A condition none of whose checks runs is Unknown with reason NotSelected and does not count for Ready.',
);

const optionalRead = z
  .array(z.enum(['IamSimulation', 'LoadBalancers', 'FileSystems']))
  .max(3)
  .meta({ 'x-kubernetes-list-type': 'set' })
  .describe(
    'Reads that need a permission of their own: IamSimulation (iam:SimulatePrincipalPolicy), LoadBalancers (elasticloadbalancing:Describe*), FileSystems (elasticfilesystem:Describe*). Checks that need one that is not named here do not apply.',
  );

const waivedResource = z.object({
  kind: z.string().min(1).max(64).describe('Kind as the finding names it, such as Subnet.'),
  namespace: z.string().max(63).optional().describe('Namespace, for objects that have one.'),
  name: z.string().min(1).max(256).describe('Name or AWS id as the finding names it.'),
});

const waiver = z.object({
  check: checkReference.describe('Code or id of the check.'),
  resources: z
    .array(waivedResource)
    .min(1)
    .max(20)
    .meta({ 'x-kubernetes-list-type': 'atomic' })
    .optional()
    .describe('The objects it holds for. Where unset, it holds for whatever the check finds.'),
  reason: z.string().min(1).max(512).describe('Why this is acceptable, for whoever reads the finding.'),
  expiresAt: z
    .string()
    .max(64)
    .refine((text) => !Number.isNaN(Date.parse(text)), 'a date and time as 2026-12-31T00:00:00Z is expected')
    .meta({ format: 'date-time' })
    .describe('When it ends, such as 2026-12-31T00:00:00Z. From then on the finding counts again.'),
});

const waivers = z
  .array(waiver)
  .min(1)
  .max(64)
  .meta({ 'x-kubernetes-list-type': 'atomic' })
  .describe(
    'Blockers and warnings that somebody answers for until a day. They stay listed and do not count for the conditions. What could not be judged cannot be waived.',
  );

export const goals = ['Auto', 'Migrate', 'Operate'] as const;

export const specSchema = z
  .object({
    cluster: cluster.optional(),
    goal: z
      .enum(goals)
      .default('Auto')
      .describe(
        'What to judge the cluster for. Migrate: is this IPv4 cluster ready for a move to IPv6? Operate: is this IPv6 cluster healthy? Auto: Operate for an IPv6 cluster, else Migrate.',
      ),
    extraSubnets: extraSubnets.optional(),
    thresholds: thresholds.optional(),
    loadBalancerController: loadBalancerController.optional(),
    checks: checks.optional(),
    optionalReads: optionalRead.optional(),
    waivers: waivers.optional(),
    suspend: z
      .boolean()
      .default(false)
      .describe(
        'True stops the assessment. Ready is then Unknown with reason Suspended, since what was seen before grows stale.',
      ),
  })
  .describe('What to judge and how strictly.');

/** What was asked for, with defaults filled in. */
export type Ipv6ReadinessSpec = Immutable<z.output<typeof specSchema>>;
export type SpecThresholds = Thresholds;
export type SpecWaiver = NonNullable<Ipv6ReadinessSpec['waivers']>[number];
