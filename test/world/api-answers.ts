import type { ServerResponse } from 'node:http';
import type { StoredObject } from './object-store.ts';
import type { Written } from './object-writer.ts';
import type { ResourceKind } from './resource-kinds.ts';
import { StatusError } from './status-error.ts';

export function deleted(kind: ResourceKind, object: StoredObject): Record<string, unknown> {
  const group = kind.group === '' ? {} : { group: kind.group };
  const details = { name: object.metadata.name, ...group, kind: kind.plural, uid: object.metadata.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

export function sendWritten(response: ServerResponse, status: number, { object, unknown }: Written): void {
  const warnings = unknown.map((field) => `299 - "unknown field \\"${field}\\""`);
  if (warnings.length > 0) response.setHeader('Warning', warnings);
  sendJson(response, status, object);
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof StatusError) return sendJson(response, error.code, error.status);
  const message = error instanceof Error ? error.message : String(error);
  sendJson(response, 500, new StatusError({ code: 500, reason: 'InternalError', message }).status);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
