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
}

export const defaultPolicy: Policy = {
  goal: 'Auto',
  ipv4: defaultIpv4Thresholds,
  fargate: defaultFargateThresholds,
  extraSubnets: { ids: [], tags: {} },
  only: [],
  skip: [],
};
