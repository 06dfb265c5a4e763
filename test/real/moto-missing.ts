import { randomUUID } from 'node:crypto';
import { offeredAddons } from '../world/eks-addons.ts';
import { ec2Answer } from '../world/ec2-xml.ts';
import type { AwsAction } from '../world/scenario.ts';
import { eksError } from './aws-errors.ts';
import type { AwsAnswer, AwsRequest } from './aws-request.ts';
import { pageOfList } from './moto-paging.ts';
import type { JsonObject, MotoTruth } from './moto-truth.ts';
import { element, writeXml } from './xml.ts';

interface Missing {
  /** Where AWS says what the answer is. */
  readonly source: string;
  answer(request: AwsRequest, truth: MotoTruth): AwsAnswer;
}

/** Actions that moto does not have, answered from what is true in the world of the test. */
const missing: { readonly [A in AwsAction]?: Missing } = {
  'ec2:DescribeVpcBlockPublicAccessOptions': {
    source: 'Amazon EC2 API Reference, "VpcBlockPublicAccessOptions"',
    answer: (_request, { blockPublicAccess }) =>
      xml(
        ec2Answer('DescribeVpcBlockPublicAccessOptions', randomUUID(), {
          vpcBlockPublicAccessOptions: { state: 'default-state', internetGatewayBlockMode: blockPublicAccess },
        }),
      ),
  },
  'ec2:DescribeVpcBlockPublicAccessExclusions': {
    source: 'Amazon EC2 API Reference, "DescribeVpcBlockPublicAccessExclusions"',
    answer: () =>
      xml(ec2Answer('DescribeVpcBlockPublicAccessExclusions', randomUUID(), { vpcBlockPublicAccessExclusionSet: [] })),
  },
  'eks:ListAddons': {
    source: 'Amazon EKS API Reference, "ListAddons"',
    answer: (request, { addons, pageSize }) =>
      ofCluster(request, addons, (all) => page(request, { addons: all.map(({ addonName }) => addonName) }, pageSize)),
  },
  'eks:DescribeAddon': {
    source: 'Amazon EKS API Reference, "DescribeAddon", "Addon"',
    answer: (request, { addons }) =>
      ofCluster(request, addons, (all) => {
        const { addonName = '', clusterName } = request.parameters;
        const addon = all.find((each) => each['addonName'] === addonName);
        return addon === undefined
          ? eksError(404, 'ResourceNotFoundException', `No addon: ${addonName} found in cluster: ${clusterName}`)
          : json({ addon });
      }),
  },
  'eks:DescribeAddonVersions': {
    source: 'Amazon EKS API Reference, "DescribeAddonVersions", "AddonInfo"',
    answer: (request, { pageSize }) =>
      page(request, { addons: offeredAddons(request.parameters['kubernetesVersion'] ?? '') }, pageSize),
  },
  'eks:ListPodIdentityAssociations': {
    source: 'Amazon EKS API Reference, "ListPodIdentityAssociations"',
    answer: (request, { podIdentityAssociations, pageSize }) =>
      ofCluster(request, podIdentityAssociations, (all) => {
        const { namespace, serviceAccount } = request.parameters;
        const found = all.filter(
          (each) =>
            (namespace === undefined || each['namespace'] === namespace) &&
            (serviceAccount === undefined || each['serviceAccount'] === serviceAccount),
        );
        return page(
          request,
          { associations: found.map(({ roleArn: _role, tags: _tags, ...summary }) => summary) },
          pageSize,
        );
      }),
  },
  'eks:DescribePodIdentityAssociation': {
    source: 'Amazon EKS API Reference, "DescribePodIdentityAssociation"',
    answer: (request, { podIdentityAssociations }) =>
      ofCluster(request, podIdentityAssociations, (all) => {
        const { associationId } = request.parameters;
        const association = all.find((each) => each['associationId'] === associationId);
        return association === undefined
          ? eksError(404, 'ResourceNotFoundException', `No association found with ID: ${associationId}.`)
          : json({ association });
      }),
  },
  'iam:SimulatePrincipalPolicy': {
    source: 'AWS Identity and Access Management API Reference, "SimulatePrincipalPolicy", "EvaluationResult"',
    answer: ({ parameters }, { deniedActions }) => {
      const { PolicySourceArn: arn = '' } = parameters;
      const denied = deniedActions.get(arn.slice(arn.lastIndexOf('/') + 1)) ?? [];
      const names = Object.entries(parameters).filter(([name]) => name.startsWith('ActionNames.member.'));
      const results = names.map(([, action]) =>
        element('member', [
          element('EvalActionName', action),
          element('EvalResourceName', parameters['ResourceArns.member.1'] ?? '*'),
          element('EvalDecision', denied.includes(action) ? 'implicitDeny' : 'allowed'),
          element('MissingContextValues', []),
        ]),
      );
      const result = [element('EvaluationResults', results), element('IsTruncated', 'false')];
      const answer = element('SimulatePrincipalPolicyResponse', [element('SimulatePrincipalPolicyResult', result)]);
      return xml(writeXml({ ...answer, attributes: ' xmlns="https://iam.amazonaws.com/doc/2010-05-08/"' }));
    },
  },
};

/** What AWS answers where moto has no answer; undefined: moto has one. */
export function answerMissing(request: AwsRequest, truth: MotoTruth): AwsAnswer | undefined {
  return request.action && missing[request.action]?.answer(request, truth);
}

function ofCluster<Value>(
  { parameters: { clusterName = '' } }: AwsRequest,
  byCluster: ReadonlyMap<string, Value>,
  answer: (value: Value) => AwsAnswer,
): AwsAnswer {
  const value = byCluster.get(clusterName);
  return value === undefined
    ? eksError(404, 'ResourceNotFoundException', `No cluster found for name: ${clusterName}.`)
    : answer(value);
}

/** One page of the one list there is. */
function page(request: AwsRequest, lists: Readonly<Record<string, readonly unknown[]>>, pageSize?: number): AwsAnswer {
  const members: Record<string, unknown> = {};
  for (const [member, list] of Object.entries(lists)) {
    const part = pageOfList(request, list, pageSize);
    if (part === undefined) return eksError(400, 'InvalidParameterException', 'The nextToken is not valid.');
    members[member] = part.items;
    members['nextToken'] = part.nextToken ?? null;
  }
  return json(members);
}

function json(body: JsonObject): AwsAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function xml(body: string): AwsAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}
