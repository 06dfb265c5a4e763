export type Goal = 'Migrate' | 'Operate';
export type RequestedGoal = 'Auto' | Goal;

/** Headroom floors: the effective floor of a subnet is the larger of the count and the percentage of its usable addresses. */
export interface HeadroomThresholds {
  readonly warningPercent: number;
  readonly warningCount: number;
  readonly criticalPercent: number;
  readonly criticalCount: number;
}

/** Defaults of `domain-facts` CAP-001 and CAP-004. */
export const defaultIpv4Thresholds: HeadroomThresholds = {
  warningPercent: 10,
  warningCount: 0,
  criticalPercent: 2,
  criticalCount: 0,
};
export const defaultFargateThresholds: HeadroomThresholds = {
  warningPercent: 10,
  warningCount: 16,
  criticalPercent: 2,
  criticalCount: 4,
};

/**
 * Reads that need a permission of their own and are not made unless asked for: `iam:SimulatePrincipalPolicy`,
 * `elasticloadbalancing:Describe*`, `elasticfilesystem:Describe*`.
 */
export const optionalReads = ['IamSimulation', 'LoadBalancers', 'FileSystems'] as const;
export type OptionalRead = (typeof optionalReads)[number];

/** A finding somebody answers for, until a day. */
export interface Waiver {
  /** Id or code of the check. */
  readonly check: string;
  /** The objects it holds for; empty: for whatever the check finds. */
  readonly resources: readonly { readonly kind: string; readonly namespace?: string; readonly name: string }[];
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What was asked for, as input like any other: the same snapshot gives the same verdict, live or offline. */
export interface Policy {
  readonly goal: RequestedGoal;
  readonly ipv4: HeadroomThresholds;
  readonly fargate: HeadroomThresholds;
  readonly extraSubnets: {
    readonly ids: readonly string[];
    /** Every tag must match. Empty: none is selected by tag. */
    readonly tags: Readonly<Record<string, string>>;
  };
  readonly loadBalancerController?: { readonly namespace: string; readonly name: string };
  /** Ids or codes of the checks to run; empty: all. */
  readonly only: readonly string[];
  /** Ids or codes of the checks to leave out. */
  readonly skip: readonly string[];
  readonly optionalReads: readonly OptionalRead[];
  readonly waivers: readonly Waiver[];
}

export const defaultPolicy: Policy = {
  goal: 'Auto',
  ipv4: defaultIpv4Thresholds,
  fargate: defaultFargateThresholds,
  extraSubnets: { ids: [], tags: {} },
  only: [],
  skip: [],
  optionalReads: [],
  waivers: [],
};
