import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Answer,
  type AwsError,
  denied,
  errorAnswer,
  headersOf,
  lostPage,
  type Service,
  throttled,
  toAwsError,
} from './aws-answers.ts';
import { AwsFaults } from './aws-faults.ts';
import type { PageFaults } from './aws-paging.ts';
import type { AwsTruth } from './aws-truth.ts';
import { answerEc2, parseEc2 } from './ec2.ts';
import { ec2Answer } from './ec2-xml.ts';
import { answerEks, parseEks } from './eks.ts';
import { answerIam, parseIam } from './iam.ts';
import { listenOnLoopback, readBody } from './loopback.ts';
import type { AwsCall, AwsEndpoint } from './ports.ts';
import { type ActionFault, type AwsAction, awsActions } from './scenario.ts';

/** The embedded endpoint, and what only it can do. */
export interface EmbeddedAws extends AwsEndpoint {
  stop(): Promise<void>;
}

export interface AwsOptions {
  readonly faults?: readonly ActionFault[];
  readonly largestPage?: number;
}

/** A request that was understood as far as its action. */
interface Understood {
  readonly action: AwsAction;
  readonly parameters: Readonly<Record<string, string>>;
  readonly answer: (faults: PageFaults) => Answer;
}

export async function startAws(truth: AwsTruth, options: AwsOptions = {}): Promise<EmbeddedAws> {
  const faults = new AwsFaults();
  for (const fault of options.faults ?? []) faults.set(fault);
  let ledger: AwsCall[] = [];
  let requests = 0;

  const server = await listenOnLoopback((request, response) => {
    requests += 1;
    const requestId = `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`;
    void readBody(request).then((body) => handle({ request, response, body, requestId }));
  });

  function handle(exchange: Exchange): void {
    const { request, response, requestId } = exchange;
    const service = serviceOf(request);
    const refused = checkSignature(request, truth.region);
    if (refused !== undefined) return send(response, errorAnswer(service, refused, requestId));
    let understood: Understood;
    try {
      understood = understand[service](exchange, truth);
    } catch (error) {
      return send(response, errorAnswer(service, toAwsError(error), requestId));
    }
    const { action, parameters } = understood;
    const record = (status: number): void => void ledger.push({ action, at: Date.now(), status, parameters });
    const fault = faults.strike(action);
    if (fault?.kind === 'hang') {
      record(0);
      faults.onClear(action, () => response.destroy());
      return;
    }
    const answer = answerUnder(fault, understood, { service, requestId, truth, options });
    record(answer.status);
    send(response, answer);
  }

  return {
    url: server.url,
    get ledger() {
      return ledger;
    },
    ...faultControls(faults),
    clearLedger: () => {
      ledger = [];
    },
    stop: async () => {
      faults.clear();
      await server.close();
    },
  };
}

type FaultControls = Omit<AwsEndpoint, 'url' | 'ledger' | 'clearLedger'>;

function faultControls(faults: AwsFaults): FaultControls {
  return {
    deny: (action) => faults.set({ action, kind: 'deny' }),
    throttle: (action, times) => faults.set({ action, kind: 'throttle', ...(times === undefined ? {} : { times }) }),
    fail: (action, status, answer) => faults.set({ action, kind: 'fail', status, ...answer }),
    hang: (action) => faults.set({ action, kind: 'hang' }),
    truncate: (action) => faults.set({ action, kind: 'truncate' }),
    loseLaterPages: (action) => faults.set({ action, kind: 'lose-later-pages' }),
    repeatPage: (action) => faults.set({ action, kind: 'repeat-page' }),
    clearFaults: (action) => faults.clear(action),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
  readonly requestId: string;
}

interface Circumstances {
  readonly service: Service;
  readonly requestId: string;
  readonly truth: AwsTruth;
  readonly options: AwsOptions;
}

function answerUnder(fault: ActionFault | undefined, understood: Understood, circumstances: Circumstances): Answer {
  const { service, requestId, truth, options } = circumstances;
  const laterPage = (understood.parameters['NextToken'] ?? understood.parameters['nextToken']) !== undefined;
  const refuse = (error: AwsError): Answer => errorAnswer(service, error, requestId);
  if (fault?.kind === 'deny') return refuse(denied(understood.action, understood.parameters, truth));
  if (fault?.kind === 'throttle') return refuse(throttled(service));
  if (fault?.kind === 'lose-later-pages' && laterPage) return refuse(lostPage(service));
  if (fault?.kind === 'fail') {
    const body = fault.body ?? '<html><body><h1>It works, but not now</h1></body></html>';
    return { status: fault.status, body, headers: { 'content-type': fault.contentType ?? 'text/html' } };
  }
  const whole = understood.answer(pageFaults(options, fault));
  return fault?.kind === 'truncate' ? { ...whole, body: whole.body.slice(0, whole.body.length / 2) } : whole;
}

function pageFaults(options: AwsOptions, fault: ActionFault | undefined): PageFaults {
  return {
    ...(options.largestPage === undefined ? {} : { largestPage: options.largestPage }),
    twoPages: fault?.kind === 'lose-later-pages',
    repeat: fault?.kind === 'repeat-page',
  };
}

function understandEc2({ body, requestId }: Exchange, truth: AwsTruth): Understood {
  const query = parseEc2(new URLSearchParams(body));
  const action = awsActions.find((known) => known === `ec2:${query.action}`);
  if (action === undefined) throw new Error(`${query.action} is parsed, but not listed`);
  return {
    action,
    parameters: query.parameters,
    answer: (faults) =>
      answered('ec2', requestId, () => ec2Answer(query.action, requestId, answerEc2(query, truth, faults))),
  };
}

function understandEks({ request, requestId }: Exchange, truth: AwsTruth): Understood {
  const parsed = parseEks(request.method ?? '', new URL(request.url ?? '/', 'http://eks'));
  return {
    ...parsed,
    answer: (faults) => answered('eks', requestId, () => JSON.stringify(answerEks(parsed, truth, faults))),
  };
}

function understandIam({ body, requestId }: Exchange, truth: AwsTruth): Understood {
  const query = parseIam(new URLSearchParams(body));
  return {
    action: `iam:${query.action}`,
    parameters: query.parameters,
    answer: () => answered('iam', requestId, () => answerIam(query, truth, requestId)),
  };
}

const understand: Readonly<Record<Service, (exchange: Exchange, truth: AwsTruth) => Understood>> = {
  ec2: understandEc2,
  eks: understandEks,
  iam: understandIam,
};

function answered(service: Service, requestId: string, body: () => string): Answer {
  try {
    return { status: 200, body: body(), headers: headersOf(service, requestId) };
  } catch (error) {
    return errorAnswer(service, toAwsError(error), requestId);
  }
}

const credentialScope = /^AWS4-HMAC-SHA256 Credential=[^/,]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request,/;

/** EC2 and IAM are one path with a form each, told apart by what they are signed for; everything else is EKS. */
function serviceOf(request: IncomingMessage): Service {
  if (request.method !== 'POST' || (request.url ?? '/').split('?')[0] !== '/') return 'eks';
  return request.headers.authorization?.match(credentialScope)?.[2] === 'iam' ? 'iam' : 'ec2';
}

/** The signature itself is not computed: only that there is one, for this service and region. */
function checkSignature(request: IncomingMessage, region: string): AwsError | undefined {
  const match = request.headers.authorization?.match(credentialScope);
  if (!match) {
    return { status: 403, code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token' };
  }
  const service = serviceOf(request);
  // IAM is global.
  const regions = service === 'iam' ? [region, 'us-east-1'] : [region];
  if (regions.includes(match[1] ?? '') && match[2] === service) return undefined;
  const message = `Credential should be scoped to a valid region and service, not '${match[1]}' and '${match[2]}'.`;
  return { status: 403, code: 'SignatureDoesNotMatch', message };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
