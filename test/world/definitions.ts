import type { KubernetesObject } from './scenario.ts';

interface Defined {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope?: 'Cluster' | 'Namespaced';
}

/**
 * A CustomResourceDefinition that takes any spec and status: what others' resources look like is not this project's to say.
 * Applied before the objects of its kind, it makes either kind of server serve them.
 */
export function definitionOf({ group, version, kind, plural, scope = 'Cluster' }: Defined): KubernetesObject {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      // Groups of Kubernetes itself are guarded; Karpenter's are not among them.
      ...(group.endsWith('.k8s.io') ? { annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' } } : {}),
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } },
        },
      ],
    },
  };
}

export const nodePoolDefinition = definitionOf({
  group: 'karpenter.sh',
  version: 'v1',
  kind: 'NodePool',
  plural: 'nodepools',
});

export const ec2NodeClassDefinition = definitionOf({
  group: 'karpenter.k8s.aws',
  version: 'v1',
  kind: 'EC2NodeClass',
  plural: 'ec2nodeclasses',
});

export const eniConfigDefinition = definitionOf({
  group: 'crd.k8s.amazonaws.com',
  version: 'v1alpha1',
  kind: 'ENIConfig',
  plural: 'eniconfigs',
});

export const clusterNetworkPolicyDefinition = definitionOf({
  group: 'networking.k8s.aws',
  version: 'v1alpha1',
  kind: 'ClusterNetworkPolicy',
  plural: 'clusternetworkpolicies',
});

export const autoNodeClassDefinition = definitionOf({
  group: 'eks.amazonaws.com',
  version: 'v1',
  kind: 'NodeClass',
  plural: 'nodeclasses',
});

export const autoIngressClassParamsDefinition = definitionOf({
  group: 'eks.amazonaws.com',
  version: 'v1',
  kind: 'IngressClassParams',
  plural: 'ingressclassparams',
});
