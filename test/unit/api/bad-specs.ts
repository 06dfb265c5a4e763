/** A spec nobody may store, and the field to blame. */
export interface BadSpec {
  readonly title: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly field: string;
  /** What our own reading says. */
  readonly problem: string;
  /** What the API server's schema says of it: part of kubectl's message. */
  readonly refusal: string;
  /** Spans fields (CEL) or list semantics, so a plain schema does not see it. */
  readonly crossField?: boolean;
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `subnet-${index.toString(16).padStart(8, '0')}`);

const tags = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'value']));

export const badSpecs: readonly BadSpec[] = [
  {
    title: 'a percentage over 100',
    spec: { thresholds: { ipv4: { warningPercent: 120 } } },
    field: 'spec.thresholds.ipv4.warningPercent',
    problem: '120 was seen, at most 100 is expected.',
    refusal: 'should be less than or equal to 100',
  },
  {
    title: 'a negative count',
    spec: { thresholds: { fargate: { criticalCount: -1 } } },
    field: 'spec.thresholds.fargate.criticalCount',
    problem: '-1 was seen, at least 0 is expected.',
    refusal: 'should be greater than or equal to 0',
  },
  {
    title: 'a percentage as text',
    spec: { thresholds: { ipv4: { warningPercent: '10%' } } },
    field: 'spec.thresholds.ipv4.warningPercent',
    problem: '"10%" was seen, a whole number is expected.',
    refusal: 'must be of type integer',
  },
  {
    title: 'half a percent',
    spec: { thresholds: { ipv4: { criticalPercent: 0.5 } } },
    field: 'spec.thresholds.ipv4.criticalPercent',
    problem: '0.5 was seen, a whole number is expected.',
    refusal: 'must be of type int64',
  },
  {
    title: 'a warning percentage below the critical one',
    spec: { thresholds: { ipv4: { warningPercent: 1, criticalPercent: 5 } } },
    field: 'spec.thresholds.ipv4.warningPercent',
    problem: '1 was seen, but warningPercent must not be below criticalPercent.',
    refusal: 'warningPercent must not be below criticalPercent',
    crossField: true,
  },
  {
    title: 'a warning count below the critical one',
    spec: { thresholds: { fargate: { warningCount: 7, criticalCount: 8 } } },
    field: 'spec.thresholds.fargate.warningCount',
    problem: '7 was seen, but warningCount must not be below criticalCount.',
    refusal: 'warningCount must not be below criticalCount',
    crossField: true,
  },
  {
    title: 'an unknown goal',
    spec: { goal: 'Destroy' },
    field: 'spec.goal',
    problem: '"Destroy" was seen, one of Auto, Migrate, Operate is expected.',
    refusal: 'supported values: "Auto", "Migrate", "Operate"',
  },
  {
    title: '300 subnet ids',
    spec: { extraSubnets: { ids: numbered(300) } },
    field: 'spec.extraSubnets.ids',
    problem: 'a list of 300 items was seen, at most 64 items is expected.',
    refusal: 'must have at most 64 items',
  },
  {
    title: 'an ARN as subnet id',
    spec: { extraSubnets: { ids: ['subnet-00000000', 'arn:subnet-00000000'] } },
    field: 'spec.extraSubnets.ids[1]',
    problem: '"arn:subnet-00000000" was seen, text matching /^subnet-[0-9a-f]{8,17}$/ is expected.',
    refusal: "should match '^subnet-[0-9a-f]{8,17}$'",
  },
  {
    title: 'extra subnets that name none',
    spec: { extraSubnets: {} },
    field: 'spec.extraSubnets',
    problem: '{} was seen, but ids or tags is needed.',
    refusal: 'ids or tags is needed',
    crossField: true,
  },
  {
    title: '17 tags',
    spec: { extraSubnets: { tags: tags(17) } },
    field: 'spec.extraSubnets.tags',
    problem: 'was seen, but 1 to 16 tags are expected.',
    refusal: 'must have at most 16 items',
  },
  {
    title: 'a tag key that is too long',
    spec: { extraSubnets: { tags: { ['k'.repeat(129)]: 'value' } } },
    field: 'spec.extraSubnets.tags',
    problem: 'was seen, but a tag key has 1 to 128 characters.',
    refusal: 'a tag key has 1 to 128 characters',
    crossField: true,
  },
  {
    title: 'a URL as Region',
    spec: { cluster: { region: 'https://example.com/' } },
    field: 'spec.cluster.region',
    problem: '"https://example.com/" was seen, text matching',
    refusal: 'should match',
  },
  {
    title: 'a cluster name EKS would not accept',
    spec: { cluster: { name: '-prod' } },
    field: 'spec.cluster.name',
    problem: '"-prod" was seen, text matching',
    refusal: 'should match',
  },
  {
    title: 'a load balancer controller without a name',
    spec: { loadBalancerController: { namespace: 'kube-system' } },
    field: 'spec.loadBalancerController.name',
    problem: 'nothing was seen, text is expected.',
    refusal: 'Required value',
  },
  {
    title: 'checks both to run and to leave out',
    spec: { checks: { only: ['VPC-002'], skip: ['CLU-001'] } },
    field: 'spec.checks.skip',
    problem: 'a list of 1 items was seen, but only and skip cannot be set together.',
    refusal: 'only and skip cannot be set together',
    crossField: true,
  },
  {
    title: 'a check that is neither a code nor an id',
    spec: { checks: { skip: ['VPC 002'] } },
    field: 'spec.checks.skip[0]',
    problem: '"VPC 002" was seen, text matching',
    refusal: 'should match',
  },
  {
    title: 'a yes for a switch',
    spec: { suspend: 'yes' },
    field: 'spec.suspend',
    problem: '"yes" was seen, true or false is expected.',
    refusal: 'must be of type boolean',
  },
];
