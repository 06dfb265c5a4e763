import { z } from 'zod';
import { categories, group, kind, plural, scope, shortNames, singular, version } from '../../src/api/group.ts';
import { specSchema } from '../../src/api/spec.ts';
import { statusSchema } from '../../src/api/status.ts';
import { yamlOutput, type Output } from './output.ts';
import { structuralSchema, type JsonSchema } from './structural-schema.ts';

const ready = (field: string): string => `.status.conditions[?(@.type=="Ready")].${field}`;

/** One line tells the story; `-o wide` adds where and why. */
const printerColumns = [
  { name: 'Cluster', type: 'string', jsonPath: '.status.clusterName', description: 'The EKS cluster that was judged' },
  { name: 'Goal', type: 'string', jsonPath: '.status.goal', description: 'What the cluster was judged for' },
  { name: 'Ready', type: 'string', jsonPath: ready('status'), description: 'True, False, or Unknown' },
  { name: 'Reason', type: 'string', jsonPath: ready('reason'), description: 'Why' },
  { name: 'Blockers', type: 'integer', jsonPath: '.status.summary.blockers', description: 'Checks with a blocker' },
  { name: 'Warnings', type: 'integer', jsonPath: '.status.summary.warnings', description: 'Checks with a warning' },
  { name: 'Unknown', type: 'integer', jsonPath: '.status.summary.unknown', description: 'Checks not judged' },
  {
    name: 'Min-Free-V4',
    type: 'integer',
    jsonPath: '.status.minFreeIPv4',
    description: 'Fewest free IPv4 addresses among the judged subnets, rounded down',
  },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Region', type: 'string', jsonPath: '.status.region', priority: 1, description: 'AWS Region of the cluster' },
  { name: 'Nodes', type: 'integer', jsonPath: '.status.nodes.total', priority: 1, description: 'All nodes' },
  {
    name: 'V6-Nodes',
    type: 'integer',
    jsonPath: '.status.nodes.ipv6',
    priority: 1,
    description: 'Nodes with an IPv6 address',
  },
  { name: 'Message', type: 'string', jsonPath: ready('message'), priority: 1, description: 'What Ready says' },
];

/** The whole object's schema, as the API server validates and explains it. */
export function resourceSchema(): JsonSchema {
  const convert = (schema: z.ZodType, path: string): JsonSchema =>
    structuralSchema(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }), path);
  return {
    description:
      'Ipv6Readiness tells whether this EKS cluster is ready for, or healthy in, IPv6: apply one and read its conditions.',
    type: 'object',
    properties: {
      apiVersion: { description: `Always ${group}/${version}.`, type: 'string' },
      kind: { description: `Always ${kind}.`, type: 'string' },
      metadata: { type: 'object' },
      // An empty spec is a whole one: everything is found out, everything is judged.
      spec: { ...convert(specSchema, 'spec'), default: {} },
      status: convert(statusSchema, 'status'),
    },
  };
}

export function customResourceDefinition(): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular, shortNames, categories },
      scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: resourceSchema() },
          subresources: { status: {} },
          additionalPrinterColumns: printerColumns,
        },
      ],
    },
  };
}

export function crdOutputs(): readonly Output[] {
  return [yamlOutput(`crds/${group}_${plural}.yaml`, [customResourceDefinition()])];
}
